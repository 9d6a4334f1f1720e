//! Finds or fetches what is wanted: the order in which places are looked at.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use semver::Version;

use super::catalogue::{self, Release, Unsupported};
use super::client::HttpSettings;
use super::error::Error;
use super::inventory::Item;
use super::known::{self, Bytes, Known};
use super::lock_file::LockFile;
use super::mirror::Mirror;
use super::platform::Platform;
use super::progress::{Note, Progress, Silent};
use super::store::Stored;
use super::supply::Supply;
use super::wanted::{Found, FoundChart, Source, Wanted};
use super::{chart_index, given, search_path};
use crate::tool::Exec;

/// What a [`Fetcher`] is built for.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The store's folder, an absolute path; it need not exist.
    pub store: PathBuf,
    /// What is asked instead of upstream.
    pub mirror: Option<Mirror>,
    /// Whose bytes it has.
    pub bytes: Bytes,
    /// What has to be what it was before.
    pub lock: Option<Arc<LockFile>>,
    /// The folders where the user's programs are, as in `PATH`; without it none is looked for.
    pub search_path: Option<OsString>,
    /// The machine that programs are for.
    pub platform: Platform,
    /// Starts programs to ask them for their version.
    pub exec: Exec,
    /// How servers are talked to.
    pub http: HttpSettings,
}

/// Finds programs and the chart, or fetches them. Any number of fetches can run at once.
#[derive(Debug)]
pub struct Fetcher {
    pub(super) supply: Supply,
    pub(super) known: Known,
    search_path: Option<OsString>,
    platform: Platform,
    pub(super) exec: Exec,
}

impl Fetcher {
    /// A fetcher; nothing is read or written yet.
    pub fn new(settings: Settings) -> Result<Self, Error> {
        let Settings { store, mirror, bytes, lock, search_path, platform, exec, http } = settings;
        if !store.is_absolute() {
            return Err(Error::RelativeStore { path: store });
        }
        let known = Known { bytes, lock };
        let supply = Supply::new(store, mirror, http, known.clone());
        Ok(Self { supply, known, search_path, platform, exec })
    }

    /// A program that fedrig never fetches, such as `ssh`: the first of that name on the search path.
    pub fn local(&self, name: &str) -> Option<PathBuf> {
        let found = which::which_in_global(name, self.search_path.as_ref()).into_iter().flatten();
        // A folder that is not absolute depends on where fedrig was started.
        found.into_iter().find(|path| path.is_absolute())
    }

    /// The wanted program: at the given path, in the store, on the search path, or downloaded.
    pub async fn program(&self, wanted: &Wanted, progress: &dyn Progress) -> Result<Found, Error> {
        let mut passed_over = Vec::new();
        if let Some(found) = self.look(wanted, progress, &mut passed_over).await? {
            return Ok(Found { passed_over, ..found });
        }
        let (stored, source) = self.supply.fetch(&self.release(wanted)?, progress).await?;
        let (program, version) = (wanted.program, wanted.version.clone());
        Ok(Found { program, version, path: stored.path, source, passed_over })
    }

    /// The wanted program, if it is on this machine.
    pub async fn find(&self, wanted: &Wanted) -> Result<Option<Found>, Error> {
        self.look(wanted, &Silent, &mut Vec::new()).await
    }

    async fn look(
        &self,
        wanted: &Wanted,
        progress: &dyn Progress,
        passed_over: &mut Vec<search_path::PassedOver>,
    ) -> Result<Option<Found>, Error> {
        if let Some(path) = &wanted.path {
            return self.given(wanted, path).await.map(Some);
        }
        let found = |path, version, source| {
            let passed_over = Vec::new();
            Some(Found { program: wanted.program, version, path, source, passed_over })
        };
        // A program that is not published for this machine may still be on the search path.
        if let Ok(release) = self.release(wanted)
            && let Some(stored) = self.supply.find(&release).await?
        {
            return Ok(found(stored.path, wanted.version.clone(), Source::Store));
        }
        // What is on the search path is known by its version alone, which is not enough for a
        // program of the person's own.
        let (Some(folders), None) = (&self.search_path, &wanted.own) else { return Ok(None) };
        let pass_over = |other: search_path::PassedOver| {
            progress.note(Note::PassedOver(other.clone()));
            passed_over.push(other);
        };
        let there = search_path::find(&self.exec, wanted, folders, pass_over).await?;
        Ok(there.and_then(|(path, version)| found(path, version, Source::SearchPath)))
    }

    fn release(&self, wanted: &Wanted) -> Result<Release, Unsupported> {
        match &wanted.own {
            Some(own) => Ok(Release::own(wanted.program, &wanted.version, own)),
            None => Release::of(wanted.program, &wanted.version, self.platform),
        }
    }

    /// KubeFed's packed chart, if it is on this machine.
    pub async fn find_chart(&self, version: &Version) -> Result<Option<PathBuf>, Error> {
        Ok(self.supply.find(&Release::chart(version)).await?.map(|stored| stored.path))
    }

    /// Fetches a thing of the store anew. Only what upstream publishes for this machine can be:
    /// nothing else is known well enough; that is only taken away, and the answer is no.
    pub async fn restore(&self, item: &Item, progress: &dyn Progress) -> Result<bool, Error> {
        self.supply.inventory().forget(item)?;
        let Some(release) = Release::of_key(&item.key, self.platform) else { return Ok(false) };
        self.supply.fetch(&release, progress).await.map(|_| true)
    }

    /// The program at the given path, which has to be what the lock file says.
    async fn given(&self, wanted: &Wanted, path: &Path) -> Result<Found, Error> {
        let found = given::find(&self.exec, wanted, path).await?;
        if self.known.lock.is_none() {
            return Ok(found);
        }
        let name = format!("{} {} {} as given", found.program, found.version, self.platform);
        let refused = |source| {
            let what = format!("{} {}", found.program, found.version);
            Error::Known { what, source: Box::new(source) }
        };
        let expected = self.known.locked(&name).map_err(refused)?;
        let digest = given::digest(path).await.map_err(Error::Store)?;
        known::compare(expected.as_slice(), digest, &path.display()).map_err(refused)?;
        self.known.learn(name, digest);
        Ok(found)
    }

    /// KubeFed's packed chart: in the store, or downloaded.
    pub async fn chart(
        &self,
        version: &Version,
        progress: &dyn Progress,
    ) -> Result<FoundChart, Error> {
        let release = Release::chart(version);
        let fetched = match self.supply.find(&release).await? {
            Some(stored) => Ok((stored, Source::Store)),
            None => self.supply.fetch(&release, progress).await,
        };
        match fetched {
            Ok((Stored { path, digest, .. }, source)) => {
                Ok(FoundChart { path, version: version.clone(), digest, source })
            }
            Err(error) => Err(self.with_chart_versions(version, error, progress).await),
        }
    }

    /// Says which charts there are, if the error is that this one is not.
    async fn with_chart_versions(
        &self,
        wanted: &Version,
        error: Error,
        progress: &dyn Progress,
    ) -> Error {
        let Error::NotPublished { what, upstream, mirrored, source } = error else { return error };
        // Without the list the first error says what there is to say.
        let index = catalogue::chart_index();
        let index = self.supply.text("the list of charts", &index, progress).await;
        let index = index.unwrap_or_default();
        let versions = chart_index::versions(&index);
        match chart_index::nearest(wanted, &versions).cloned() {
            Some(nearest) if nearest != *wanted => {
                Error::NoSuchChart { wanted: wanted.clone(), versions, nearest, source }
            }
            _ => Error::NotPublished { what, upstream, mirrored, source },
        }
    }
}

#[cfg(test)]
#[path = "fetcher_tests.rs"]
mod tests;

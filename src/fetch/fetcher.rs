//! Finds or fetches what is wanted: the order in which places are looked at.

use std::ffi::OsString;
use std::path::PathBuf;

use semver::Version;

use super::catalogue::{self, Release};
use super::client::HttpSettings;
use super::error::Error;
use super::mirror::Mirror;
use super::platform::Platform;
use super::progress::{Note, Progress};
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
    supply: Supply,
    search_path: Option<OsString>,
    platform: Platform,
    exec: Exec,
}

impl Fetcher {
    /// A fetcher; nothing is read or written yet.
    pub fn new(settings: Settings) -> Result<Self, Error> {
        let Settings { store, mirror, search_path, platform, exec, http } = settings;
        if !store.is_absolute() {
            return Err(Error::RelativeStore { path: store });
        }
        Ok(Self { supply: Supply::new(store, mirror, http), search_path, platform, exec })
    }

    /// A program that fedrig never fetches, such as `ssh`: the first of that name on the search path.
    pub fn local(&self, name: &str) -> Option<PathBuf> {
        let found = which::which_in_global(name, self.search_path.as_ref()).into_iter().flatten();
        // A folder that is not absolute depends on where fedrig was started.
        found.into_iter().find(|path| path.is_absolute())
    }

    /// The wanted program: at the given path, in the store, on the search path, or downloaded.
    pub async fn program(&self, wanted: &Wanted, progress: &dyn Progress) -> Result<Found, Error> {
        if let Some(path) = &wanted.path {
            return Ok(given::find(&self.exec, wanted, path).await?);
        }
        // A program that is not published for this machine may still be on the search path.
        let release = Release::of(wanted.program, &wanted.version, self.platform);
        let mut passed_over = Vec::new();
        let found = |path, version, source, passed_over| Found {
            program: wanted.program,
            version,
            path,
            source,
            passed_over,
        };
        if let Ok(release) = &release
            && let Some(stored) = self.supply.find(release).await
        {
            return Ok(found(stored.path, wanted.version.clone(), Source::Store, passed_over));
        }
        if let Some(folders) = &self.search_path {
            let pass_over = |other: search_path::PassedOver| {
                progress.note(Note::PassedOver(other.clone()));
                passed_over.push(other);
            };
            let there = search_path::find(&self.exec, wanted, folders, pass_over).await?;
            if let Some((path, version)) = there {
                return Ok(found(path, version, Source::SearchPath, passed_over));
            }
        }
        let (stored, source) = self.supply.fetch(&release?, progress).await?;
        Ok(found(stored.path, wanted.version.clone(), source, passed_over))
    }

    /// KubeFed's packed chart: in the store, or downloaded.
    pub async fn chart(
        &self,
        version: &Version,
        progress: &dyn Progress,
    ) -> Result<FoundChart, Error> {
        let release = Release::chart(version);
        let fetched = match self.supply.find(&release).await {
            Some(stored) => Ok((stored, Source::Store)),
            None => self.supply.fetch(&release, progress).await,
        };
        match fetched {
            Ok((Stored { path, digest }, source)) => {
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

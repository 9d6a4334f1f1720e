//! The way of a published file: server, checksum, archive, store. It is the same for all of them.

use std::path::PathBuf;

use url::Url;

use super::catalogue::{Content, Proof, Release};
use super::checksum;
use super::client::{Clients, HttpSettings};
use super::credentials::Credentials;
use super::digest::Digest;
use super::download::{Downloaded, Downloader, Job};
use super::error::Error;
use super::inventory::Inventory;
use super::known::{self, Authority, Known, KnownError};
use super::mirror::{Location, Mirror};
use super::progress::{Note, Progress};
use super::store::{Fresh, Lookup, Store, Stored};
use super::transfer::TransferError;
use super::unpack::{UnpackError, unpack};
use super::wanted::Source;

/// A store, and where it is filled from.
#[derive(Debug)]
pub(super) struct Supply {
    store: Store,
    mirror: Option<Mirror>,
    downloader: Downloader,
    size_limit: u64,
    known: Known,
}

impl Supply {
    pub fn new(store: PathBuf, mirror: Option<Mirror>, http: HttpSettings, known: Known) -> Self {
        let size_limit = http.size_limit;
        let (mirror, credentials) = Credentials::take(mirror);
        let downloader = Downloader::new(http, credentials);
        Self { store: Store::at(store), mirror, downloader, size_limit, known }
    }

    /// The store itself.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The clients, for what is no release file.
    pub fn clients(&self) -> &Clients {
        self.downloader.clients()
    }

    /// Whether a mirror is asked instead of upstream.
    pub fn is_mirrored(&self) -> bool {
        self.mirror.is_some()
    }

    /// What is in the store, to be looked at.
    pub fn inventory(&self) -> Inventory {
        Inventory::at(self.store.root.clone())
    }

    /// What is in the store and may be used.
    pub async fn find(&self, release: &Release) -> Result<Option<Stored>, Error> {
        let expected = self.expected(release)?;
        Ok(match self.look_up(release).await {
            // What another mirror gave under this name is not what is wanted here.
            Lookup::Stored(stored) if fits(&expected, stored.archive) => {
                self.learn(release, stored.archive);
                Some(stored)
            }
            Lookup::Stored(_) | Lookup::Altered { .. } | Lookup::Absent => None,
        })
    }

    async fn look_up(&self, release: &Release) -> Lookup {
        let (store, key) = (self.store.clone(), release.key.clone());
        blocking(move || {
            store.touch(&key);
            store.find(&key)
        })
        .await
    }

    fn expected(&self, release: &Release) -> Result<Vec<(Authority, Digest)>, Error> {
        self.known.expected(release).map_err(|source| refused(release, source))
    }

    fn learn(&self, release: &Release, archive: Digest) {
        if let Some(name) = release.lock_name() {
            self.known.learn(name, archive);
        }
    }

    /// The text that upstream has at `upstream`, unverified.
    pub async fn text(
        &self,
        what: &str,
        upstream: &Url,
        progress: &dyn Progress,
    ) -> Result<String, TransferError> {
        let location = Location::of(upstream, self.mirror.as_ref());
        self.downloader.text(Job { what, location: &location, progress }).await
    }

    /// Downloads into the store, unless another process did it meanwhile.
    pub async fn fetch(
        &self,
        release: &Release,
        progress: &dyn Progress,
    ) -> Result<(Stored, Source), Error> {
        let waiting = || progress.note(Note::Waiting { what: release.what.clone() });
        let guard = self.store.lock(&release.key, waiting).await?;
        let expected = self.expected(release)?;
        match self.look_up(release).await {
            Lookup::Stored(stored) if fits(&expected, stored.archive) => {
                self.learn(release, stored.archive);
                return Ok((stored, Source::Store));
            }
            Lookup::Altered { path } => {
                progress.note(Note::Altered { what: release.what.clone(), path });
            }
            Lookup::Stored(_) | Lookup::Absent => {}
        }
        self.store.sweep(&release.key);
        let location = self.location(release);
        let downloaded = self.download(release, &location, &expected, progress).await?;
        self.learn(release, downloaded.digest);
        let (store, limit, release) = (self.store.clone(), self.size_limit, release.clone());
        blocking(move || {
            let stored = keep(&store, &release, &location, downloaded, limit);
            // Given back when the thing is in its place, even if nobody waits for it any more.
            drop(guard);
            stored.map(|stored| (stored, Source::Downloaded { from: location.to_string() }))
        })
        .await
    }

    /// A mirror has what upstream has; what is the person's own is where the person says.
    fn location(&self, release: &Release) -> Location {
        let mirror = match release.proof {
            Proof::Published(_) => self.mirror.as_ref(),
            Proof::Given(_) => None,
        };
        Location::of(&release.url, mirror)
    }

    /// The published file in a temporary place, verified.
    async fn download(
        &self,
        release: &Release,
        location: &Location,
        expected: &[(Authority, Digest)],
        progress: &dyn Progress,
    ) -> Result<Downloaded, Error> {
        let what = &release.what;
        let file = Job { what, location, progress };
        let temporary = || self.store.temporary(&release.key);
        let file = self.downloader.file(file, &temporary);
        let failed = |error| self.failed(release, error);
        let downloaded = match &release.proof {
            // Nothing that is fetched beside the file could add to what is known already.
            Proof::Published(checksum) if expected.is_empty() => {
                let checksum = Location::of(checksum, self.mirror.as_ref());
                let text = self.downloader.text(Job { what, location: &checksum, progress });
                let (text, downloaded) = tokio::try_join!(text, file).map_err(failed)?;
                let published = checksum::find(&text, release.published_name(), &checksum)
                    .and_then(|digest| checksum::compare(downloaded.digest, digest, location));
                published.map_err(|source| Error::Checksum { what: what.clone(), source })?;
                downloaded
            }
            Proof::Published(_) | Proof::Given(_) => {
                let downloaded = file.await.map_err(failed)?;
                known::compare(expected, downloaded.digest, location)
                    .map_err(|source| refused(release, source))?;
                downloaded
            }
        };
        progress.note(Note::Verified { what: what.clone(), digest: downloaded.digest });
        Ok(downloaded)
    }

    fn failed(&self, release: &Release, error: TransferError) -> Error {
        let what = release.what.clone();
        match error {
            TransferError::Store(error) => Error::Store(error),
            TransferError::Absent { .. } => Error::NotPublished {
                what,
                upstream: release.url.to_string(),
                mirrored: self.mirror.is_some(),
                source: Box::new(error),
            },
            error => Error::Transfer { what, source: Box::new(error) },
        }
    }
}

fn fits(expected: &[(Authority, Digest)], archive: Digest) -> bool {
    expected.iter().all(|(_, digest)| *digest == archive)
}

fn refused(release: &Release, source: KnownError) -> Error {
    Error::Known { what: release.what.clone(), source: Box::new(source) }
}

/// Takes the thing out of its verified archive, if it is in one, and puts it into the store.
fn keep(
    store: &Store,
    release: &Release,
    location: &Location,
    downloaded: Downloaded,
    limit: u64,
) -> Result<Stored, Error> {
    let archive = downloaded.digest;
    let (file, path, digest) = match &release.content {
        Content::Plain => (downloaded.file, downloaded.path, downloaded.digest),
        Content::Member(member) => {
            let (mut file, path) = store.temporary(&release.key)?.into_parts();
            let taken = take_out(downloaded, member, &mut file, limit);
            let digest = taken.map_err(|source| Error::Unpack {
                what: release.what.clone(),
                location: location.clone(),
                source,
            })?;
            (file, path, digest)
        }
    };
    let fresh = Fresh { file, path, digest, archive, from: location.to_string() };
    Ok(store.put(&release.key, fresh)?)
}

/// Reads from the open file: what was verified, whatever happens to its name.
fn take_out(
    mut archive: Downloaded,
    member: &str,
    out: &mut std::fs::File,
    limit: u64,
) -> Result<Digest, UnpackError> {
    use std::io::{BufReader, Seek};
    archive.file.rewind().map_err(|source| UnpackError::Damaged { source })?;
    unpack(BufReader::with_capacity(256 << 10, &archive.file), member, out, limit)
}

/// Runs what may wait for a disk or compute for long.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => value,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

//! The way of a published file: server, checksum, archive, store. It is the same for all of them.

use std::path::PathBuf;

use url::Url;

use super::catalogue::{Content, Release};
use super::checksum;
use super::client::HttpSettings;
use super::credentials::Credentials;
use super::digest::Digest;
use super::download::{Downloaded, Downloader, Job};
use super::error::Error;
use super::mirror::{Location, Mirror};
use super::progress::{Note, Progress};
use super::store::{Fresh, Store, Stored};
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
}

impl Supply {
    pub fn new(store: PathBuf, mirror: Option<Mirror>, http: HttpSettings) -> Self {
        let size_limit = http.size_limit;
        let (mirror, credentials) = Credentials::take(mirror);
        let downloader = Downloader::new(http, credentials);
        Self { store: Store::at(store), mirror, downloader, size_limit }
    }

    /// What is in the store.
    pub async fn find(&self, release: &Release) -> Option<Stored> {
        let (store, key) = (self.store.clone(), release.key.clone());
        blocking(move || store.find(&key)).await
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
        if let Some(stored) = self.find(release).await {
            return Ok((stored, Source::Store));
        }
        self.store.sweep(&release.key);
        let location = Location::of(&release.url, self.mirror.as_ref());
        let downloaded = self.download(release, &location, progress).await?;
        let (store, limit, release) = (self.store.clone(), self.size_limit, release.clone());
        blocking(move || {
            let stored = keep(&store, &release, &location, downloaded, limit);
            // Given back when the thing is in its place, even if nobody waits for it any more.
            drop(guard);
            stored.map(|stored| (stored, Source::Downloaded { from: location.to_string() }))
        })
        .await
    }

    /// The published file in a temporary place, verified.
    async fn download(
        &self,
        release: &Release,
        location: &Location,
        progress: &dyn Progress,
    ) -> Result<Downloaded, Error> {
        let what = &release.what;
        let checksum_location = Location::of(&release.checksum, self.mirror.as_ref());
        let text = Job { what, location: &checksum_location, progress };
        let file = Job { what, location, progress };
        let temporary = || self.store.temporary(&release.key);
        let (text, downloaded) =
            tokio::try_join!(self.downloader.text(text), self.downloader.file(file, &temporary))
                .map_err(|error| self.failed(release, error))?;
        let published = checksum::find(&text, release.published_name(), &checksum_location)
            .and_then(|published| checksum::compare(downloaded.digest, published, location));
        if let Err(source) = published {
            return Err(Error::Checksum { what: what.clone(), source });
        }
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

//! Gets what is at a location into memory or into a temporary file, with attempts and limits.

use std::fs::File;
use std::time::Duration;

use backon::Retryable;
use tempfile::{NamedTempFile, TempPath};
use tokio::io::AsyncWriteExt;

use super::body::Body;
use super::client::{Clients, HttpSettings};
use super::credentials::Credentials;
use super::digest::{Digest, Hasher};
use super::mirror::Location;
use super::progress::{Note, Progress};
use super::store::StoreError;
use super::transfer::TransferError;

/// The largest checksum file or chart index, in bytes.
const TEXT_LIMIT: u64 = 4 << 20;
/// How many bytes come between two notes.
const STEP: u64 = 256 << 10;
/// The longest pause that a server may ask for.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// One file to get.
#[derive(Clone, Copy)]
pub(super) struct Job<'a> {
    /// What it is, for people.
    pub what: &'a str,
    /// Where it is.
    pub location: &'a Location,
    /// Who is told.
    pub progress: &'a dyn Progress,
}

/// A file that came to its end; nothing is known about what is in it.
pub(super) struct Downloaded {
    /// Open for reading and writing, at its end.
    pub file: File,
    /// Its temporary path; the file goes when this is dropped.
    pub path: TempPath,
    /// The digest of what was written.
    pub digest: Digest,
}

/// Downloads.
#[derive(Debug)]
pub(super) struct Downloader {
    clients: Clients,
}

impl Downloader {
    pub fn new(settings: HttpSettings, credentials: Credentials) -> Self {
        Self { clients: Clients::new(settings, credentials) }
    }

    /// A small text; what is not UTF-8 in it is replaced.
    pub async fn text(&self, job: Job<'_>) -> Result<String, TransferError> {
        self.retrying(job, || self.text_once(job)).await
    }

    /// A file, written to what `temporary` makes.
    pub async fn file(
        &self,
        job: Job<'_>,
        temporary: &(dyn Fn() -> Result<NamedTempFile, StoreError> + Sync),
    ) -> Result<Downloaded, TransferError> {
        self.retrying(job, || self.file_once(job, temporary)).await
    }

    async fn retrying<T, F>(
        &self,
        job: Job<'_>,
        attempt: impl FnMut() -> F + Send,
    ) -> Result<T, TransferError>
    where
        F: Future<Output = Result<T, TransferError>> + Send,
    {
        let asked_for = |error: &TransferError, pause: Duration| match error.retry_after() {
            Some(wanted) => wanted.clamp(pause, LONGEST_PAUSE.max(pause)),
            None => pause,
        };
        attempt
            .retry(self.clients.settings().pauses())
            .when(TransferError::is_transient)
            .adjust(|error, pause| pause.map(|pause| asked_for(error, pause)))
            .notify(|error, pause| {
                let (what, reason) = (job.what.to_owned(), error.to_string());
                job.progress.note(Note::Retrying { what, reason, pause });
            })
            .await
    }

    async fn text_once(&self, job: Job<'_>) -> Result<String, TransferError> {
        let mut body = Body::open(&self.clients, job.location).await?;
        within(TEXT_LIMIT, body.total().unwrap_or(0), job.location)?;
        let mut text = Vec::new();
        while let Some(chunk) = body.next().await? {
            within(TEXT_LIMIT, (text.len() + chunk.len()) as u64, job.location)?;
            text.extend(chunk);
        }
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    async fn file_once(
        &self,
        job: Job<'_>,
        temporary: &(dyn Fn() -> Result<NamedTempFile, StoreError> + Sync),
    ) -> Result<Downloaded, TransferError> {
        let limit = self.clients.settings().size_limit;
        let mut body = Body::open(&self.clients, job.location).await?;
        let total = body.total();
        within(limit, total.unwrap_or(0), job.location)?;
        let (file, path) = temporary()?.into_parts();
        let unwritable = |source| StoreError { doing: "write", path: path.to_path_buf(), source };
        let mut file = tokio::fs::File::from_std(file);
        let mut hasher = Hasher::default();
        let mut count = Count { what: job.what, bytes: 0, said: 0, total };
        count.say(job.progress);
        while let Some(chunk) = body.next().await? {
            within(limit, count.bytes + chunk.len() as u64, job.location)?;
            hasher.update(&chunk);
            file.write_all(&chunk).await.map_err(unwritable)?;
            count.add(chunk.len() as u64, job.progress);
        }
        file.flush().await.map_err(unwritable)?;
        if count.said != count.bytes {
            count.say(job.progress);
        }
        Ok(Downloaded { file: file.into_std().await, path, digest: hasher.finish() })
    }
}

fn within(limit: u64, bytes: u64, location: &Location) -> Result<(), TransferError> {
    if bytes > limit {
        return Err(TransferError::TooLarge { location: location.clone(), limit });
    }
    Ok(())
}

/// Counts bytes, and tells now and then.
struct Count<'a> {
    what: &'a str,
    bytes: u64,
    said: u64,
    total: Option<u64>,
}

impl Count<'_> {
    fn add(&mut self, bytes: u64, progress: &dyn Progress) {
        self.bytes += bytes;
        if self.bytes - self.said >= STEP {
            self.say(progress);
        }
    }

    fn say(&mut self, progress: &dyn Progress) {
        self.said = self.bytes;
        let (what, bytes, total) = (self.what.to_owned(), self.bytes, self.total);
        progress.note(Note::Downloading { what, bytes, total });
    }
}

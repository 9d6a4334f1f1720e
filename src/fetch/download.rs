//! Gets what is at a location into memory or into a temporary file, with attempts and limits.

use std::fs::File;
use std::time::Duration;

use backon::Retryable;
use tempfile::{NamedTempFile, TempPath};
use tokio::sync::Mutex;

use super::body::Body;
use super::client::{Clients, HttpSettings};
use super::credentials::Credentials;
use super::digest::Digest;
use super::mirror::Location;
use super::partial::Partial;
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

    /// The clients, for what is no file.
    pub fn clients(&self) -> &Clients {
        &self.clients
    }

    /// A small text; what is not UTF-8 in it is replaced.
    pub async fn text(&self, job: Job<'_>) -> Result<String, TransferError> {
        self.retrying(job, || self.text_once(job)).await
    }

    /// A file, written to what `temporary` makes. When the connection breaks, what has come is kept
    /// and the rest is asked for.
    pub async fn file(
        &self,
        job: Job<'_>,
        temporary: &(dyn Fn() -> Result<NamedTempFile, StoreError> + Sync),
    ) -> Result<Downloaded, TransferError> {
        let partial = Mutex::new(None);
        self.retrying(job, || self.file_once(job, temporary, &partial)).await
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
        partial: &Mutex<Option<Partial>>,
    ) -> Result<Downloaded, TransferError> {
        let mut kept = partial.lock().await;
        let limit = self.clients.settings().size_limit;
        let resume = kept.as_ref().and_then(Partial::resume);
        let mut body = Body::open_at(&self.clients, job.location, resume.as_ref()).await?;
        if body.start() == 0 {
            kept.take();
        }
        within(limit, body.total().unwrap_or(0), job.location)?;
        if kept.is_none() {
            *kept = Some(Partial::new(temporary()?, body.etag()));
        }
        let part = kept.as_mut().expect("it was just made");
        let mut count = Count { what: job.what, said: part.bytes, total: body.total() };
        count.say(part.bytes, job.progress);
        while let Some(chunk) = body.next().await? {
            if part.bytes == 0 && is_page(&chunk) {
                return Err(TransferError::Page { location: job.location.clone() });
            }
            within(limit, part.bytes + chunk.len() as u64, job.location)?;
            part.add(&chunk).await?;
            count.is_at(part.bytes, job.progress);
        }
        let part = kept.take().expect("it is there since the beginning");
        if count.said != part.bytes {
            count.say(part.bytes, job.progress);
        }
        Ok(part.finish().await?)
    }
}

/// Whether a file begins as a web page does. No archive and no program does, but what a proxy or a
/// log-in page answers, with status 200.
fn is_page(chunk: &[u8]) -> bool {
    let begin = chunk.trim_ascii_start();
    let is = |word: &str| {
        begin.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word.as_bytes()))
    };
    is("<!doctype html") || is("<html")
}

fn within(limit: u64, bytes: u64, location: &Location) -> Result<(), TransferError> {
    if bytes > limit {
        return Err(TransferError::TooLarge { location: location.clone(), limit });
    }
    Ok(())
}

/// Tells how many bytes have come, now and then.
struct Count<'a> {
    what: &'a str,
    said: u64,
    total: Option<u64>,
}

impl Count<'_> {
    fn is_at(&mut self, bytes: u64, progress: &dyn Progress) {
        if bytes - self.said >= STEP {
            self.say(bytes, progress);
        }
    }

    fn say(&mut self, bytes: u64, progress: &dyn Progress) {
        self.said = bytes;
        let (what, total) = (self.what.to_owned(), self.total);
        progress.note(Note::Downloading { what, bytes, total });
    }
}

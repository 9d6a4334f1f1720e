//! The bytes at a location, chunk by chunk: the same for a server and for a directory.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::header::RETRY_AFTER;
use reqwest::{Response, StatusCode};
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use url::Url;

use super::client::Clients;
use super::mirror::{Location, may_be_asked};
use super::transfer::TransferError;

/// What is read from a file at once, in bytes.
const CHUNK: usize = 256 << 10;

/// An open file or answer.
pub(super) enum Body {
    File { file: File, path: PathBuf, total: Option<u64> },
    Answer { response: Response, url: Url, stall: Duration },
}

impl Body {
    /// Opens what is at `location`.
    pub async fn open(clients: &Clients, location: &Location) -> Result<Self, TransferError> {
        match location {
            Location::File(path) => open_file(path).await,
            Location::Url(url) => ask(clients, url).await,
        }
    }

    /// How many bytes there will be, if that is known.
    pub fn total(&self) -> Option<u64> {
        match self {
            Self::File { total, .. } => *total,
            Self::Answer { response, .. } => response.content_length(),
        }
    }

    /// The next bytes; nothing at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, TransferError> {
        match self {
            Self::File { file, path, .. } => {
                let mut chunk = vec![0; CHUNK];
                let read = file.read(&mut chunk).await;
                let count = read.map_err(|source| unreadable(path, source))?;
                chunk.truncate(count);
                Ok((count > 0).then_some(chunk))
            }
            Self::Answer { response, url, stall } => match response.chunk().await {
                Ok(chunk) => Ok(chunk.map(Vec::from)),
                Err(error) => Err(TransferError::of(url, *stall, error)),
            },
        }
    }
}

async fn open_file(path: &Path) -> Result<Body, TransferError> {
    let file = match File::open(path).await {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(TransferError::Absent { location: Location::File(path.to_owned()) });
        }
        Err(source) => return Err(unreadable(path, source)),
    };
    let total = file.metadata().await.ok().map(|metadata| metadata.len());
    Ok(Body::File { file, path: path.to_owned(), total })
}

fn unreadable(path: &Path, source: io::Error) -> TransferError {
    TransferError::Unreadable { path: path.to_owned(), source }
}

async fn ask(clients: &Clients, url: &Url) -> Result<Body, TransferError> {
    if !may_be_asked(url) {
        return Err(TransferError::NotHttps { url: url.clone() });
    }
    let stall = clients.settings().stall;
    let answer = clients.get(url)?.send().await;
    let response = answer.map_err(|error| TransferError::of(url, stall, error))?;
    match response.status() {
        StatusCode::OK => Ok(Body::Answer { response, url: url.clone(), stall }),
        StatusCode::NOT_FOUND | StatusCode::GONE => {
            Err(TransferError::Absent { location: Location::Url(Box::new(url.clone())) })
        }
        status => {
            let url = url.clone();
            Err(TransferError::Status { url, status, retry_after: retry_after(&response) })
        }
    }
}

/// The pause that the server asks for, if it says it in seconds.
fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

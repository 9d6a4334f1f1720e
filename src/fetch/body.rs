//! The bytes at a location, chunk by chunk: the same for a server and for a directory.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::header::{CONTENT_RANGE, ETAG, IF_RANGE, RANGE, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use url::Url;

use super::client::Clients;
use super::mirror::{Location, may_be_asked};
use super::partial::Resume;
use super::transfer::TransferError;

/// What is read from a file at once, in bytes.
const CHUNK: usize = 256 << 10;

/// An open file or answer.
pub(super) enum Body {
    File { file: File, path: PathBuf, total: Option<u64> },
    Answer { response: Response, url: Url, stall: Duration, start: u64 },
}

impl Body {
    /// Opens what is at `location`.
    pub async fn open(clients: &Clients, location: &Location) -> Result<Self, TransferError> {
        match location {
            Location::File(path) => open_file(path).await,
            Location::Url(url) => ask(clients, url).await,
        }
    }

    /// Opens what is at `location`, perhaps behind what has come already; `start` says where.
    pub async fn open_at(
        clients: &Clients,
        location: &Location,
        resume: Option<&Resume>,
    ) -> Result<Self, TransferError> {
        let (Location::Url(url), Some(resume)) = (location, resume) else {
            return Self::open(clients, location).await;
        };
        match ask_rest(clients, url, resume).await? {
            Some(rest) => Ok(rest),
            None => ask(clients, url).await,
        }
    }

    /// Where in the file this begins.
    pub fn start(&self) -> u64 {
        match self {
            Self::File { .. } => 0,
            Self::Answer { start, .. } => *start,
        }
    }

    /// How many bytes the whole file has, if that is known.
    pub fn total(&self) -> Option<u64> {
        match self {
            Self::File { total, .. } => *total,
            Self::Answer { response, start, .. } => {
                response.content_length().map(|length| start + length)
            }
        }
    }

    /// What names exactly this file at its server, if the server says it.
    pub fn etag(&self) -> Option<String> {
        let Self::Answer { response, .. } = self else { return None };
        let etag = response.headers().get(ETAG)?.to_str().ok()?;
        // A weak one names files that are alike, and their bytes may differ.
        (!etag.starts_with("W/")).then(|| etag.to_owned())
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
            Self::Answer { response, url, stall, .. } => match response.chunk().await {
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
    let response = send(clients, url, None).await?;
    match response.status() {
        StatusCode::OK => Ok(answer(clients, url, response, 0)),
        status => Err(refused(url, status, &response)),
    }
}

/// The rest of a file; nothing when it has to be asked for from its beginning.
async fn ask_rest(
    clients: &Clients,
    url: &Url,
    resume: &Resume,
) -> Result<Option<Body>, TransferError> {
    let response = send(clients, url, Some(resume)).await?;
    match response.status() {
        StatusCode::PARTIAL_CONTENT if begins_at(&response, resume.from) => {
            Ok(Some(answer(clients, url, response, resume.from)))
        }
        StatusCode::OK => Ok(Some(answer(clients, url, response, 0))),
        StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE => Ok(None),
        status => Err(refused(url, status, &response)),
    }
}

async fn send(
    clients: &Clients,
    url: &Url,
    resume: Option<&Resume>,
) -> Result<Response, TransferError> {
    if !may_be_asked(url) {
        return Err(TransferError::NotHttps { url: url.clone() });
    }
    let mut request = clients.get(url)?;
    if let Some(Resume { from, etag }) = resume {
        request = request.header(RANGE, format!("bytes={from}-")).header(IF_RANGE, etag);
    }
    let stall = clients.settings().stall;
    request.send().await.map_err(|error| TransferError::of(url, stall, error))
}

fn answer(clients: &Clients, url: &Url, response: Response, start: u64) -> Body {
    Body::Answer { response, url: url.clone(), stall: clients.settings().stall, start }
}

fn refused(url: &Url, status: StatusCode, response: &Response) -> TransferError {
    let url = url.clone();
    match status {
        StatusCode::NOT_FOUND | StatusCode::GONE => {
            TransferError::Absent { location: Location::Url(Box::new(url)) }
        }
        status => TransferError::Status { url, status, retry_after: retry_after(response) },
    }
}

/// Whether a partial answer is the part that was asked for: `bytes 100-199/200`.
fn begins_at(response: &Response, from: u64) -> bool {
    let range = response.headers().get(CONTENT_RANGE).and_then(|range| range.to_str().ok());
    range.is_some_and(|range| range.starts_with(&format!("bytes {from}-")))
}

/// The pause that the server asks for, if it says it in seconds.
fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

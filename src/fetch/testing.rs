//! A server on this machine that behaves as badly as it is told.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

use super::Mirror;

/// What the server does with a request.
#[derive(Debug, Clone)]
pub(super) enum Reply {
    Whole(Vec<u8>),
    /// A status line and perhaps a header.
    Status(&'static str),
    /// Half the body, then the connection is closed.
    Cut(Vec<u8>),
    /// Half the body, then nothing.
    Stall(Vec<u8>),
    /// Half the body under an ETag, then the connection is reset; the rest when it is asked for.
    Resumable(Vec<u8>, &'static str),
    /// The whole body, byte by byte.
    Slow(Vec<u8>),
    /// The body, and a length that is not its own.
    Announced(Vec<u8>, usize),
    /// So many bytes, without saying how many there will be.
    Unannounced(usize),
}

/// Replies in order for each path; the last one is repeated.
pub(super) type Routes = HashMap<String, Vec<Reply>>;

pub(super) struct Server {
    pub url: String,
    requests: Arc<Mutex<Vec<String>>>,
    /// One permit for each body that is half sent and stalls.
    pub stalled: Arc<Semaphore>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub async fn start(routes: Routes) -> Self {
        Self::start_with(routes, None).await
    }

    pub async fn start_with(routes: Routes, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let stalled = Arc::new(Semaphore::new(0));
        let state = (Arc::new(Mutex::new(routes)), Arc::clone(&requests), Arc::clone(&stalled));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let ((routes, requests, stalled), tls) = (state.clone(), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => answer(stream, routes, requests, stalled).await,
                        Some(tls) => match tls.accept(stream).await {
                            Ok(stream) => answer(stream, routes, requests, stalled).await,
                            Err(error) => Err(error),
                        },
                    }
                });
            }
        });
        Self { url, requests, stalled, task }
    }

    /// The paths that were asked for.
    pub fn requests(&self) -> Vec<String> {
        let path = |head: String| head.split(' ').nth(1).unwrap().to_owned();
        self.heads().into_iter().map(path).collect()
    }

    /// The requests as they came.
    pub fn heads(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    pub fn mirror(&self) -> Mirror {
        self.url.parse().unwrap()
    }
}

async fn answer(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    routes: Arc<Mutex<Routes>>,
    requests: Arc<Mutex<Vec<String>>>,
    stalled: Arc<Semaphore>,
) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(stream.read_u8().await?);
    }
    let request = String::from_utf8(request).unwrap();
    let path = request.split(' ').nth(1).unwrap().to_owned();
    let head_text = request.to_ascii_lowercase();
    requests.lock().unwrap().push(request);
    let reply = match routes.lock().unwrap().get_mut(&path) {
        Some(replies) if replies.len() > 1 => replies.remove(0),
        Some(replies) => replies[0].clone(),
        None => Reply::Status("404 Not Found"),
    };
    let head = |status: &str, length: usize| {
        format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n")
    };
    match reply {
        Reply::Whole(body) => {
            stream.write_all(head("200 OK", body.len()).as_bytes()).await?;
            stream.write_all(&body).await?;
        }
        Reply::Status(status) => stream.write_all(head(status, 0).as_bytes()).await?,
        Reply::Cut(body) | Reply::Stall(body) if body.is_empty() => unreachable!("half of nothing"),
        Reply::Cut(body) => {
            stream.write_all(head("200 OK", body.len()).as_bytes()).await?;
            stream.write_all(&body[..body.len() / 2]).await?;
        }
        Reply::Stall(body) => {
            stream.write_all(head("200 OK", body.len()).as_bytes()).await?;
            stream.write_all(&body[..body.len() / 2]).await?;
            stream.flush().await?;
            stalled.add_permits(1);
            std::future::pending::<()>().await;
        }
        Reply::Resumable(body, etag) => {
            let range = line(&head_text, "range").and_then(|range| {
                let from = range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok()?;
                (line(&head_text, "if-range") == Some(etag)).then_some(from)
            });
            let half = body.len() / 2;
            let (status, from, end): (_, usize, _) = match range {
                Some(from) => (
                    format!(
                        "206 Partial Content\r\ncontent-range: bytes {from}-{}/{}",
                        body.len() - 1,
                        body.len()
                    ),
                    from,
                    body.len(),
                ),
                None => ("200 OK".to_owned(), 0, half),
            };
            let status = format!("{status}\r\netag: {etag}");
            stream.write_all(head(&status, body.len() - from).as_bytes()).await?;
            stream.write_all(&body[from..end]).await?;
        }
        Reply::Slow(body) => {
            stream.write_all(head("200 OK", body.len()).as_bytes()).await?;
            for byte in body {
                stream.write_all(&[byte]).await?;
                stream.flush().await?;
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
        }
        Reply::Announced(body, length) => {
            stream.write_all(head("200 OK", length).as_bytes()).await?;
            stream.write_all(&body).await?;
        }
        Reply::Unannounced(length) => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n").await?;
            stream.write_all(&vec![0; length]).await?;
        }
    }
    stream.shutdown().await
}

/// The value of a header in a request that was made lower-case.
fn line<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    lines.filter(|(key, _)| *key == name).map(|(_, value)| value).next()
}

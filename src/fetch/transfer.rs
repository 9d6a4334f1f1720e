//! The ways in which a transfer fails, and which of them are worth another attempt.

use std::error::Error as StdError;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::StatusCode;
use url::Url;

use super::mirror::Location;
use super::store::StoreError;

/// Why a file could not be had.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// No connection can be made at all: the system's certificates can't be read.
    #[error("can't set up https")]
    Client {
        /// What is wrong.
        source: reqwest::Error,
    },
    /// Nothing is fetched over a connection that anybody can change.
    #[error("`{url}` is not https")]
    NotHttps {
        /// The URL.
        url: Url,
    },
    /// The server or the directory does not have it.
    #[error("there is nothing at `{location}`")]
    Absent {
        /// Where it should be.
        location: Location,
    },
    /// The server answered, and not with the file.
    #[error("`{url}` answered {status}")]
    Status {
        /// The URL.
        url: Url,
        /// What it answered.
        status: StatusCode,
        /// How long it wants to be left alone.
        retry_after: Option<Duration>,
    },
    /// The server sends us where fedrig does not go.
    #[error("`{url}` redirects to where fedrig does not follow")]
    Redirect {
        /// The URL that was asked first.
        url: Url,
        /// Where it goes.
        source: reqwest::Error,
    },
    /// The server can't prove who it is.
    #[error("there is no trusted connection to `{url}`")]
    Untrusted {
        /// The URL.
        url: Url,
        /// What is wrong with its certificate.
        source: reqwest::Error,
    },
    /// The server went silent.
    #[error("`{url}` sent nothing for {} s", limit.as_secs_f32())]
    Stalled {
        /// The URL.
        url: Url,
        /// How long it may be silent.
        limit: Duration,
    },
    /// There is no connection, or it broke.
    #[error("the connection to `{url}` failed")]
    Broken {
        /// The URL.
        url: Url,
        /// What happened.
        source: reqwest::Error,
    },
    /// The proxy wants to know who asks.
    #[error("the proxy on the way to `{url}` asks for a user name and a password")]
    ProxyLogin {
        /// The URL.
        url: Url,
    },
    /// It is a web page, whatever the status says.
    #[error("`{location}` is a web page and not a release file")]
    Page {
        /// Where it is.
        location: Location,
    },
    /// It is larger than anything that fedrig needs.
    #[error("`{location}` has more than {limit} bytes")]
    TooLarge {
        /// Where it is.
        location: Location,
        /// The most that is taken.
        limit: u64,
    },
    /// A file of the mirror's directory can't be read.
    #[error("can't read `{}`", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The store can't take it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl TransferError {
    /// Sorts what reqwest says about `url`.
    pub(super) fn of(url: &Url, stall: Duration, error: reqwest::Error) -> Self {
        let url = url.clone();
        // Our messages name the URL already.
        let source = error.without_url();
        if is_tls(&source) {
            return Self::Untrusted { url, source };
        }
        if causes(&source).any(|cause| cause.to_string().contains("proxy authorization required")) {
            return Self::ProxyLogin { url };
        }
        if source.is_redirect() {
            return Self::Redirect { url, source };
        }
        if source.is_timeout() && !source.is_connect() {
            return Self::Stalled { url, limit: stall };
        }
        Self::Broken { url, source }
    }

    /// Whether another attempt may end better.
    pub(super) fn is_transient(&self) -> bool {
        match self {
            Self::Status { status, .. } => {
                status.is_server_error()
                    || matches!(
                        *status,
                        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS
                    )
            }
            Self::Stalled { .. } | Self::Broken { .. } => true,
            Self::Client { .. }
            | Self::NotHttps { .. }
            | Self::Absent { .. }
            | Self::Redirect { .. }
            | Self::Untrusted { .. }
            | Self::ProxyLogin { .. }
            | Self::Page { .. }
            | Self::TooLarge { .. }
            | Self::Unreadable { .. }
            | Self::Store(_) => false,
        }
    }

    /// How long the server wants to be left alone.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// What can be done about it.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Client { .. } => {
                vec!["install the system's certificates (`ca-certificates`)".to_owned()]
            }
            Self::Untrusted { url, .. } => vec![
                format!("`curl -v -o /dev/null {url}` shows the certificate"),
                "a private authority is trusted when the system trusts it, or with `--ca-file <ca.pem>`".to_owned(),
            ],
            Self::Status { url, .. } | Self::Redirect { url, .. } => {
                vec![format!("`curl -sSIL {url}` shows the answers")]
            }
            Self::Stalled { url, .. } | Self::Broken { url, .. } => vec![
                format!("`curl -fsSL -o /dev/null {url}` tries the same"),
                "behind a proxy, set `HTTPS_PROXY`; without a network, use a mirror's directory"
                    .to_owned(),
            ],
            Self::Unreadable { path, .. } => vec![format!("see `ls -l {}`", path.display())],
            Self::Store(error) => error.hints(),
            Self::ProxyLogin { .. } => vec![
                "the proxy's address can have them: `HTTPS_PROXY=http://<user>:<password>@<host>:<port>`".to_owned(),
            ],
            Self::Page { location: Location::Url(url) } => vec![
                format!("`curl -sSL {url}` shows the page"),
                "a proxy or a log-in page may answer instead of the server".to_owned(),
            ],
            Self::Page { location: Location::File(path) } => {
                vec![format!("`head {}` shows it", path.display())]
            }
            Self::NotHttps { .. } | Self::Absent { .. } | Self::TooLarge { .. } => Vec::new(),
        }
    }
}

/// Whether rustls is at the bottom of it.
fn is_tls(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| cause.is::<rustls::Error>())
}

/// The error and its causes; some hide inside `io::Error`s, whose `source` skips them.
fn causes<'e>(error: &'e reqwest::Error) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    let first: &'e (dyn StdError + 'static) = error;
    std::iter::successors(Some(first), |&error: &&'e (dyn StdError + 'static)| {
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner as &'e (dyn StdError + 'static)),
            None => error.source(),
        }
    })
}

//! Where upstream's files are: at upstream, or in a mirror under the same paths.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use url::Url;

use super::credentials::bare;

/// A copy of upstream's release files. It takes the place of upstream's scheme and host, and the
/// path stays. With a mirror, upstream is never asked.
///
/// `Debug` does not show a user name and password that are in the URL.
#[derive(Clone, PartialEq, Eq)]
pub enum Mirror {
    /// An absolute path of a directory.
    Directory(PathBuf),
    /// A base URL; a path in it stands before upstream's.
    Url(Url),
}

/// Why a text names no mirror.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MirrorError {
    /// A path that depends on where fedrig was started.
    #[error("the mirror `{text}` is neither a URL nor an absolute path")]
    Relative {
        /// The text as typed.
        text: String,
    },
    /// It looks like a URL and is none.
    #[error("the mirror `{text}` is not a URL")]
    NotAUrl {
        /// The text as typed.
        text: String,
        /// What is wrong with it.
        source: url::ParseError,
    },
    /// Programs are not fetched over a connection that anybody can change.
    #[error("the mirror `{text}` is not reached through https")]
    NotHttps {
        /// The text as typed.
        text: String,
    },
}

impl FromStr for Mirror {
    type Err = MirrorError;

    fn from_str(text: &str) -> Result<Self, MirrorError> {
        if !text.contains("://") {
            let relative = || MirrorError::Relative { text: text.to_owned() };
            let path = Path::new(text).is_absolute().then(|| PathBuf::from(text));
            return path.map(Self::Directory).ok_or_else(relative);
        }
        // What stands before an `@` may be a password.
        let shown = || text.rsplit('@').next().unwrap_or(text).to_owned();
        let url =
            Url::parse(text).map_err(|source| MirrorError::NotAUrl { text: shown(), source })?;
        if let ("file", Ok(path)) = (url.scheme(), url.to_file_path()) {
            return Ok(Self::Directory(path));
        }
        if !may_be_asked(&url) {
            return Err(MirrorError::NotHttps { text: bare(&url).to_string() });
        }
        Ok(Self::Url(url))
    }
}

impl fmt::Debug for Mirror {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(path) => write!(f, "{}", path.display()),
            Self::Url(url) => write!(f, "{}", bare(url)),
        }
    }
}

/// Where one file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A file of a mirror's directory.
    File(PathBuf),
    /// A URL at upstream or at a mirror.
    Url(Box<Url>),
}

impl Location {
    /// Where the file that upstream has at `upstream` is taken from.
    pub(super) fn of(upstream: &Url, mirror: Option<&Mirror>) -> Self {
        match mirror {
            None => Self::Url(Box::new(upstream.clone())),
            Some(Mirror::Directory(root)) => {
                Self::File(root.join(upstream.path().trim_start_matches('/')))
            }
            Some(Mirror::Url(base)) => {
                let mut url = base.clone();
                url.set_path(&format!("{}{}", base.path().trim_end_matches('/'), upstream.path()));
                Self::Url(Box::new(url))
            }
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Url(url) => write!(f, "{url}"),
        }
    }
}

/// https, or plain http to this machine itself.
pub(super) fn may_be_asked(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

/// Whether the URL's host is this machine, whatever a name server says.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::upstream(None, "https://dl.k8s.io/release/v1.33.13/bin/linux/amd64/kubectl")]
    #[case::directory(Some("/srv/m"), "/srv/m/release/v1.33.13/bin/linux/amd64/kubectl")]
    #[case::file_url(Some("file:///srv/m"), "/srv/m/release/v1.33.13/bin/linux/amd64/kubectl")]
    #[case::url(Some("https://m.test"), "https://m.test/release/v1.33.13/bin/linux/amd64/kubectl")]
    #[case::url_with_a_path(
        Some("https://m.test/a/"),
        "https://m.test/a/release/v1.33.13/bin/linux/amd64/kubectl"
    )]
    #[case::this_machine(
        Some("http://127.0.0.1:80"),
        "http://127.0.0.1/release/v1.33.13/bin/linux/amd64/kubectl"
    )]
    fn a_mirror_replaces_the_host_and_keeps_the_path(
        #[case] mirror: Option<&str>,
        #[case] expected: &str,
    ) {
        let upstream = "https://dl.k8s.io/release/v1.33.13/bin/linux/amd64/kubectl";
        let mirror: Option<Mirror> = mirror.map(|text| text.parse().unwrap());
        let location = Location::of(&upstream.parse().unwrap(), mirror.as_ref());
        assert_eq!(location.to_string(), expected);
    }

    #[rstest::rstest]
    #[case::relative("mirror", "the mirror `mirror` is neither a URL nor an absolute path")]
    #[case::plain("http://m.test", "the mirror `http://m.test/` is not reached through https")]
    #[case::other("ftp://m.test", "the mirror `ftp://m.test/` is not reached through https")]
    #[case::no_url("https://", "the mirror `https://` is not a URL")]
    fn a_bad_mirror_is_refused(#[case] text: &str, #[case] message: &str) {
        assert_eq!(text.parse::<Mirror>().unwrap_err().to_string(), message);
    }
}

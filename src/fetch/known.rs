//! What a release file's digest has to be, and who says so: the person, the lock file, fedrig's pins.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use super::catalogue::{Proof, Release};
use super::digest::Digest;
use super::lock_file::{LockFile, Locking};
use super::pins;

/// Whose bytes a mirror has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Bytes {
    /// Upstream's: a pinned file has the pinned digest.
    #[default]
    Upstream,
    /// Builds of its own: fedrig's pins say nothing about them, its own checksum files do.
    Rebuilt,
}

/// Who says what a file has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authority {
    /// fedrig's own table.
    Pin,
    /// A lock file.
    Lock(PathBuf),
    /// The entry in federation.yaml.
    File,
}

impl fmt::Display for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pin => f.write_str("upstream published"),
            Self::Lock(path) => write!(f, "`{}` says", path.display()),
            Self::File => f.write_str("federation.yaml says"),
        }
    }
}

/// Why a file is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KnownError {
    /// It has other bytes than it has to have.
    #[error("`{place}` has the sha256 {found}, and {by} {expected}")]
    OtherBytes {
        /// Where it is.
        place: String,
        /// What it has.
        found: Digest,
        /// What it has to have.
        expected: Digest,
        /// Who says so.
        by: Authority,
    },
    /// Only what is in the lock file may be used, and it is not.
    #[error("it is not in `{}`", path.display())]
    NotLocked {
        /// The lock file.
        path: PathBuf,
    },
}

impl KnownError {
    /// What can be done about it.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::OtherBytes { by: Authority::Pin, .. } => vec![
                "a proxy or a mirror may have changed the file; nothing of it was kept".to_owned(),
                "a mirror with builds of its own has to be declared as one: `mirror: {from: …, rebuilds: true}` in federation.yaml, or `--mirror-rebuilds`".to_owned(),
            ],
            Self::OtherBytes { by: Authority::Lock(path), .. } => vec![format!(
                "to take the new bytes on purpose, delete their line in `{}`",
                path.display()
            )],
            Self::OtherBytes { by: Authority::File, .. } => {
                vec!["ask whoever publishes the file for its sha256".to_owned()]
            }
            Self::NotLocked { .. } => {
                vec!["`fedrig tools install` adds a tool, and `fedrig up` an image; look at the change before you keep it".to_owned()]
            }
        }
    }
}

/// All that is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    pub bytes: Bytes,
    pub lock: Option<Arc<LockFile>>,
}

impl Known {
    /// Every digest that the published file has to have; none when nobody knows.
    pub fn expected(&self, release: &Release) -> Result<Vec<(Authority, Digest)>, KnownError> {
        let given = match &release.proof {
            Proof::Given(digest) => Some((Authority::File, *digest)),
            Proof::Published(_) => None,
        };
        let pinned = match self.bytes {
            Bytes::Upstream => pins::find(&release.url).map(|digest| (Authority::Pin, digest)),
            Bytes::Rebuilt => None,
        };
        let locked = match release.lock_name() {
            Some(name) => self.locked(&name)?,
            None => None,
        };
        Ok([given, pinned, locked].into_iter().flatten().collect())
    }

    /// What the lock file says about `name`.
    pub fn locked(&self, name: &str) -> Result<Option<(Authority, Digest)>, KnownError> {
        let Some(lock) = &self.lock else { return Ok(None) };
        let path = lock.path().to_owned();
        match (lock.find(name), lock.locking()) {
            (Some(digest), _) => Ok(Some((Authority::Lock(path), digest))),
            (None, Locking::Learn) => Ok(None),
            (None, Locking::Locked) => Err(KnownError::NotLocked { path }),
        }
    }

    /// Notes what was used.
    pub fn learn(&self, name: String, digest: Digest) {
        if let Some(lock) = &self.lock {
            lock.learn(name, digest);
        }
    }
}

/// Compares what was found at `place` with every digest that it has to have.
pub(super) fn compare(
    expected: &[(Authority, Digest)],
    found: Digest,
    place: &dyn fmt::Display,
) -> Result<(), KnownError> {
    match expected.iter().find(|(_, expected)| *expected != found) {
        None => Ok(()),
        Some((by, expected)) => Err(KnownError::OtherBytes {
            place: place.to_string(),
            found,
            expected: *expected,
            by: by.clone(),
        }),
    }
}

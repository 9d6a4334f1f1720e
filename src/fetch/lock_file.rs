//! `fedrig.lock`: the digest of every file that a federation was made with, as first seen.
//!
//! One line a file in a stable order, so that it reads well in a change under review. Whoever puts
//! it under version control beside federation.yaml gets the same bytes everywhere, or an error.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;

use super::digest::Digest;

const HEADER: &str = "\
# What this federation was made with. fedrig adds what it sees for the first time, and refuses
# other bytes under the same name later; `fedrig up --locked` takes nothing that is not here.
# Keep it under version control. To take other bytes on purpose, delete their line.
";

/// What may be used that is not in the file yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locking {
    /// It is used and added.
    Learn,
    /// It is refused.
    Locked,
}

/// The file, as it was read and as it will be written.
#[derive(Debug)]
pub struct LockFile {
    path: PathBuf,
    locking: Locking,
    files: Mutex<Files>,
}

#[derive(Debug, Default)]
struct Files {
    known: BTreeMap<String, Digest>,
    is_changed: bool,
}

/// Why a lock file can't be used.
#[derive(Debug, thiserror::Error)]
pub enum LockFileError {
    /// It has to be there, and is not.
    #[error("there is no `{}`, and nothing else may be used", path.display())]
    Absent {
        /// The file.
        path: PathBuf,
    },
    /// It can't be read or written.
    #[error("can't {doing} `{}`", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// It is no lock file.
    #[error("`{}` is not a lock file: {message}", path.display())]
    Garbled {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        message: String,
    },
}

impl LockFileError {
    /// What can be done about it.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Absent { .. } => vec!["`fedrig tools install` writes it".to_owned()],
            Self::Io { path, .. } => vec![format!("see `ls -l {}`", path.display())],
            Self::Garbled { .. } => {
                vec!["take it from version control again, or delete it".to_owned()]
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    lock: u32,
    #[serde(default)]
    files: BTreeMap<String, String>,
}

impl LockFile {
    /// Reads the file at `path`, which need not be there when more may be learnt.
    pub fn read(path: &Path, locking: Locking) -> Result<Self, LockFileError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => match locking {
                Locking::Learn => return Ok(Self::of(path, locking, BTreeMap::new())),
                Locking::Locked => return Err(LockFileError::Absent { path: path.to_owned() }),
            },
            Err(source) => {
                return Err(LockFileError::Io { doing: "read", path: path.to_owned(), source });
            }
        };
        match parse(&text) {
            Ok(known) => Ok(Self::of(path, locking, known)),
            Err(message) => Err(LockFileError::Garbled { path: path.to_owned(), message }),
        }
    }

    fn of(path: &Path, locking: Locking, known: BTreeMap<String, Digest>) -> Self {
        let files = Mutex::new(Files { known, is_changed: false });
        Self { path: path.to_owned(), locking, files }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether more may be learnt.
    pub fn locking(&self) -> Locking {
        self.locking
    }

    /// The digest that `name` has to have.
    pub(super) fn find(&self, name: &str) -> Option<Digest> {
        self.files().known.get(name).copied()
    }

    /// Notes a digest that was seen; the first one stays.
    pub(super) fn learn(&self, name: String, digest: Digest) {
        let mut files = self.files();
        if self.locking == Locking::Learn && !files.known.contains_key(&name) {
            files.known.insert(name, digest);
            files.is_changed = true;
        }
    }

    /// Writes it, if something was learnt.
    pub fn save(&self) -> Result<(), LockFileError> {
        let mut files = self.files();
        if !files.is_changed {
            return Ok(());
        }
        // Another run may have learnt something meanwhile; what was there first stays.
        let mut all = Self::read(&self.path, Locking::Learn)?.files().known.clone();
        for (name, digest) in &files.known {
            all.entry(name.clone()).or_insert(*digest);
        }
        let text = render(&all);
        let failed = |source| LockFileError::Io { doing: "write", path: self.path.clone(), source };
        replace(&self.path, &text).map_err(failed)?;
        files.is_changed = false;
        Ok(())
    }

    fn files(&self) -> std::sync::MutexGuard<'_, Files> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The whole file at once, or none of it.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("/"));
    let mut file = tempfile::Builder::new().prefix(".fedrig.lock.").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))?;
    file.as_file().sync_all()?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

fn render(known: &BTreeMap<String, Digest>) -> String {
    let mut text = format!("{HEADER}lock: 1\nfiles:\n");
    for (name, digest) in known {
        // Writing to a String does not fail.
        let _ = writeln!(text, "  {name}: sha256:{digest}");
    }
    text
}

/// The digests by name, or what is wrong with the text.
pub(super) fn parse(text: &str) -> Result<BTreeMap<String, Digest>, String> {
    let options = serde_saphyr::options! { with_snippet: false };
    let text: Text =
        serde_saphyr::from_str_with_options(text, options).map_err(|error| error.to_string())?;
    if text.lock != 1 {
        return Err(format!("it has form {}, and this fedrig knows form 1", text.lock));
    }
    let digest = |(name, digest): (String, String)| match digest.strip_prefix("sha256:") {
        Some(hex) => hex.parse().map(|digest| (name.clone(), digest)).map_err(|_| name),
        None => Err(name),
    };
    let files = text.files.into_iter().map(digest);
    files.collect::<Result<_, _>>().map_err(|name| format!("`{name}` has no sha256 digest"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(byte: char) -> Digest {
        std::iter::repeat_n(byte, 64).collect::<String>().parse().unwrap()
    }

    #[test]
    fn what_was_learnt_is_read_again_in_a_stable_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fedrig.lock");
        let lock = LockFile::read(&path, Locking::Learn).unwrap();
        lock.learn("kind 0.30.0 linux-amd64".to_owned(), digest('b'));
        lock.learn("helm 3.19.5 linux-amd64".to_owned(), digest('a'));
        lock.learn("helm 3.19.5 linux-amd64".to_owned(), digest('c'));
        lock.save().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        insta::assert_snapshot!(text.replace(&"a".repeat(60), "…").replace(&"b".repeat(60), "…"), @r"
        # What this federation was made with. fedrig adds what it sees for the first time, and refuses
        # other bytes under the same name later; `fedrig up --locked` takes nothing that is not here.
        # Keep it under version control. To take other bytes on purpose, delete their line.
        lock: 1
        files:
          helm 3.19.5 linux-amd64: sha256:…aaaa
          kind 0.30.0 linux-amd64: sha256:…bbbb
        ");
        let again = LockFile::read(&path, Locking::Locked).unwrap();
        assert_eq!(again.find("helm 3.19.5 linux-amd64"), Some(digest('a')));
        again.learn("kubectl 1.33.13 linux-amd64".to_owned(), digest('d'));
        again.save().unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }

    #[test]
    fn two_runs_that_learn_at_once_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fedrig.lock");
        let [a, b] = [(); 2].map(|()| LockFile::read(&path, Locking::Learn).unwrap());
        a.learn("helm 3.19.5 linux-amd64".to_owned(), digest('a'));
        b.learn("helm 3.19.5 linux-amd64".to_owned(), digest('b'));
        b.learn("kind 0.30.0 linux-amd64".to_owned(), digest('b'));
        a.save().unwrap();
        b.save().unwrap();
        let both = LockFile::read(&path, Locking::Learn).unwrap();
        assert_eq!(both.find("helm 3.19.5 linux-amd64"), Some(digest('a')));
        assert_eq!(both.find("kind 0.30.0 linux-amd64"), Some(digest('b')));
    }

    #[test]
    fn nothing_learnt_writes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fedrig.lock");
        LockFile::read(&path, Locking::Learn).unwrap().save().unwrap();
        assert!(!path.exists());
        let error = LockFile::read(&path, Locking::Locked).unwrap_err();
        assert!(error.to_string().ends_with("fedrig.lock`, and nothing else may be used"));
    }

    #[rstest::rstest]
    #[case::no_lock("files: {}", "missing field")]
    #[case::newer("lock: 2", "it has form 2")]
    #[case::no_digest("lock: 1\nfiles: {a: sha256:x}", "`a` has no sha256 digest")]
    #[case::plain_digest("lock: 1\nfiles: {a: 00}", "`a` has no sha256 digest")]
    #[case::unknown("lock: 1\nfile: {}", "unknown field")]
    fn a_garbled_lock_says_what_is_wrong(#[case] text: &str, #[case] expected: &str) {
        let message = parse(text).unwrap_err();
        assert!(message.contains(expected), "{message}");
    }
}

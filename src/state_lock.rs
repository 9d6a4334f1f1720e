//! One fedrig at a time on a state directory: a lock of the operating system, which ends with its
//! process, and a note of who holds it.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The lock, held until it is dropped.
#[derive(Debug)]
pub struct StateLock {
    _file: File,
}

/// Why the lock was not taken.
#[derive(Debug, thiserror::Error)]
pub enum StateLockError {
    /// Somebody else holds it.
    #[error("another fedrig on this machine works on this federation: {holder}")]
    Held {
        /// Who.
        holder: String,
    },
    /// The state directory can't be used.
    #[error("the state directory `{}` can't be used", folder.display())]
    Folder {
        /// The directory.
        folder: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl StateLockError {
    /// What to do next.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Held { .. } => vec!["wait until it has ended, then run this again".to_owned()],
            Self::Folder { .. } => vec!["`--state-dir DIR` names another".to_owned()],
        }
    }
}

impl StateLock {
    /// Takes the lock of the folder, which is made when it is missing, or says who holds it.
    pub fn take(folder: &Path, verb: &str) -> Result<Self, StateLockError> {
        let bad = |source| StateLockError::Folder { folder: folder.to_owned(), source };
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(bad)?;
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let mut file = options.open(folder.join("lock")).map_err(bad)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                file.read_to_string(&mut holder).map_err(bad)?;
                return Err(StateLockError::Held { holder });
            }
            Err(TryLockError::Error(source)) => return Err(bad(source)),
        }
        let note = format!("`fedrig {verb}`, process {}", std::process::id());
        file.set_len(0).and_then(|()| file.write_all(note.as_bytes())).map_err(bad)?;
        Ok(Self { _file: file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_holds_it_and_gets_it_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let first = StateLock::take(folder.path(), "up").unwrap();
        let second = StateLock::take(folder.path(), "down").unwrap_err().to_string();
        assert!(second.contains("`fedrig up`"), "{second}");
        drop(first);
        StateLock::take(folder.path(), "down").unwrap();
    }
}

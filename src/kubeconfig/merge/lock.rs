//! kubectl's lock of a kubeconfig: `<file>.lock`, made only when it is not there, removed at the
//! end. It knows no owner, so one that a killed kubectl left stays; kubectl then fails at once, and
//! fedrig waits a while first, since a kubectl at work needs only milliseconds.
//!
//! Source: `lockFile` in client-go's `tools/clientcmd/loader.go`.

use std::fs::{DirBuilder, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use tokio_util::sync::CancellationToken;

use super::Error;

/// How often the lock is tried again. There is nothing to watch: it is only a file's name.
const AGAIN: Duration = Duration::from_millis(20);

/// The lock, held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    paths: Vec<PathBuf>,
}

impl Lock {
    /// Locks a kubeconfig, and the file that it is a symlink to, in the order of their names as
    /// kubectl does with several. Waits `patience` for a lock that is there.
    pub async fn take(
        file: &Path,
        patience: Duration,
        cancel: &CancellationToken,
    ) -> Result<Self, Error> {
        if let Some(folder) = file.parent() {
            let mut builder = DirBuilder::new();
            let made = builder.recursive(true).mode(0o700).create(folder);
            made.map_err(|source| Error::File { path: folder.to_owned(), what: "made", source })?;
        }
        let mut paths = vec![lock_of(file)];
        if let Ok(target) = std::fs::canonicalize(file) {
            paths.push(lock_of(&target));
        }
        paths.sort_by_key(|path| whole(path));
        paths.dedup_by_key(|path| whole(path));
        let mut held = Self { paths: Vec::new() };
        let began = Instant::now();
        for lock in paths {
            while !made(&lock)? {
                if began.elapsed() >= patience {
                    return Err(Error::Locked { age: age(&lock), lock });
                }
                tokio::select! {
                    () = tokio::time::sleep(AGAIN) => {}
                    () = cancel.cancelled() => return Err(Error::Interrupted { lock }),
                }
            }
            held.paths.push(lock);
        }
        Ok(held)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        for path in &self.paths {
            // Who removed it already has done what was to be done.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// A lock by its folder's real name: a folder can have two, and then both paths are one lock.
fn whole(lock: &Path) -> Option<PathBuf> {
    let folder = std::fs::canonicalize(lock.parent()?).ok()?;
    Some(folder.join(lock.file_name()?))
}

fn lock_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

/// Whether the lock could be made now.
fn made(lock: &Path) -> Result<bool, Error> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o000).open(lock);
    match made {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(source) => Err(Error::File { path: lock.to_owned(), what: "made", source }),
    }
}

fn age(lock: &Path) -> Duration {
    let made = std::fs::metadata(lock).and_then(|found| found.modified());
    let made = made.unwrap_or_else(|_| SystemTime::now());
    SystemTime::now().duration_since(made).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(60);

    #[tokio::test]
    async fn the_lock_is_there_as_long_as_it_is_held() {
        let folder = tempfile::tempdir().unwrap();
        let (file, lock) = (folder.path().join("config"), folder.path().join("config.lock"));
        let cancel = CancellationToken::new();
        let held = Lock::take(&file, SHORT, &cancel).await.unwrap();
        assert!(lock.exists());
        drop(held);
        assert!(!lock.exists());
    }

    #[tokio::test]
    async fn a_lock_that_stays_is_named_and_left() {
        let folder = tempfile::tempdir().unwrap();
        let lock = folder.path().join("config.lock");
        std::fs::write(&lock, "").unwrap();
        let cancel = CancellationToken::new();
        let error = Lock::take(&folder.path().join("config"), SHORT, &cancel).await.unwrap_err();
        assert!(matches!(&error, Error::Locked { lock: named, .. } if *named == lock), "{error}");
        assert!(lock.exists());
    }

    #[tokio::test]
    async fn a_lock_that_goes_away_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let (file, cancel) = (folder.path().join("config"), CancellationToken::new());
        let first = Lock::take(&file, SHORT, &cancel).await.unwrap();
        let second = Lock::take(&file, Duration::from_secs(60), &cancel);
        let (second, ()) = tokio::join!(second, async { drop(first) });
        second.unwrap();
    }

    #[tokio::test]
    async fn a_symlink_and_its_target_are_both_locked() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("target"), "").unwrap();
        std::os::unix::fs::symlink(at("target"), at("link")).unwrap();
        let held = Lock::take(&at("link"), SHORT, &CancellationToken::new()).await.unwrap();
        assert!(at("target.lock").exists() && at("link.lock").exists());
        drop(held);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}

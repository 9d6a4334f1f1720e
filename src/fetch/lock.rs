//! A lock between processes, held as long as its guard lives.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

use tokio::sync::oneshot;

/// Holds the lock; dropping it, or the end of the process in whatever way, gives it back.
#[derive(Debug)]
pub(super) struct Guard(#[expect(dead_code, reason = "closing the file is the unlocking")] File);

/// Takes the lock at `path`, which stays there. `waiting` is called when somebody else has it.
///
/// Whoever waits does so in a thread of its own: a cancelled wait neither keeps the lock nor holds
/// up the end of the program, as a task for blocking work would.
pub(super) async fn take(path: &Path, waiting: impl FnOnce()) -> io::Result<Guard> {
    let file = open(path)?;
    match file.try_lock() {
        Ok(()) => return Ok(Guard(file)),
        Err(TryLockError::WouldBlock) => waiting(),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    let (sender, receiver) = oneshot::channel();
    std::thread::Builder::new().name("lock".to_owned()).spawn(move || {
        // When nobody waits any more, the file comes back here and is closed.
        drop(sender.send(file.lock().map(|()| Guard(file))));
    })?;
    receiver.await.map_err(|_| io::Error::other("the waiting thread ended"))?
}

/// Takes the lock at `path` and blocks until it is free.
pub(super) fn take_blocking(path: &Path) -> io::Result<Guard> {
    let file = open(path)?;
    file.lock().map(|()| Guard(file))
}

/// Takes the lock at `path`, unless somebody has it.
pub(super) fn try_take(path: &Path) -> io::Result<Option<Guard>> {
    let file = open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Guard(file))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn open(path: &Path) -> io::Result<File> {
    File::options().create(true).truncate(false).write(true).open(path)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn one_holds_the_lock_and_the_next_waits() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let first = take(&path, || panic!("nobody has it")).await.unwrap();
        let told = std::cell::Cell::new(false);
        let second = take(&path, || told.set(true));
        let mut second = std::pin::pin!(second);
        assert!(tokio::time::timeout(Duration::from_millis(50), &mut second).await.is_err());
        drop(first);
        second.await.unwrap();
        assert!(told.get());
    }

    #[tokio::test]
    async fn a_wait_that_was_given_up_does_not_keep_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let first = take(&path, || ()).await.unwrap();
        let given_up = tokio::time::timeout(Duration::from_millis(50), take(&path, || ())).await;
        assert!(given_up.is_err());
        drop(first);
        take(&path, || ()).await.unwrap();
    }
}

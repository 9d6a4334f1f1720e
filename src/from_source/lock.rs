//! One fedrig at a time builds into a folder.

use std::fs::File;
use std::io;
use std::path::Path;

use super::Say;

/// Takes the lock at `path`, which ends with this process at the latest; says so when it has to wait.
pub async fn lock(path: &Path, say: Say<'_>) -> io::Result<File> {
    let lock = File::create(path)?;
    if lock.try_lock().is_ok() {
        return Ok(lock);
    }
    say("waiting for another fedrig, which builds there");
    let locked = tokio::task::spawn_blocking(move || lock.lock().map(|()| lock)).await;
    locked.expect("locking a file does not panic")
}

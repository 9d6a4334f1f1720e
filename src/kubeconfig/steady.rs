//! Reads a file that somebody may be writing.
//!
//! kubectl writes a kubeconfig in place, and holds `<file>.lock` meanwhile: who reads in that
//! moment finds an empty file, or the half of it.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long a lock is respected: kubectl holds it for milliseconds, and one that was killed leaves
/// it behind for good.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long is waited between two looks.
const PAUSE: Duration = Duration::from_millis(5);

/// The content of a file, as it was while nobody wrote.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let lock = lock_of(path);
    let until = Instant::now() + PATIENCE;
    loop {
        let was_locked = lock.exists();
        let mut file = File::open(path)?;
        let before = file.metadata()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let after = std::fs::metadata(path)?;
        let is_steady = !was_locked && !lock.exists() && same(&before, &after);
        if is_steady || Instant::now() > until {
            return Ok(bytes);
        }
        #[expect(clippy::disallowed_methods, reason = "nothing tells when a writer has ended")]
        std::thread::sleep(PAUSE);
    }
}

fn lock_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

fn same(before: &Metadata, after: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    let of = |meta: &Metadata| (meta.ino(), meta.size(), meta.mtime(), meta.mtime_nsec());
    of(before) == of(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_in_place_is_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config");
        let whole = "x".repeat(1 << 16);
        std::fs::write(&path, &whole).unwrap();
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                for _ in 0..200 {
                    let lock = File::create_new(lock_of(&path)).unwrap();
                    std::fs::write(&path, "").unwrap();
                    std::fs::write(&path, &whole).unwrap();
                    drop(lock);
                    std::fs::remove_file(lock_of(&path)).unwrap();
                }
            });
            while !writer.is_finished() {
                assert_eq!(read(&path).unwrap().len(), whole.len());
            }
        });
    }

    #[test]
    fn a_lock_that_was_left_behind_holds_nobody_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config");
        std::fs::write(&path, "content").unwrap();
        std::fs::write(lock_of(&path), "").unwrap();
        assert_eq!(read(&path).unwrap(), b"content");
    }
}

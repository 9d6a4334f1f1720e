//! The verified things on this machine: found again without a network, never half there.
//!
//! Under the store's root:
//! `sha256/<digest>/<file name>` is a thing, `index/<name>/<version>/<platform>` says which digest
//! a version has, where it came from, and by its time when it was last used; `lock/` and `tmp/` are
//! what their names say. All of it can be deleted at any time.

use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tempfile::{NamedTempFile, TempPath};

use super::digest::Digest;
use super::key::{Key, Kind};
use super::lock::{self, Guard};
use super::record::{Record, Stamp};

/// A temporary file that is older was left by a process that is gone.
pub(super) const STALE: Duration = Duration::from_secs(24 * 60 * 60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// The store can't be used.
#[derive(Debug, thiserror::Error)]
#[error("can't {doing} `{}`", path.display())]
pub struct StoreError {
    /// What was tried.
    pub doing: &'static str,
    /// With which file or folder.
    pub path: PathBuf,
    /// Why it failed.
    pub source: io::Error,
}

impl StoreError {
    /// What can be done about it.
    pub fn hints(&self) -> Vec<String> {
        let folder = self.path.parent().unwrap_or(&self.path).display();
        match self.source.kind() {
            io::ErrorKind::PermissionDenied => vec![format!("see `ls -ld {folder}`")],
            io::ErrorKind::StorageFull => vec![format!("see `df -h {folder}`")],
            _ => Vec::new(),
        }
    }
}

/// A thing in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stored {
    pub path: PathBuf,
    pub digest: Digest,
    /// Of the file that it came in.
    pub archive: Digest,
}

/// What is found under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lookup {
    Stored(Stored),
    /// Something is there that is not what was put there.
    Altered {
        path: PathBuf,
    },
    Absent,
}

/// A verified file that is to get its place.
pub(super) struct Fresh {
    pub file: File,
    pub path: TempPath,
    /// Of the file.
    pub digest: Digest,
    /// Of the archive that it came in.
    pub archive: Digest,
    /// Where that archive was.
    pub from: String,
}

/// A folder with verified things.
#[derive(Debug, Clone)]
pub(super) struct Store {
    pub(super) root: PathBuf,
}

impl Store {
    pub fn at(root: PathBuf) -> Self {
        Self { root }
    }

    /// The thing, if it is there and is what was put there.
    ///
    /// A file is read through only when its stamp differs from that of the file that was put there.
    pub fn find(&self, key: &Key) -> Lookup {
        let Some(record) = self.record(key) else { return Lookup::Absent };
        let path = self.content(key, record.sha256);
        let metadata = match fs::symlink_metadata(&path) {
            Ok(metadata) => metadata,
            Err(_) => return Lookup::Absent,
        };
        let wrong_mode = key.kind == Kind::Executable && metadata.permissions().mode() & 0o111 == 0;
        if !metadata.is_file() || wrong_mode {
            return Lookup::Altered { path };
        }
        let (digest, archive) = (record.sha256, record.archive_sha256);
        let stored = Stored { path: path.clone(), digest, archive };
        if record.stamp == Stamp::of(&metadata) {
            return Lookup::Stored(stored);
        }
        let found = File::open(&path).and_then(Digest::of_reader);
        if found.ok() != Some(digest) {
            return Lookup::Altered { path };
        }
        let touched = Record { stamp: Stamp::of(&metadata), ..record };
        // The store may be read-only; then the next look-up reads the file again.
        drop(self.write_record(key, &touched));
        Lookup::Stored(stored)
    }

    /// What the index says about a thing.
    pub fn record(&self, key: &Key) -> Option<Record> {
        serde_json::from_slice(&fs::read(self.index(key)).ok()?).ok()
    }

    /// Notes that a thing is used now. At most once an hour, so that it costs nothing.
    pub fn touch(&self, key: &Key) {
        let index = self.index(key);
        if self.used(key).elapsed().is_ok_and(|age| age > HOUR)
            && let Ok(file) = File::open(index)
        {
            // Without it, the thing is only pruned earlier.
            drop(file.set_modified(SystemTime::now()));
        }
    }

    /// When a thing was last used.
    pub fn used(&self, key: &Key) -> SystemTime {
        let metadata = fs::metadata(self.index(key));
        metadata.and_then(|metadata| metadata.modified()).unwrap_or(SystemTime::UNIX_EPOCH)
    }

    /// Waits until nobody else fetches this thing. `waiting` is called if somebody does.
    pub async fn lock(&self, key: &Key, waiting: impl FnOnce()) -> Result<Guard, StoreError> {
        let path = self.lock_path(key)?;
        let taken = lock::take(&path, waiting).await;
        taken.map_err(failed("lock", &path))
    }

    /// The file that is locked while a thing is fetched.
    pub fn lock_path(&self, key: &Key) -> Result<PathBuf, StoreError> {
        Ok(self.folder("lock")?.join(key.slug()))
    }

    /// A new temporary file for something that has no key yet.
    pub fn temporary_for(&self, prefix: &str) -> Result<NamedTempFile, StoreError> {
        self.temporary_named(prefix)
    }

    /// A new temporary file for this thing; call it with the lock.
    pub fn temporary(&self, key: &Key) -> Result<NamedTempFile, StoreError> {
        self.temporary_named(&format!("{}.", key.slug()))
    }

    /// Gives a verified file its final place; call it with the lock.
    pub fn put(&self, key: &Key, fresh: Fresh) -> Result<Stored, StoreError> {
        let Fresh { file, path: temporary, digest, archive, from } = fresh;
        finish(&file, key.kind).map_err(failed("write", &temporary))?;
        // Nobody can run a file that somebody can still write to.
        drop(file);
        let path = self.content(key, digest);
        self.rename(temporary, &path)?;
        // A new name is a change as well: the stamp is that of the file in its place.
        let metadata = fs::symlink_metadata(&path).map_err(failed("read", &path))?;
        let stamp = Stamp::of(&metadata);
        let record = Record { sha256: digest, archive_sha256: archive, from, stamp };
        self.write_record(key, &record)?;
        Ok(Stored { path, digest, archive })
    }

    /// Removes what earlier processes left; call it with the lock.
    ///
    /// Whoever wrote a temporary file for this thing is gone, since the lock is ours; the others'
    /// are left alone for a day.
    pub fn sweep(&self, key: &Key) {
        let ours = format!("{}.", key.slug());
        let Ok(files) = fs::read_dir(self.root.join("tmp")) else { return };
        for file in files.flatten() {
            let age = file.metadata().and_then(|metadata| metadata.modified());
            let age = age.ok().and_then(|modified| modified.elapsed().ok()).unwrap_or_default();
            if file.file_name().to_string_lossy().starts_with(&ours) || age > STALE {
                // It does no harm there, and another process may have been faster.
                drop(fs::remove_file(file.path()));
            }
        }
    }

    fn write_record(&self, key: &Key, record: &Record) -> Result<(), StoreError> {
        let mut file = self.temporary(key)?;
        let json = serde_json::to_vec_pretty(record).expect("a record is plain data");
        let written = file.write_all(&json).and_then(|()| finish(file.as_file(), Kind::Data));
        written.map_err(failed("write", file.path()))?;
        self.rename(file.into_temp_path(), &self.index(key))
    }

    /// Renames, and makes sure that the new name survives a power cut.
    fn rename(&self, from: TempPath, to: &Path) -> Result<(), StoreError> {
        let folder = to.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder).map_err(failed("make the folder", folder))?;
        from.persist(to).map_err(|error| failed("write", to)(error.error))?;
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(failed("write", folder))
    }

    fn temporary_named(&self, prefix: &str) -> Result<NamedTempFile, StoreError> {
        let folder = self.folder("tmp")?;
        let made = tempfile::Builder::new().prefix(prefix).tempfile_in(&folder);
        made.map_err(failed("write to", &folder))
    }

    fn folder(&self, name: &str) -> Result<PathBuf, StoreError> {
        let folder = self.root.join(name);
        fs::create_dir_all(&folder).map_err(failed("make the folder", &folder))?;
        Ok(folder)
    }

    /// The place of a thing with this digest.
    pub fn content(&self, key: &Key, digest: Digest) -> PathBuf {
        self.root.join("sha256").join(digest.to_string()).join(&key.file_name)
    }

    /// The place of what is said about a thing.
    pub fn index(&self, key: &Key) -> PathBuf {
        let version = key.version.to_string();
        self.root.join("index").join(key.name).join(version).join(&key.platform)
    }
}

/// Sets the mode and waits until the bytes are on the disk.
fn finish(file: &File, kind: Kind) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(kind.mode()))?;
    file.sync_all()
}

pub(super) fn failed(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let path = path.to_owned();
    move |source| StoreError { doing, path, source }
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;

//! What is in the store: lists it, reads it through, takes away what nobody uses. It fetches nothing.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use serde::Serialize;

use super::digest::Digest;
use super::key::Key;
use super::lock;
use super::store::{STALE, Store, StoreError, failed};

/// A store that is looked at.
#[derive(Debug, Clone)]
pub struct Inventory {
    pub(super) store: Store,
}

/// A thing in the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// What it is: `helm`, `kubefed-chart`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it is for: `linux-amd64`, `any`; of a source of one's own, the digest.
    pub platform: String,
    /// How many bytes it has.
    pub size: u64,
    /// Its digest.
    pub sha256: Digest,
    /// The digest of the published file that it came in.
    pub archive_sha256: Digest,
    /// Where that file was.
    pub from: String,
    /// Where it is.
    pub path: PathBuf,
    /// When it was last used, to the hour.
    pub last_used: Timestamp,
    #[serde(skip)]
    pub(super) key: Key,
}

/// Whether a thing is what was put there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum Soundness {
    /// It is.
    Sound,
    /// Somebody changed it.
    Altered {
        /// Its digest now.
        found: Digest,
    },
    /// It is gone, or is no file that can be read.
    Missing,
}

/// Whether something is done or only said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// It is done.
    Really,
    /// It is only said what would be done.
    Dry,
}

/// What was taken away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Pruned {
    /// Things that nobody used.
    pub items: Vec<Item>,
    /// What nothing refers to: folders and files that a killed run left.
    pub leftovers: Vec<PathBuf>,
    /// How many bytes all of it has.
    pub bytes: u64,
}

impl Inventory {
    /// Of the store at `root`, which need not exist.
    pub fn at(root: PathBuf) -> Self {
        Self { store: Store::at(root) }
    }

    /// Everything in the store, by name, version and platform.
    pub fn list(&self) -> Vec<Item> {
        let mut keys = Vec::new();
        for name in folder(&self.store.root.join("index")) {
            for version in folder(&name) {
                for platform in folder(&version) {
                    let [name, version, platform] =
                        [&name, &version, &platform].map(|path| file_name(path));
                    keys.extend(Key::of_names(&name, &version, &platform));
                }
            }
        }
        keys.sort_by_cached_key(|key| (key.name, key.version.clone(), key.platform.clone()));
        keys.into_iter().filter_map(|key| self.item(key)).collect()
    }

    /// What was recorded under a key.
    pub(super) fn item(&self, key: Key) -> Option<Item> {
        let record = self.store.record(&key)?;
        let used = Timestamp::try_from(self.store.used(&key)).unwrap_or_default();
        Some(Item {
            name: key.name.to_owned(),
            version: key.version.to_string(),
            platform: key.platform.clone(),
            size: record.stamp.size,
            sha256: record.sha256,
            archive_sha256: record.archive_sha256,
            from: record.from,
            path: self.store.content(&key, record.sha256),
            last_used: used,
            key,
        })
    }

    /// Reads everything through, whatever its stamp says.
    pub fn verify(&self) -> Vec<(Item, Soundness)> {
        let items = self.list();
        // Each reads a file of its own, and reading is what takes the time.
        std::thread::scope(|scope| {
            let readers: Vec<_> =
                items.iter().map(|item| scope.spawn(|| soundness(item))).collect();
            let states = readers.into_iter().map(|reader| reader.join());
            let states = states.map(|state| state.unwrap_or(Soundness::Missing));
            items.iter().cloned().zip(states.collect::<Vec<_>>()).collect()
        })
    }

    /// Takes away what was not used for `age`, and what killed runs left.
    pub fn prune(&self, age: Duration, doing: Doing) -> Result<Pruned, StoreError> {
        let is_old = |item: &Item| {
            let used = SystemTime::from(item.last_used);
            used.elapsed().is_ok_and(|unused| unused >= age)
        };
        let (old, kept): (Vec<_>, Vec<_>) = self.list().into_iter().partition(is_old);
        let mut pruned = Pruned::default();
        for item in old {
            // Somebody who fetches it right now needs it.
            if let Some(_guard) = self.try_lock(&item.key)? {
                if doing == Doing::Really {
                    let is_shared = kept.iter().any(|kept| kept.sha256 == item.sha256);
                    self.remove(&item, is_shared)?;
                }
                pruned.bytes += item.size;
                pruned.items.push(item);
            }
        }
        for path in self.leftovers(kept.iter().chain(&pruned.items)) {
            pruned.bytes += size(&path);
            if doing == Doing::Really {
                remove(&path)?;
            }
            pruned.leftovers.push(path);
        }
        Ok(pruned)
    }

    /// Takes away one thing, so that it is fetched anew.
    pub(super) fn forget(&self, item: &Item) -> Result<(), StoreError> {
        self.remove(item, false)
    }

    fn remove(&self, item: &Item, is_shared: bool) -> Result<(), StoreError> {
        // The index first: what nothing refers to does no harm.
        remove(&self.store.index(&item.key))?;
        match item.path.parent() {
            Some(folder) if !is_shared => remove(folder),
            Some(_) | None => Ok(()),
        }
    }

    /// What is there and not of any of `items`, and old enough that nobody is about to use it.
    fn leftovers<'i>(&self, items: impl Iterator<Item = &'i Item>) -> Vec<PathBuf> {
        let known: Vec<String> = items.map(|item| item.sha256.to_string()).collect();
        let contents = folder(&self.store.root.join("sha256")).into_iter();
        let contents = contents.filter(|path| !known.contains(&file_name(path)));
        let left = contents.chain(folder(&self.store.root.join("tmp")));
        left.filter(|path| is_stale(path)).collect()
    }

    fn try_lock(&self, key: &Key) -> Result<Option<lock::Guard>, StoreError> {
        let path = self.store.lock_path(key)?;
        lock::try_take(&path).map_err(failed("lock", &path))
    }
}

fn soundness(item: &Item) -> Soundness {
    match File::open(&item.path).and_then(Digest::of_reader) {
        Ok(found) if found == item.sha256 => Soundness::Sound,
        Ok(found) => Soundness::Altered { found },
        Err(_) => Soundness::Missing,
    }
}

fn is_stale(path: &Path) -> bool {
    let modified = fs::symlink_metadata(path).and_then(|metadata| metadata.modified());
    modified.is_ok_and(|modified| modified.elapsed().is_ok_and(|age| age > STALE))
}

/// How many bytes a file, or the files of a folder, have.
fn size(path: &Path) -> u64 {
    let files = folder(path).into_iter().chain([path.to_owned()]);
    let files = files.filter_map(|path| fs::symlink_metadata(path).ok());
    files.filter(fs::Metadata::is_file).map(|metadata| metadata.len()).sum()
}

/// Takes away a file, or a folder with its files; one that is gone is no failure.
fn remove(path: &Path) -> Result<(), StoreError> {
    let is_folder = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir());
    let removed = if is_folder { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed("remove", path)(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// What is in a folder; nothing if it is not there.
fn folder(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
#[path = "inventory_tests.rs"]
mod tests;

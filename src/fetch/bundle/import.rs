//! Takes a bundle: everything in it is verified before anything is put anywhere.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use serde::Serialize;
use tar::{Archive, Entry};
use tempfile::NamedTempFile;

use super::{BundleError, BundledImage, FORM, MANIFEST, MANIFEST_LIMIT, Manifest, io_error};
use crate::fetch::Inventory;
use crate::fetch::digest::{Digest, Hasher};
use crate::fetch::key::Key;
use crate::fetch::lock;
use crate::fetch::store::Fresh;

/// What was imported.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Imported {
    /// Programs and charts that are in the store now.
    pub tools: Vec<String>,
    /// Image archives that were written.
    pub images: Vec<PathBuf>,
    /// Image archives that were left in the bundle, since no folder was named for them.
    pub left: Vec<String>,
}

/// Takes the bundle at `path`, if it has the digest `expected`; images go to the folder `images`.
pub fn import(
    inventory: &Inventory,
    path: &Path,
    expected: Digest,
    images: Option<&Path>,
) -> Result<Imported, BundleError> {
    let unreadable = io_error("read", path);
    let mut file = File::open(path).map_err(&unreadable)?;
    let found = Digest::of_reader(&file).map_err(&unreadable)?;
    if found != expected {
        return Err(BundleError::OtherBundle { path: path.to_owned(), found, expected });
    }
    // From here on the open file is read, whatever happens to its name.
    file.rewind().map_err(&unreadable)?;
    let unpacking = Unpacking { inventory, path };
    let (manifest, keys, mut files) = unpacking.unpack(BufReader::new(file))?;
    let mut imported = Imported::default();
    for (tool, key) in manifest.tools.iter().zip(keys) {
        let Some(temporary) = files.remove(&tool.sha256) else { continue };
        unpacking.place(&key, tool.sha256, tool.archive_sha256, &tool.from, temporary)?;
        imported.tools.push(format!("{} {}", tool.name, tool.version));
    }
    for image in manifest.images {
        match (images, files.remove(&image.sha256)) {
            (Some(folder), Some(temporary)) => {
                imported.images.push(write(folder, &image, temporary)?)
            }
            (None, _) | (_, None) => imported.left.push(image.file),
        }
    }
    Ok(imported)
}

struct Unpacking<'a> {
    inventory: &'a Inventory,
    path: &'a Path,
}

type Unpacked = (Manifest, Vec<Key>, BTreeMap<Digest, NamedTempFile>);

impl Unpacking<'_> {
    /// The manifest, and every file of it in a temporary place, verified.
    fn unpack(&self, bundle: impl Read) -> Result<Unpacked, BundleError> {
        let damaged = |error: io::Error| self.wrong(format!("it is damaged: {error}"));
        let mut archive = Archive::new(bundle);
        let mut entries = archive.entries().map_err(damaged)?;
        let first = entries.next().ok_or_else(|| self.wrong("it is empty"))?.map_err(damaged)?;
        let manifest = self.manifest(first)?;
        let keys = self.keys(&manifest)?;
        let mut missing = sizes(&manifest);
        let mut files = BTreeMap::new();
        for entry in entries {
            let entry = entry.map_err(damaged)?;
            let (name, size) = (name_of(&entry), entry.size());
            let known = missing.iter().position(|(known, ..)| *known == name);
            let Some(known) = known.filter(|_| entry.header().entry_type().is_file()) else {
                return Err(self.wrong(format!("`{name}` is not in its manifest, or there twice")));
            };
            let (_, wanted, digest) = missing.remove(known);
            if size != wanted {
                return Err(self.wrong(format!("`{name}` has {size} bytes, and not {wanted}")));
            }
            files.insert(digest, self.take(entry, &name, digest)?);
        }
        match missing.first() {
            Some((name, ..)) => Err(self.wrong(format!("`{name}` is missing"))),
            None => Ok((manifest, keys, files)),
        }
    }

    fn manifest(&self, entry: Entry<'_, impl Read>) -> Result<Manifest, BundleError> {
        if name_of(&entry) != MANIFEST || entry.size() > MANIFEST_LIMIT {
            return Err(self.wrong(format!("its first file is not `{MANIFEST}`")));
        }
        self.parse(entry.take(MANIFEST_LIMIT))
    }

    fn parse(&self, text: impl Read) -> Result<Manifest, BundleError> {
        let manifest: Manifest = serde_json::from_reader(text)
            .map_err(|error| self.wrong(format!("its manifest is wrong: {error}")))?;
        if manifest.bundle != FORM {
            let form = manifest.bundle;
            return Err(self.wrong(format!("it has form {form}, and this fedrig knows {FORM}")));
        }
        Ok(manifest)
    }

    /// The places of its tools in the store. A name that is no tool's leads nowhere.
    fn keys(&self, manifest: &Manifest) -> Result<Vec<Key>, BundleError> {
        let key = |name: &str, version: &str, platform: &str| {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
            let is_platform = !platform.is_empty() && platform.chars().all(is_plain);
            Key::of_names(name, version, platform).filter(|_| is_platform)
        };
        let keys = manifest.tools.iter().map(|tool| {
            let key = key(&tool.name, &tool.version, &tool.platform);
            key.ok_or_else(|| {
                let name = format!("{} {} {}", tool.name, tool.version, tool.platform);
                self.wrong(format!("`{name}` is not a tool of fedrig"))
            })
        });
        keys.collect()
    }

    /// The bytes of an entry in a temporary file, if they have the digest.
    fn take(
        &self,
        mut entry: Entry<'_, impl Read>,
        name: &str,
        digest: Digest,
    ) -> Result<NamedTempFile, BundleError> {
        let mut temporary = self.inventory.store.temporary_for("bundle.")?;
        let mut hashing = Hashing { file: temporary.as_file_mut(), hasher: Hasher::default() };
        io::copy(&mut entry, &mut hashing).map_err(io_error("unpack", self.path))?;
        let found = hashing.hasher.finish();
        if found != digest {
            return Err(self.wrong(format!("`{name}` has the sha256 {found}")));
        }
        Ok(temporary)
    }

    fn place(
        &self,
        key: &Key,
        digest: Digest,
        archive: Digest,
        from: &str,
        temporary: NamedTempFile,
    ) -> Result<(), BundleError> {
        let store = &self.inventory.store;
        let lock = store.lock_path(key)?;
        let _guard = lock::take_blocking(&lock).map_err(io_error("lock", &lock))?;
        let (file, path) = temporary.into_parts();
        store.put(key, Fresh { file, path, digest, archive, from: from.to_owned() })?;
        Ok(())
    }

    fn wrong(&self, problem: impl Into<String>) -> BundleError {
        BundleError::NotABundle { path: self.path.to_owned(), problem: problem.into() }
    }
}

/// Reads a manifest of these bytes, for tests and for fuzzing.
#[cfg(any(test, fuzzing))]
pub(super) fn door(bytes: &[u8]) {
    let inventory = Inventory::at("/nowhere".into());
    let unpacking = Unpacking { inventory: &inventory, path: Path::new("/bundle") };
    if let Ok(manifest) = unpacking.parse(bytes) {
        drop((unpacking.keys(&manifest), sizes(&manifest)));
    }
}

/// Every file that has to be in the bundle, once: its name, size and digest.
fn sizes(manifest: &Manifest) -> Vec<(String, u64, Digest)> {
    let tools = manifest.tools.iter().map(|tool| ("tools", tool.size, tool.sha256));
    let images = manifest.images.iter().map(|image| ("images", image.size, image.sha256));
    let all = tools.chain(images);
    all.map(|(folder, size, digest)| (format!("{folder}/{digest}"), size, digest)).collect()
}

/// Writes an image archive under the name that it had, which must be one.
fn write(
    folder: &Path,
    image: &BundledImage,
    mut temporary: NamedTempFile,
) -> Result<PathBuf, BundleError> {
    let name = Path::new(&image.file).file_name().unwrap_or_default();
    let path = folder.join(name);
    let unwritable = io_error("write", &path);
    fs::create_dir_all(folder).map_err(&unwritable)?;
    let beside = tempfile::Builder::new().prefix(".fedrig.").tempfile_in(folder);
    let mut beside = beside.map_err(&unwritable)?;
    temporary.as_file_mut().rewind().map_err(&unwritable)?;
    io::copy(temporary.as_file_mut(), beside.as_file_mut()).map_err(&unwritable)?;
    beside.as_file().sync_all().map_err(&unwritable)?;
    beside.persist(&path).map_err(|error| unwritable(error.error))?;
    Ok(path)
}

fn name_of(entry: &Entry<'_, impl Read>) -> String {
    String::from_utf8_lossy(&entry.path_bytes()).into_owned()
}

struct Hashing<'f> {
    file: &'f mut File,
    hasher: Hasher,
}

impl io::Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.hasher.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

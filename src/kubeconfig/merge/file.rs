//! The file of the user's kubeconfig: found as kubectl finds it, replaced as a whole.

use std::ffi::OsStr;
use std::fs::{File, Metadata, Permissions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
use std::path::{Path, PathBuf};

use secrecy::zeroize::Zeroizing;

use super::{Error, Refusal, entries_of};
use crate::name::FederationName;

/// The kubeconfig that kubectl would write to: of the files in `KUBECONFIG` the first that is
/// there, or else the last; without `KUBECONFIG` the one in the home directory.
///
/// Source: `GetDefaultFilename` in client-go's `tools/clientcmd/config.go`.
pub fn usual_file(variable: Option<&OsStr>, home: Option<&Path>, here: &Path) -> Option<PathBuf> {
    let listed = listed_files(variable, here);
    let there = listed.iter().find(|path| path.exists()).or(listed.last());
    there.cloned().or_else(|| home.map(|home| home.join(".kube/config")))
}

/// The files in `KUBECONFIG`, of which kubectl takes for each name the first that has it.
pub fn listed_files(variable: Option<&OsStr>, here: &Path) -> Vec<PathBuf> {
    let listed = variable.into_iter().flat_map(std::env::split_paths);
    listed.filter(|path| !path.as_os_str().is_empty()).map(|path| here.join(path)).collect()
}

/// A kubeconfig of the user's, as it was when it was read. It holds secrets, so it has no `Debug`.
pub struct UserFile {
    path: PathBuf,
    /// The file itself, where the path is a symlink.
    target: PathBuf,
    text: Zeroizing<String>,
    found: Option<Metadata>,
}

impl UserFile {
    /// Reads the file, which need not be there. Whoever wants to replace it holds its lock.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let path = path.to_owned();
        let target = match std::fs::canonicalize(&path) {
            Ok(target) => target,
            Err(error) if error.kind() == ErrorKind::NotFound && !path.is_symlink() => {
                let (target, text) = (path.clone(), Zeroizing::default());
                return Ok(Self { path, target, text, found: None });
            }
            Err(source) => return Err(Error::File { path, what: "found", source }),
        };
        let found = std::fs::metadata(&target).map_err(reading(&target))?;
        let unusual = |reason| Error::Unusual { path: target.clone(), reason };
        if !found.is_file() {
            return Err(unusual("is not a file"));
        }
        if found.nlink() > 1 {
            return Err(unusual(
                "has a second name (a hard link), which a replaced file would lose",
            ));
        }
        let bytes = std::fs::read(&target).map_err(reading(&target))?;
        let text = String::from_utf8(bytes).map_err(|_| unusual("is not a text"))?;
        Ok(Self { path, target, text: Zeroizing::new(text), found: Some(found) })
    }

    /// The path that was asked for.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The text; nothing where there is no file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether there is a file.
    pub fn is_there(&self) -> bool {
        self.found.is_some()
    }

    /// Refuses a file that others can read, or could change: what a merge adds is secret.
    pub fn refuse_readable(&self) -> Result<(), Error> {
        let mode = self.found.as_ref().map_or(0, |found| found.mode() & 0o777);
        if mode & 0o077 == 0 {
            return Ok(());
        }
        Err(Error::Readable { path: self.path.clone(), mode })
    }

    /// The error of a text that is left alone.
    pub fn refused(&self, source: Refusal) -> Error {
        Error::Refused { path: self.path.clone(), source }
    }

    /// Where the text that a merge replaced is kept.
    pub fn backup(&self) -> PathBuf {
        let mut name = self.target.as_os_str().to_owned();
        name.push(".fedrig-backup");
        PathBuf::from(name)
    }

    /// Keeps the text as it is beside the file, for its owner only.
    pub fn keep_backup(&self) -> Result<Option<PathBuf>, Error> {
        let Some(found) = &self.found else { return Ok(None) };
        let backup = self.backup();
        put(&backup, &self.text, 0o600, Some(found)).map_err(writing(&backup))?;
        Ok(Some(backup))
    }

    /// Removes a backup that has entries of the federation, with their secrets.
    pub fn drop_backup(&self, federation: &FederationName) -> Result<Option<PathBuf>, Error> {
        let backup = self.backup();
        let text = Zeroizing::new(std::fs::read_to_string(&backup).unwrap_or_default());
        if entries_of(&text, federation).is_ok_and(|names| names.is_empty()) {
            return Ok(None);
        }
        std::fs::remove_file(&backup).map_err(writing(&backup))?;
        Ok(Some(backup))
    }

    /// Puts another text in the place of the file, at once and whole; mode and owner stay. A new
    /// file is for its owner only.
    pub fn replace(&self, text: &str) -> Result<(), Error> {
        let path = &self.target;
        let now = match std::fs::read(path) {
            Ok(bytes) => Some(Zeroizing::new(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(source) => return Err(reading(path)(source)),
        };
        if now.as_ref().map_or(&b""[..], |now| now.as_slice()) != self.text.as_bytes() {
            return Err(Error::Raced { path: self.path.clone() });
        }
        let mode = self.found.as_ref().map_or(0o600, |found| found.mode() & 0o7777);
        put(path, text, mode, self.found.as_ref()).map_err(writing(path))
    }
}

fn put(path: &Path, text: &str, mode: u32, owner: Option<&Metadata>) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("/"));
    let mut file = tempfile::Builder::new().prefix(".fedrig-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    let made = file.as_file().metadata()?;
    if let Some(owner) = owner.filter(|it| (it.uid(), it.gid()) != (made.uid(), made.gid())) {
        fchown(file.as_file(), Some(owner.uid()), Some(owner.gid()))?;
    }
    // After the owner: to give a file away takes its special bits.
    file.as_file().set_permissions(Permissions::from_mode(mode))?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    File::open(folder)?.sync_all()
}

fn reading(path: &Path) -> impl Fn(std::io::Error) -> Error {
    move |source| Error::File { path: path.to_owned(), what: "read", source }
}

fn writing(path: &Path) -> impl Fn(std::io::Error) -> Error {
    move |source| Error::File { path: path.to_owned(), what: "written", source }
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;

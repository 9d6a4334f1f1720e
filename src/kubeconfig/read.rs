//! Reads a kubeconfig file.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::file::File;
use super::parts::Parts;
use super::steady;
use super::{Entry, Error};
use crate::name::ContextName;

/// A kubeconfig file that was read. `Debug` shows no secret.
#[derive(Debug)]
pub struct Kubeconfig {
    /// Where it is.
    pub path: PathBuf,
    pub(super) file: File,
    pub(super) place: Place,
}

/// Where the files are that a kubeconfig names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// On this machine, beside the kubeconfig.
    Here,
    /// On another machine, where they can't be read.
    Elsewhere,
}

impl Kubeconfig {
    /// Reads the file at `path`, and none of the files that it names.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let path = path.to_owned();
        let bytes = match steady::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(Error::NotFound { path });
            }
            Err(source) => return Err(Error::Unreadable { path, source }),
        };
        Self::parse(&bytes, path, Place::Here)
    }

    /// Reads the text of a kubeconfig of another machine; `path` is what messages call it. Files
    /// that it names are refused, since they are not here.
    pub fn of_elsewhere(text: &str, path: PathBuf) -> Result<Self, Error> {
        Self::parse(text.as_bytes(), path, Place::Elsewhere)
    }

    fn parse(bytes: &[u8], path: PathBuf, place: Place) -> Result<Self, Error> {
        let options = serde_saphyr::options! { with_snippet: false };
        match serde_saphyr::from_slice_with_options(bytes, options) {
            Ok(file) => Ok(Self { path, file, place }),
            Err(error) => Err(not_a_kubeconfig(path, &error)),
        }
    }

    /// The names of all contexts, in the order of the file.
    pub fn context_names(&self) -> Vec<&str> {
        self.file.contexts.iter().map(|context| context.name.as_str()).collect()
    }

    /// The one context that there is, when there is only one.
    pub fn only_context(&self) -> Option<&str> {
        match self.file.contexts.as_slice() {
            [only] => Some(&only.name),
            _ => None,
        }
    }

    /// What `context` says, with every file that it names read.
    pub fn resolve(&self, context: &ContextName) -> Result<Entry, Error> {
        Parts::find(&[self], context)?.entry()
    }
}

/// A message of serde may quote the value it did not want, and that may be a secret, so only what
/// the YAML parser itself says is kept.
pub(super) fn not_a_kubeconfig(path: PathBuf, error: &serde_saphyr::Error) -> Error {
    let location = error.location();
    let reason = match error.without_snippet() {
        serde_saphyr::Error::ExternalMessage { msg, .. } => msg.clone(),
        serde_saphyr::Error::DuplicateMappingKey { .. } => "a field is there twice".to_owned(),
        _ => "this is not what a kubeconfig has here".to_owned(),
    };
    Error::NotAKubeconfig {
        path,
        line: location.map_or(0, |location| location.line()),
        column: location.map_or(0, |location| location.column()),
        reason,
    }
}

/// Reads a kubeconfig of these bytes, for tests and for fuzzing.
#[cfg(any(test, fuzzing))]
pub(crate) fn door(bytes: &[u8]) {
    match Kubeconfig::parse(bytes, "/config".into(), Place::Here) {
        Ok(kubeconfig) => drop((kubeconfig.context_names().len(), format!("{kubeconfig:?}"))),
        Err(error) => drop(error.to_string()),
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;

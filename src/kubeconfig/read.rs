//! Reads a kubeconfig file.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::file::File;
use super::resolve::Resolver;
use super::similar::did_you_mean;
use super::{Entry, Error};
use crate::name::ContextName;

/// A kubeconfig file that was read. `Debug` shows no secret.
#[derive(Debug)]
pub struct Kubeconfig {
    /// Where it is.
    pub path: PathBuf,
    file: File,
}

impl Kubeconfig {
    /// Reads the file at `path`, and none of the files that it names.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let path = path.to_owned();
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(Error::NotFound { path });
            }
            Err(source) => return Err(Error::Unreadable { path, source }),
        };
        Self::parse(path, &bytes)
    }

    fn parse(path: PathBuf, bytes: &[u8]) -> Result<Self, Error> {
        let options = serde_saphyr::options! { with_snippet: false };
        match serde_saphyr::from_slice_with_options(bytes, options) {
            Ok(file) => Ok(Self { path, file }),
            Err(error) => Err(not_a_kubeconfig(path, &error)),
        }
    }

    /// The names of all contexts, in the order of the file.
    pub fn context_names(&self) -> Vec<&str> {
        self.file.contexts.iter().map(|context| context.name.as_str()).collect()
    }

    /// What `context` says, with every file that it names read.
    pub fn resolve(&self, context: &ContextName) -> Result<Entry, Error> {
        let resolver = Resolver { path: &self.path, context };
        let named = self.file.contexts.iter().find(|named| named.name == context.as_str());
        let Some(fields) = named.map(|named| &named.context) else {
            return Err(Error::NoContext {
                path: self.path.clone(),
                context: context.clone(),
                similar: did_you_mean(context.as_str(), self.context_names()).map(str::to_owned),
            });
        };
        let cluster = self.file.clusters.iter().find(|named| named.name == fields.cluster);
        let Some(cluster) = cluster.map(|named| &named.cluster) else {
            return Err(Error::NoCluster {
                path: self.path.clone(),
                context: context.clone(),
                cluster: fields.cluster.clone(),
            });
        };
        let user = self.file.users.iter().find(|named| named.name == fields.user);
        let user = user.map(|named| &named.user);
        if user.is_none() && !fields.user.is_empty() {
            return Err(Error::NoUser {
                path: self.path.clone(),
                context: context.clone(),
                user: fields.user.clone(),
            });
        }
        resolver.entry(fields, cluster, user)
    }
}

/// A message of serde may quote the value it did not want, and that may be a secret, so only what
/// the YAML parser itself says is kept.
fn not_a_kubeconfig(path: PathBuf, error: &serde_saphyr::Error) -> Error {
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
    match Kubeconfig::parse("/config".into(), bytes) {
        Ok(kubeconfig) => drop((kubeconfig.context_names().len(), format!("{kubeconfig:?}"))),
        Err(error) => drop(error.to_string()),
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;

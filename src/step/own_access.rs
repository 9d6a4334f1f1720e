//! fedrig's own kubeconfig: an entry for each cluster, with a token of its own. The only
//! kubeconfig that fedrig writes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tokio::sync::Mutex;

use crate::kubeconfig::{Kubeconfig, OwnEntry, OwnKubeconfig, WriteError, Written};
use crate::name::{ClusterName, ContextName};
use crate::tool::Access;

/// The file and its entries; written after each new one, so that a slow cluster holds up no other.
pub struct OwnAccess {
    path: PathBuf,
    entries: Mutex<BTreeMap<ClusterName, OwnEntry>>,
}

impl OwnAccess {
    /// The kubeconfig at the absolute path `path`, which may not be there yet.
    pub fn at(path: PathBuf) -> Self {
        Self { path, entries: Mutex::default() }
    }

    /// The file's path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The access to a cluster through this file. It works once the entry was added.
    pub fn access(&self, cluster: &ClusterName) -> Access {
        Access::of(self.path.clone(), ContextName::from(cluster))
    }

    /// Adds an entry and writes the file; says whether that changed anything.
    pub async fn add(&self, entry: OwnEntry) -> Result<Written, WriteError> {
        let mut entries = self.entries.lock().await;
        entries.insert(entry.name.clone(), entry);
        OwnKubeconfig { entries: self.merged(&entries) }.write(&self.path)
    }

    /// Removes a cluster's entry, and the file with the last one.
    pub async fn remove(&self, cluster: &ClusterName) -> Result<(), WriteError> {
        let mut entries = self.entries.lock().await;
        entries.remove(cluster);
        let mut left = self.merged(&entries);
        left.retain(|entry| entry.name != *cluster);
        if !left.is_empty() {
            return OwnKubeconfig { entries: left }.write(&self.path).map(drop);
        }
        match std::fs::remove_file(&self.path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                Err(WriteError::NotWritten { path: self.path.clone(), source })
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// What an earlier run wrote stays until this run has its own entry for the cluster.
    fn merged(&self, entries: &BTreeMap<ClusterName, OwnEntry>) -> Vec<OwnEntry> {
        let mut all = self.written();
        all.retain(|entry| !entries.contains_key(&entry.name));
        all.extend(entries.values().cloned());
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }

    /// The entries of the file as it is; a file that is not there or not ours counts as empty.
    fn written(&self) -> Vec<OwnEntry> {
        let Ok(file) = Kubeconfig::read(&self.path) else { return Vec::new() };
        let entry = |name: &str| {
            let name: ClusterName = name.parse().ok()?;
            let entry = file.resolve(&ContextName::from(&name)).ok()?;
            Some(OwnEntry::of(name, entry))
        };
        file.context_names().into_iter().filter_map(entry).collect()
    }
}

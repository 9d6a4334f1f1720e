//! fedrig's own kubeconfig: an entry for each cluster, with a token of its own. The only
//! kubeconfig that fedrig writes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use tokio::sync::{Mutex, MutexGuard};

use crate::kubeconfig::{Kubeconfig, OwnEntry, OwnKubeconfig, WriteError, Written};
use crate::name::{ClusterName, ContextName};
use crate::tool::Access;

type Entries = BTreeMap<ClusterName, OwnEntry>;

/// The file and its entries; written after each new one, so that a slow cluster holds up no other.
/// What an earlier run wrote is read once: the lock of the state directory keeps others from it.
pub struct OwnAccess {
    path: PathBuf,
    run_dir: PathBuf,
    entries: Mutex<Option<Entries>>,
}

impl OwnAccess {
    /// The kubeconfig at the absolute path `path`, which may not be there yet; what only this run
    /// needs of it is put into `run_dir`.
    pub fn at(path: PathBuf, run_dir: PathBuf) -> Self {
        Self { path, run_dir, entries: Mutex::default() }
    }

    /// The file's path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The access to a cluster through this file. It works once the entry was added.
    pub fn access(&self, cluster: &ClusterName) -> Access {
        Access::of(self.path.clone(), ContextName::from(cluster))
    }

    /// The access to `host` for a program that works on `member` as well. What it reads has these two
    /// alone: a third of kubefedctl's time goes to a file with a hundred.
    pub async fn access_for(
        &self,
        host: &ClusterName,
        member: &ClusterName,
    ) -> Result<Access, WriteError> {
        let both = BTreeSet::from([host, member]);
        let held = self.entries().await;
        let entries = both.into_iter().filter_map(|name| held.get(name).cloned()).collect();
        let copy = self.run_dir.join(format!("{member}.own"));
        OwnKubeconfig { entries }.write(&copy)?;
        Ok(Access { copy: Some(copy), ..self.access(host) })
    }

    /// The entry of a cluster, if there is one.
    pub async fn entry(&self, cluster: &ClusterName) -> Option<OwnEntry> {
        self.entries().await.get(cluster).cloned()
    }

    /// Adds an entry and writes the file; says whether that changed anything.
    pub async fn add(&self, entry: OwnEntry) -> Result<Written, WriteError> {
        let mut entries = self.entries().await;
        entries.insert(entry.name.clone(), entry);
        OwnKubeconfig { entries: entries.values().cloned().collect() }.write(&self.path)
    }

    /// Removes a cluster's entry, and the file with the last one.
    pub async fn remove(&self, cluster: &ClusterName) -> Result<(), WriteError> {
        let mut entries = self.entries().await;
        entries.remove(cluster);
        if !entries.is_empty() {
            let left = entries.values().cloned().collect();
            return OwnKubeconfig { entries: left }.write(&self.path).map(drop);
        }
        match std::fs::remove_file(&self.path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                Err(WriteError::NotWritten { path: self.path.clone(), source })
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }

    async fn entries(&self) -> tokio::sync::MappedMutexGuard<'_, Entries> {
        let held = self.entries.lock().await;
        MutexGuard::map(held, |entries| entries.get_or_insert_with(|| self.written()))
    }

    /// The entries of the file as it is; a file that is not there or not ours counts as empty.
    fn written(&self) -> Entries {
        let Ok(file) = Kubeconfig::read(&self.path) else { return Entries::new() };
        let entry = |name: &str| {
            let name: ClusterName = name.parse().ok()?;
            let entry = file.resolve(&ContextName::from(&name)).ok()?;
            Some((name.clone(), OwnEntry::of(name, entry)))
        };
        file.context_names().into_iter().filter_map(entry).collect()
    }
}

//! Kubeconfigs that many clusters share, each read once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Error, Kubeconfig, Merged};

/// Reads files, and remembers those that could be read.
#[derive(Debug, Default)]
pub struct ReadOnce {
    files: BTreeMap<PathBuf, Arc<Kubeconfig>>,
}

impl ReadOnce {
    /// The file at `path`, as it was when it was asked for first.
    pub fn read(&mut self, path: &Path) -> Result<Arc<Kubeconfig>, Error> {
        if let Some(file) = self.files.get(path) {
            return Ok(Arc::clone(file));
        }
        let file = Arc::new(Kubeconfig::read(path)?);
        self.files.insert(path.to_owned(), Arc::clone(&file));
        Ok(file)
    }

    /// The files at `paths` as one; those that are not there are passed over, as by kubectl.
    pub fn merged(&mut self, paths: &[PathBuf]) -> Result<Merged, Error> {
        let there = paths.iter().filter(|path| path.exists());
        there.map(|path| self.read(path)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_as_it_was_when_it_was_read_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config");
        let mut files = ReadOnce::default();
        assert!(matches!(files.read(&path), Err(Error::NotFound { .. })));
        std::fs::write(&path, "contexts: [{name: eu}]").unwrap();
        assert_eq!(files.read(&path).unwrap().context_names(), ["eu"]);
        std::fs::write(&path, "contexts: [{name: us}]").unwrap();
        assert_eq!(files.read(&path).unwrap().context_names(), ["eu"]);
    }
}

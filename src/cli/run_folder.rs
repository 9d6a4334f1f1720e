//! The folder for what only this run may have: kubeconfigs that were copied or fetched for it. It is the
//! owner's alone, and gone when the run is over, however it ends; what a killed run has left is
//! removed by the next one.

use std::fs::{DirBuilder, File};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::kubeconfig::{OwnEntry, OwnKubeconfig, ReadOnce};
use crate::name::ClusterName;
use crate::spec::Federation;
use crate::tool::Access;

/// A run holds the lock of its folder long before that is as old as this.
const YOUNG: Duration = Duration::from_secs(60);

/// The folder of this run, removed when this is dropped with those beside it whose run is gone.
#[derive(Debug)]
pub(super) struct RunFolder {
    path: PathBuf,
    _lock: File,
}

impl RunFolder {
    /// Where the folder of this run will be, below `parent`: nothing is made yet.
    pub fn place(parent: &Path) -> PathBuf {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        parent.join(format!("{}-{:x}", std::process::id(), since.as_nanos()))
    }

    /// The folder at `path`, with a copy of every kubeconfig that lies on this machine: whatever
    /// becomes of the file meanwhile, this run goes by what it was.
    pub fn with_copies(federation: &Federation, path: &Path) -> Result<Self, String> {
        let made = Self::make(path.to_owned());
        let folder =
            made.map_err(|error| format!("the folder of this run can't be made: {error}"))?;
        let mut files = ReadOnce::default();
        for cluster in federation.all_clusters() {
            copy(&cluster.name, &cluster.access, &mut files)?;
        }
        Ok(folder)
    }

    /// Makes the folder at `path`.
    fn make(path: PathBuf) -> std::io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(&path)?;
        // It has its name only when it is held, so that nobody takes this run for a dead one.
        let new = path.join(".lock");
        let lock = File::create(&new)?;
        lock.lock()?;
        std::fs::rename(new, path.join(LOCK))?;
        Ok(Self { path, _lock: lock })
    }
}

fn copy(name: &ClusterName, access: &Access, files: &mut ReadOnce) -> Result<(), String> {
    let Some(copy) = &access.copy else { return Ok(()) };
    let read = files.read(&access.kubeconfig);
    let entry = read.and_then(|file| file.resolve(&access.context));
    let entry = entry.map_err(|error| error.to_string())?;
    let context = Some(access.context.clone());
    let entry = OwnEntry { context, ..OwnEntry::of(name.clone(), entry) };
    let written = OwnKubeconfig { entries: vec![entry] }.write(copy);
    written.map(drop).map_err(|error| error.to_string())
}

/// Held as long as the run lasts; the operating system gives it back when a process ends.
const LOCK: &str = "lock";

/// A killed run's folder goes at the end, and not before: a program of that run may still use it,
/// and is waited for first.
impl Drop for RunFolder {
    fn drop(&mut self) {
        // What can't be removed now is removed by a later run.
        let _ = std::fs::remove_dir_all(&self.path);
        sweep(self.path.parent().unwrap_or(Path::new("/")));
    }
}

fn sweep(parent: &Path) {
    let Ok(entries) = std::fs::read_dir(parent) else { return };
    for folder in entries.flatten().map(|entry| entry.path()) {
        if is_left_over(&folder) {
            // Another fedrig may be removing it as well.
            let _ = std::fs::remove_dir_all(&folder);
        }
    }
}

fn is_left_over(folder: &Path) -> bool {
    let modified = std::fs::metadata(folder).and_then(|found| found.modified());
    let is_old = modified.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > YOUNG));
    match File::open(folder.join(LOCK)) {
        Ok(lock) => lock.try_lock().is_ok(),
        Err(_) => is_old,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn the_folder_is_the_owners_alone_and_goes_with_the_run() {
        let parent = tempfile::tempdir().unwrap();
        let path = RunFolder::place(parent.path());
        let folder = RunFolder::make(path.clone()).unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn what_a_killed_run_has_left_goes_and_what_a_run_uses_stays() {
        let parent = tempfile::tempdir().unwrap();
        let at_work = RunFolder::make(parent.path().join("at-work")).unwrap();
        let left = parent.path().join("left");
        std::fs::create_dir(&left).unwrap();
        std::fs::write(left.join(LOCK), "").unwrap();
        drop(RunFolder::make(parent.path().join("this")).unwrap());
        assert!(at_work.path.exists() && !left.exists());
    }
}

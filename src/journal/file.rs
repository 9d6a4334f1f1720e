//! Writes the file of one run.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use jiff::Timestamp;

use super::line::{Line, What};
use super::read::{Ended, helm_of};

/// How many runs are kept.
const RUNS: usize = 50;
/// The most bytes that one run writes.
const SIZE: usize = 1 << 20;

/// The journal of this run.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    id: String,
    open: Mutex<Open>,
}

#[derive(Debug)]
struct Open {
    file: Option<File>,
    left: usize,
}

impl Journal {
    /// Begins the file of a run in `folder`, and removes the oldest ones. A folder that can't be
    /// written costs the history, and not the run.
    pub fn begin(folder: PathBuf) -> Self {
        let now = Timestamp::now().strftime("%Y%m%dT%H%M%S");
        let id = format!("{now}-{}", std::process::id());
        let file = create(&folder, &id).ok();
        prune(&folder);
        Self { folder, id, open: Mutex::new(Open { file, left: SIZE }) }
    }

    /// The journal of what is no run of its own, which is not kept.
    pub fn silent(folder: PathBuf) -> Self {
        Self { folder, id: String::new(), open: Mutex::new(Open { file: None, left: 0 }) }
    }

    /// The run's name, which is a label value as well.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The folder with the files of all runs.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes a line; each reaches the disk's cache at once, so that a killed run has left it.
    pub fn note(&self, what: What) {
        let line = Line { at: Timestamp::now(), what };
        let Ok(mut text) = serde_json::to_string(&line) else { return };
        text.push('\n');
        let Ok(mut open) = self.open.lock() else { return };
        let Some(left) = open.left.checked_sub(text.len()) else { return };
        open.left = left;
        if let Some(file) = &mut open.file {
            // A full disk costs the history, and not the run.
            let _ = file.write_all(text.as_bytes());
        }
    }

    /// How the last helm of an earlier run ended.
    pub fn helm_of(&self, run: &str) -> Ended {
        helm_of(&self.folder, run)
    }
}

fn create(folder: &Path, id: &str) -> std::io::Result<File> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let path = folder.join(format!("{id}.jsonl"));
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)
}

fn prune(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "jsonl"));
    files.sort();
    for old in files.iter().rev().skip(RUNS) {
        // Another fedrig may have removed it already.
        let _ = std::fs::remove_file(old);
    }
}

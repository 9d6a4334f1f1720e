//! The report's folder.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::{html, json, junit, markdown};
use crate::verdict::Validation;

/// Writes every form for files into `folder`, each whole or not at all; gives their paths.
pub fn write_all(validation: &Validation, folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::create_dir_all(folder)?;
    let forms = [
        ("report.json", json(validation)),
        ("report.md", markdown(validation)),
        ("report.html", html(validation)),
        ("report.junit.xml", junit(validation)),
    ];
    let mut written = Vec::new();
    for (name, text) in forms {
        let path = folder.join(name);
        let new = folder.join(format!(".{name}.new"));
        fs::write(&new, text)?;
        fs::rename(&new, &path)?;
        written.push(path);
    }
    Ok(written)
}

/// Copies the logs and the evidence that a report names from its folder to another's, and gives
/// those that were not there. What a report names outside of its folder is left alone.
pub fn carry_over(validation: &Validation, from: &Path, to: &Path) -> io::Result<Vec<String>> {
    let stages = validation.cells.iter().flat_map(|cell| &cell.stages);
    let named = stages.flat_map(|stage| [&stage.log, &stage.evidence]).flatten();
    let mut missing = Vec::new();
    for name in named.filter(|name| stays_inside(name)) {
        let (source, target) = (from.join(name), to.join(name));
        if !fs::symlink_metadata(&source).is_ok_and(|found| found.is_file()) {
            missing.push(name.clone());
            continue;
        }
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        // Into its own folder there is nothing to copy, and a copy onto itself would empty it.
        if source.canonicalize().ok() != target.canonicalize().ok() {
            fs::copy(&source, &target)?;
        }
    }
    Ok(missing)
}

/// Whether a path leads to something below where it starts.
pub(super) fn stays_inside(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    !name.is_empty() && parts.all(|part| matches!(part, Component::Normal(_)))
}

//! Reads the manifests of a file, or of all files of a folder.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::{Flaw, Manifest, read};

/// The most that one file may have.
const LARGEST: u64 = 8 << 20;
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// The objects at `path`: of a folder those of its files that end with `.yaml`, `.yml` or `.json`, by
/// name; folders in it are not looked into.
pub fn read_path(path: &Path) -> (Vec<Manifest>, Vec<Flaw>) {
    let flaw = |path: &Path, message: String| Flaw {
        file: path.display().to_string(),
        document: None,
        message,
    };
    if !path.is_dir() {
        return match text_of(path) {
            Ok(text) => read(&text, &path.display().to_string()),
            Err(message) => (Vec::new(), vec![flaw(path, message)]),
        };
    }
    let mut files: Vec<PathBuf> = match fs::read_dir(path) {
        Ok(entries) => entries.filter_map(|entry| Some(entry.ok()?.path())).collect(),
        Err(error) => return (Vec::new(), vec![flaw(path, format!("it can't be read: {error}"))]),
    };
    files.retain(|file| {
        let ending = file.extension().and_then(|ending| ending.to_str());
        file.is_file() && ending.is_some_and(|ending| ENDINGS.contains(&ending))
    });
    files.sort();
    let (mut found, mut flaws) = (Vec::new(), Vec::new());
    for file in &files {
        let (more, wrong) = read_path(file);
        found.extend(more);
        flaws.extend(wrong);
    }
    if found.is_empty() && flaws.is_empty() {
        flaws.push(flaw(path, "no file in it has a manifest".to_owned()));
    }
    (found, flaws)
}

fn text_of(path: &Path) -> Result<String, String> {
    let unreadable = |error: std::io::Error| format!("it can't be read: {error}");
    let opened = fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    opened.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err("it is larger than 8 MiB".to_owned());
    }
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())
}

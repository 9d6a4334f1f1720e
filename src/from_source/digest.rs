//! What a source tree is known by: the digest of its files.

use std::fs;
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::NotATree;

/// What is no source at the top of a tree: its history, and what its own Makefile builds.
const LEFT_OUT: [&str; 2] = [".git", "bin"];

/// The SHA-256 of all files of a tree with their names, in hexadecimal digits. Where the tree is,
/// and when its files were written, makes no difference.
pub(super) fn digest(root: &Path) -> Result<String, NotATree> {
    let mut files = Vec::new();
    collect(root, root, &mut files)?;
    files.sort();
    let mut hasher = Sha256::new();
    for file in &files {
        let unreadable = |source| NotATree::Unreadable { path: file.clone(), source };
        let name = file.strip_prefix(root).unwrap_or(file);
        add(&mut hasher, name.as_os_str().as_bytes());
        let (kind, content) = content(file).map_err(unreadable)?;
        add(&mut hasher, kind);
        add(&mut hasher, &content);
    }
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), NotATree> {
    let unreadable = |source| NotATree::Unreadable { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(unreadable)?);
        let is_left_out = folder == root && LEFT_OUT.iter().any(|name| entry.file_name() == *name);
        if is_left_out {
            continue;
        }
        if kind.is_dir() {
            collect(root, &path, files)?;
        } else if kind.is_file() || kind.is_symlink() {
            files.push(path);
        }
    }
    Ok(())
}

/// A link counts as what it names, so that no tree leads out of itself.
fn content(file: &Path) -> io::Result<(&'static [u8], Vec<u8>)> {
    let metadata = fs::symlink_metadata(file)?;
    if metadata.is_symlink() {
        return Ok((b"link", fs::read_link(file)?.as_os_str().as_bytes().to_vec()));
    }
    let is_program = metadata.permissions().mode() & 0o111 != 0;
    let mut content = Vec::new();
    fs::File::open(file)?.read_to_end(&mut content)?;
    Ok((if is_program { b"program" } else { b"file" }, content))
}

/// With its length before it, so that two parts can't be taken for two others.
fn add(hasher: &mut Sha256, part: &[u8]) {
    hasher.update((part.len() as u64).to_be_bytes());
    hasher.update(part);
}

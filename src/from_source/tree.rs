//! A source tree of KubeFed on this machine, as far as it can be judged without building it.

use std::io;
use std::path::{Path, PathBuf};

use super::KUBEFED;
use super::digest::digest;

/// What a tree has to have: its module, what the image and kubefedctl are built of, the suite, the
/// chart.
const PARTS: [&str; 5] =
    ["go.mod", "cmd/hyperfed", "cmd/kubefedctl", "test/e2e", "charts/kubefed/Chart.yaml"];

/// A source tree of KubeFed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceTree {
    /// Its folder, absolute.
    pub path: PathBuf,
    /// The SHA-256 of its files and their names, in hexadecimal digits.
    pub digest: String,
}

/// Why a folder is no source tree of KubeFed.
#[derive(Debug, thiserror::Error)]
pub enum NotATree {
    /// Parts are missing.
    #[error("`{}` is no source tree of KubeFed: it has no {}", path.display(), list(missing))]
    Lacking {
        /// The folder.
        path: PathBuf,
        /// What is not there.
        missing: Vec<&'static str>,
    },
    /// It is the source of something else.
    #[error("`{}` is no source tree of KubeFed: its go.mod is of module `{module}`, not of `{KUBEFED}`", path.display())]
    OtherModule {
        /// The folder.
        path: PathBuf,
        /// The module that it is.
        module: String,
    },
    /// A file can't be read.
    #[error("`{}` can't be read", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl SourceTree {
    /// Reads the tree at the path.
    pub fn read(path: &Path) -> Result<Self, NotATree> {
        let found = std::fs::canonicalize(path);
        let path =
            &found.map_err(|source| NotATree::Unreadable { path: path.to_owned(), source })?;
        let missing: Vec<_> = PARTS.into_iter().filter(|part| !path.join(part).exists()).collect();
        if !missing.is_empty() {
            return Err(NotATree::Lacking { path: path.to_owned(), missing });
        }
        let go_mod = path.join("go.mod");
        let text = std::fs::read_to_string(&go_mod)
            .map_err(|source| NotATree::Unreadable { path: go_mod, source })?;
        let module = module_of(&text);
        if module != KUBEFED {
            return Err(NotATree::OtherModule { path: path.to_owned(), module: module.to_owned() });
        }
        let digest = digest(path)?;
        Ok(Self { path: path.to_owned(), digest })
    }
}

fn module_of(go_mod: &str) -> &str {
    let named = go_mod.lines().find_map(|line| line.trim().strip_prefix("module "));
    named.unwrap_or_default().trim().trim_matches('"')
}

fn list(missing: &[&str]) -> String {
    let quoted: Vec<String> = missing.iter().map(|part| format!("`{part}`")).collect();
    quoted.join(", no ")
}

#[cfg(test)]
pub(super) mod tests {
    use std::fs;

    use super::*;

    /// A folder that looks like a tree of this module.
    pub fn sketch(folder: &Path, module: &str) {
        for part in ["cmd/hyperfed", "cmd/kubefedctl", "test/e2e", "charts/kubefed/templates"] {
            fs::create_dir_all(folder.join(part)).unwrap();
        }
        fs::write(folder.join("go.mod"), format!("module {module}\n\ngo 1.16\n")).unwrap();
        let chart = "name: kubefed\nversion: 0.0.6\ndependencies:\n- name: x\n  version: 0.0.6\n";
        fs::write(folder.join("charts/kubefed/Chart.yaml"), chart).unwrap();
    }

    #[test]
    fn all_that_a_folder_lacks_is_said_at_once() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("test/e2e")).unwrap();
        let error = SourceTree::read(folder.path()).unwrap_err().to_string();
        let lacks = "it has no `go.mod`, no `cmd/hyperfed`, no `cmd/kubefedctl`, no `charts/kubefed/Chart.yaml`";
        assert!(error.ends_with(lacks), "{error}");
    }

    #[test]
    fn the_source_of_something_else_is_named() {
        let folder = tempfile::tempdir().unwrap();
        sketch(folder.path(), "example.com/other");
        let error = SourceTree::read(folder.path()).unwrap_err().to_string();
        assert!(error.contains("of module `example.com/other`"), "{error}");
    }

    #[test]
    fn a_tree_is_another_one_when_a_file_changes() {
        let folder = tempfile::tempdir().unwrap();
        sketch(folder.path(), KUBEFED);
        let read = || SourceTree::read(folder.path()).unwrap().digest;
        let before = read();
        fs::create_dir_all(folder.path().join(".git")).unwrap();
        fs::write(folder.path().join(".git/index"), "x").unwrap();
        assert_eq!(read(), before, "its history is none of its files");
        fs::write(folder.path().join("cmd/hyperfed/main.go"), "package main\n").unwrap();
        assert_ne!(read(), before);
    }
}

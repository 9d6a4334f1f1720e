//! The folder in which an archive grows: the one door for its text, which redacts it.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};

use serde_json::Value;

use super::inventory::{File, Inventory, Missing};
use crate::redact::Redactor;

/// The most bytes of one file.
pub(super) const FILE: u64 = 4 << 20;

/// A folder with a limit.
pub struct Shelf {
    root: PathBuf,
    redactor: Redactor,
    left: AtomicU64,
    inventory: Mutex<Inventory>,
}

/// A part of the shelf with a limit of its own, below one path.
pub struct Drawer<'a> {
    shelf: &'a Shelf,
    path: String,
    left: AtomicU64,
}

impl Shelf {
    /// A shelf in the folder `root`, which is there and nobody else's, for `limit` bytes.
    pub fn new(root: &Path, limit: u64, redactor: Redactor) -> Self {
        let inventory = Mutex::default();
        Self { root: root.to_owned(), redactor, left: limit.into(), inventory }
    }

    /// How many bytes may still be put.
    pub fn left(&self) -> u64 {
        self.left.load(Ordering::Relaxed)
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What takes secrets out.
    pub fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// A drawer below `path` for `limit` bytes.
    pub fn drawer(&self, path: &str, limit: u64) -> Drawer<'_> {
        Drawer { shelf: self, path: path.to_owned(), left: limit.into() }
    }

    /// Notes that something is not there.
    pub fn lacks(&self, path: &str, reason: &str) {
        // A server's word may quote anything.
        let reason = self.redactor.text(reason);
        self.inventory().missing.push(Missing { path: path.to_owned(), reason });
    }

    /// What was put and what is missing, sorted.
    pub fn list(&self) -> Inventory {
        let mut list = self.inventory().clone();
        list.files.sort();
        list.missing.sort();
        list.missing.dedup();
        list
    }

    /// Puts the page that says what is where; it has no limit.
    pub fn put_index(&self, name: &str, text: &str) -> std::io::Result<()> {
        write(&self.root.join(name), self.redactor.text(text).as_bytes())
    }

    fn inventory(&self) -> MutexGuard<'_, Inventory> {
        self.inventory.lock().expect("nobody panics while he notes something")
    }
}

impl Drawer<'_> {
    /// Puts a text, of which the end is kept when it is too long.
    pub fn put(&self, name: &str, about: &str, text: &str) {
        self.put_clean(name, about, &self.shelf.redactor.text(text));
    }

    /// Puts an object as JSON.
    pub fn put_json(&self, name: &str, about: &str, value: &impl serde::Serialize) {
        match serde_json::to_value(value).map(|value| self.shelf.redactor.object(value)) {
            Ok(clean) => self.put_clean(name, about, &format!("{clean:#}\n")),
            Err(error) => self.lacks(name, &error.to_string()),
        }
    }

    /// Puts Kubernetes objects as a YAML document each.
    pub fn put_objects(&self, name: &str, about: &str, objects: Vec<Value>) {
        let count = objects.len();
        let mut text = String::new();
        for object in objects {
            match serde_saphyr::to_string(&self.shelf.redactor.object(object)) {
                Ok(document) => text.push_str(&format!("---\n{document}")),
                Err(error) => self.lacks(name, &error.to_string()),
            }
            if text.len() as u64 > FILE {
                self.lacks(name, "only its beginning is there: a file has 4 MiB at the most");
                text.truncate(floor(&text, FILE as usize));
                break;
            }
        }
        if count > 0 {
            self.put_clean(name, &format!("{about}: {count}"), &text);
        }
    }

    /// Puts a text that was redacted line by line.
    pub(super) fn put_clean(&self, name: &str, about: &str, text: &str) {
        let start = text.len().saturating_sub(FILE as usize);
        let start = (start..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or_default();
        if start > 0 {
            self.lacks(name, "only its end is there: a file has 4 MiB at the most");
        }
        let text = &text[start..];
        let size = text.len() as u64;
        let takes = |left: &AtomicU64| {
            left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(size))
        };
        if takes(&self.left).is_err() || takes(&self.shelf.left).is_err() {
            return self.lacks(name, "left out: the archive has reached its limit (`--limit`)");
        }
        let path = self.path_of(name);
        match write(&self.shelf.root.join(&path), text.as_bytes()) {
            Ok(()) => {
                let file = File { path, bytes: size, about: about.to_owned() };
                self.shelf.inventory().files.push(file);
            }
            Err(error) => self.lacks(name, &format!("not written: {error}")),
        }
    }

    /// Notes that something is not there.
    pub fn lacks(&self, name: &str, reason: &str) {
        self.shelf.lacks(&self.path_of(name), reason);
    }

    pub(super) fn redactor(&self) -> &Redactor {
        &self.shelf.redactor
    }

    /// Names come from servers as well, and none may lead out of the shelf.
    fn path_of(&self, name: &str) -> String {
        let part = |part: &str| {
            let plain =
                |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' };
            let part: String = part.chars().take(200).map(plain).collect();
            if part.trim_matches('.').is_empty() { "_".to_owned() } else { part }
        };
        let below: Vec<String> = name.split('/').map(part).collect();
        format!("{}/{}", self.path, below.join("/"))
    }
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(parent)?;
    }
    let mut file = fs::OpenOptions::new();
    file.write(true).create(true).truncate(true).mode(0o600).open(path)?.write_all(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf(root: &Path, limit: u64) -> Shelf {
        Shelf::new(root, limit, Redactor::default())
    }

    #[test]
    fn whatever_a_server_names_its_things_they_stay_below_the_shelf() {
        let root = tempfile::tempdir().unwrap();
        let shelf = shelf(root.path(), 100);
        shelf.drawer("clusters/eu", 100).put("../../x/..//a b", "a text", "text");
        assert_eq!(shelf.list().files[0].path, "clusters/eu/_/_/x/_/_/a_b");
        assert!(root.path().join("clusters/eu/_/_/x/_/_/a_b").exists());
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let root = tempfile::tempdir().unwrap();
        let shelf = shelf(root.path(), 10);
        let drawer = shelf.drawer("run", 10);
        drawer.put("a", "a text", "12345678");
        drawer.put("b", "a text", "123");
        let list = shelf.list();
        assert_eq!((list.files.len(), list.missing.len()), (1, 1));
        assert!(list.missing[0].reason.contains("--limit"), "{list:?}");
    }

    #[test]
    fn of_a_long_text_the_end_is_kept() {
        let root = tempfile::tempdir().unwrap();
        let shelf = shelf(root.path(), FILE * 2);
        let text = format!("{}end", "ä".repeat(FILE as usize));
        shelf.drawer("run", FILE * 2).put("log", "a log", &text);
        let kept = fs::read_to_string(root.path().join("run/log")).unwrap();
        assert!(kept.len() as u64 <= FILE && kept.ends_with("äend"));
        assert_eq!(shelf.list().missing.len(), 1);
    }
}

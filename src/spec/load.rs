//! Reads a federation.yaml, and finds everything that is wrong with it at once.
//!
//! It reads the kubeconfigs that the file names and contacts no cluster. It never reads the
//! environment: what it needs of it is in `Surroundings`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::file::FederationFile;
use super::meaning::Meaning;
use super::problem::{Problem, ProblemKind};
use super::source::{At, Notes, Place};
use super::tree::{self, Node, Value};
use super::{Federation, Problems};

/// What a federation.yaml means depends on these as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// The person's home, for `~`.
    pub home: Option<PathBuf>,
    /// The variable KUBECONFIG.
    pub kubeconfig: Option<OsString>,
    /// Where relative paths of the command line and of KUBECONFIG begin; absolute.
    pub current_dir: PathBuf,
    /// The folder for the kubeconfigs that are made for this run; absolute. It need not be there.
    pub run_dir: PathBuf,
}

/// Reads the federation that `file` describes.
pub fn load(file: &Path, surroundings: &Surroundings) -> Result<Federation, Problems> {
    let text = text_of(&surroundings.current_dir.join(file), file)?;
    load_text(&text, file, surroundings)
}

/// The text at `path`, which the person calls `file`.
pub(super) fn text_of(path: &Path, file: &Path) -> Result<String, Problems> {
    read(path).map_err(|(message, instead)| {
        let kind = ProblemKind::File;
        let problem = Problem { kind, path: String::new(), excerpt: None, message, instead };
        Problems { file: file.to_owned(), list: vec![problem] }
    })
}

/// Reads the federation that `text` describes, as if it were in `file`.
pub fn load_text(
    text: &str,
    file: &Path,
    surroundings: &Surroundings,
) -> Result<Federation, Problems> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut notes = Notes::new(file, text);
    let typed = typed(text, &mut notes);
    let mut meaning = Meaning::new(notes, surroundings);
    let federation = typed.and_then(|typed| meaning.federation(&typed));
    let problems = meaning.notes.problems;
    match federation {
        Some(federation) if problems.is_empty() => Ok(federation),
        Some(_) | None => Err(Problems::sorted(file.to_owned(), problems)),
    }
}

fn typed(text: &str, notes: &mut Notes<'_>) -> Option<FederationFile> {
    let root = read_root(text, START, notes)?;
    FederationFile::read(&root, notes)
}

/// The tree of a text that has something in it; `start` says how such a file begins.
pub(super) fn read_root(text: &str, start: &str, notes: &mut Notes<'_>) -> Option<Node> {
    let root = tree::parse(text, notes)?;
    if root.value == Value::Null {
        let at = At { value: (), place: Place::default(), path: String::new() };
        notes.add(&at, "the file is empty", Some(start.to_owned()));
        return None;
    }
    Some(root)
}

const START: &str =
    "begin with `apiVersion: fedrig/v1alpha1`; `examples/two-regions.yaml` is whole";

/// A federation of a thousand clusters has a tenth of it.
const LARGEST: u64 = 1 << 20;

/// The text of the file, or why there is none and what to do about it.
fn read(file: &Path) -> Result<String, (String, Option<String>)> {
    use std::io::Read as _;
    let unreadable = |error: std::io::Error| (format!("it can't be read: {error}"), None);
    let opened = std::fs::File::open(file).map_err(unreadable)?;
    let mut bytes = Vec::new();
    opened.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(("it is larger than 1 MiB".to_owned(), None));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        (format!("line {line} is not UTF-8"), Some("save the file as UTF-8".to_owned()))
    })
}

#[cfg(test)]
#[path = "load_tests.rs"]
mod tests;

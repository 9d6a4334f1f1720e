//! Reads a matrix.yaml, and finds everything that is wrong with it at once.

use std::path::Path;

use semver::Version;

use super::load::{read_root, text_of};
use super::matrix_file::{CellEntry, ImageEntry, KubeFedWord, MatrixFile, ProductEntry, TreeEntry};
use super::source::{At, Notes};
use super::{KubeFed as Wanted, Problems};
use crate::from_source::{NotATree, SourceTree};
use crate::tool::version;
use crate::verdict::{Cell, KubeFed, Scope, Stage};

/// What is to be validated.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// The cells; no two are the same.
    pub cells: Vec<Cell>,
    /// How many clusters a cell has besides its host.
    pub members: Option<usize>,
    /// The stages that are left out.
    pub skip: Vec<Stage>,
}

/// The most clusters besides the host: each takes half a GiB.
const MOST_MEMBERS: usize = 16;

impl Matrix {
    /// Reads the matrix that `file`, an absolute path or relative to `current_dir`, describes.
    pub fn load(file: &Path, current_dir: &Path) -> Result<Self, Problems> {
        let text = text_of(&current_dir.join(file), file)?;
        Self::of_text(&text, file, current_dir)
    }

    /// Reads the matrix that `text` describes, as if it were in `file`.
    pub fn of_text(text: &str, file: &Path, current_dir: &Path) -> Result<Self, Problems> {
        const BEGIN: &str =
            "begin with `apiVersion: fedrig/v1alpha1`; `examples/matrix.yaml` is whole";
        let mut notes = Notes::new(file, text);
        let root = read_root(text, BEGIN, &mut notes);
        let typed = root.and_then(|root| MatrixFile::read(&root, &mut notes));
        let here = current_dir.join(file);
        let here = here.parent().unwrap_or(current_dir);
        let matrix = typed.map(|typed| meaning(&typed, here, &mut notes));
        match matrix {
            Some(matrix) if notes.problems.is_empty() => Ok(matrix),
            Some(_) | None => Err(Problems::sorted(file.to_owned(), notes.problems)),
        }
    }

    /// The JSON schema of a matrix.yaml.
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(MatrixFile).to_value()
    }
}

/// Reads a stage as the command line and the file write it: `not-ready`.
pub fn stage_named(name: &str) -> Option<Stage> {
    Stage::ALL.into_iter().find(|stage| stage.name() == name)
}

/// Reads a version with or without its `v`; it has to be whole, since it names release files.
fn whole_version(at: &At<String>, example: &str, notes: &mut Notes<'_>) -> Option<Version> {
    let parsed = version::parse(&at.value);
    if parsed.is_none() {
        let instead = format!("write all three numbers, such as `{example}`");
        notes.add(at, format!("`{}` is not a version", at.value), Some(instead));
    }
    parsed
}

fn meaning(typed: &MatrixFile, here: &Path, notes: &mut Notes<'_>) -> Matrix {
    let mut cells: Vec<Cell> = Vec::new();
    for entry in &typed.cells {
        let Some(cell) = cell(entry, here, notes) else { continue };
        if cells.contains(&cell) {
            notes.add(&entry.spot, format!("{cell} is there twice"), Some("keep one".to_owned()));
        }
        cells.push(cell);
    }
    if let Some(entry) = &typed.product {
        for cell in product(entry, here, notes) {
            if cells.contains(&cell) {
                notes.add(
                    &entry.spot,
                    format!("{cell} is there twice"),
                    Some("keep one".to_owned()),
                );
            }
            cells.push(cell);
        }
    }
    if cells.is_empty() && notes.problems.is_empty() {
        let whole = At { value: (), place: super::source::Place::default(), path: String::new() };
        let instead = "add `cells: [{kubefed: 0.10.0, kubernetes: 1.33.13}]`".to_owned();
        notes.add(&whole, "there are no cells", Some(instead));
    }
    let members = typed.members.as_ref().and_then(|at| members(at, notes));
    let skip = typed.skip.iter().flatten().filter_map(|at| stage(at, notes)).collect();
    Matrix { cells, members, skip }
}

fn cell(entry: &CellEntry, here: &Path, notes: &mut Notes<'_>) -> Option<Cell> {
    let kubefed = entry.kubefed.as_ref().and_then(|word| kubefed(word, here, notes));
    let kubernetes = entry.kubernetes.as_ref();
    let kubernetes = kubernetes.and_then(|at| whole_version(at, "1.33.13", notes));
    let scope = match &entry.scope {
        Some(at) => scope(at, notes),
        None => Some(Scope::Cluster),
    };
    Some(Cell { kubefed: kubefed?, kubernetes: kubernetes?, scope: scope? })
}

fn product(entry: &ProductEntry, here: &Path, notes: &mut Notes<'_>) -> Vec<Cell> {
    let kubefeds: Vec<KubeFed> =
        entry.kubefed.iter().filter_map(|word| kubefed(word, here, notes)).collect();
    let versions = entry.kubernetes.iter().filter_map(|at| whole_version(at, "1.33.13", notes));
    let versions: Vec<Version> = versions.collect();
    let mut scopes: Vec<Scope> = entry.scopes.iter().filter_map(|at| scope(at, notes)).collect();
    if entry.scopes.is_empty() {
        scopes.push(Scope::Cluster);
    }
    multiply(&kubefeds, &versions, &scopes)
}

/// Every KubeFed on every Kubernetes in every scope, in this order.
pub fn multiply(kubefeds: &[KubeFed], versions: &[Version], scopes: &[Scope]) -> Vec<Cell> {
    let mut cells = Vec::new();
    for kubefed in kubefeds {
        for kubernetes in versions {
            for scope in scopes {
                let (kubefed, kubernetes) = (kubefed.clone(), kubernetes.clone());
                cells.push(Cell { kubefed, kubernetes, scope: *scope });
            }
        }
    }
    cells
}

fn kubefed(word: &KubeFedWord, here: &Path, notes: &mut Notes<'_>) -> Option<KubeFed> {
    match word {
        KubeFedWord::Release(at) => whole_version(at, "0.10.0", notes).map(KubeFed::Release),
        KubeFedWord::Image(ImageEntry { image, version }) => {
            let version = version.as_ref().and_then(|at| whole_version(at, "0.10.0", notes));
            let image = image.as_ref()?;
            if !is_tagged(&image.value) {
                let instead = format!("write `{}:canary`", image.value);
                notes.add(image, "an image has to have a tag", Some(instead));
                return None;
            }
            Some(KubeFed::Image { image: image.value.clone(), version: version? })
        }
        KubeFedWord::Tree(TreeEntry { tree, version }) => {
            let version = match version {
                Some(at) => whole_version(at, "0.10.0", notes),
                None => Some(Wanted::usual_version()),
            };
            let at = tree.as_ref()?;
            match SourceTree::read(&here.join(&at.value)) {
                Ok(SourceTree { path, digest }) => {
                    Some(KubeFed::Tree { path, digest, version: version? })
                }
                Err(error) => {
                    notes.add(at, with_cause(&error), None);
                    None
                }
            }
        }
    }
}

/// What is wrong with a tree, in a line.
pub fn with_cause(error: &NotATree) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

/// Whether an image has a tag, which the chart asks for; `:` may also stand before a port.
pub fn is_tagged(image: &str) -> bool {
    let last = image.rsplit('/').next().unwrap_or(image);
    !image.contains('@')
        && last.split_once(':').is_some_and(|(name, tag)| !name.is_empty() && !tag.is_empty())
}

fn scope(at: &At<String>, notes: &mut Notes<'_>) -> Option<Scope> {
    match at.value.as_str() {
        "Cluster" => Some(Scope::Cluster),
        "Namespaced" => Some(Scope::Namespaced),
        other => {
            let instead = "write `Cluster` or `Namespaced`".to_owned();
            notes.add(at, format!("`{other}` is not a scope"), Some(instead));
            None
        }
    }
}

fn stage(at: &At<String>, notes: &mut Notes<'_>) -> Option<Stage> {
    let found = stage_named(&at.value);
    if found.is_none() {
        let instead = format!("known: {}", Stage::ALL.map(Stage::name).join(", "));
        notes.add(at, format!("`{}` is not a stage", at.value), Some(instead));
    }
    found
}

fn members(at: &At<String>, notes: &mut Notes<'_>) -> Option<usize> {
    match at.value.parse() {
        Ok(count) if (1..=MOST_MEMBERS).contains(&count) => Some(count),
        Ok(_) | Err(_) => {
            let message = format!("`{}` is not a number of clusters", at.value);
            notes.add(at, message, Some(format!("write a number from 1 to {MOST_MEMBERS}")));
            None
        }
    }
}

#[cfg(test)]
#[path = "matrix_tests.rs"]
mod tests;

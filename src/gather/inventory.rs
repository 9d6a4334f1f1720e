//! What is in the archive, and what is not.

use serde::Serialize;

/// The list of an archive, in the order of paths.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Inventory {
    /// The files.
    pub files: Vec<File>,
    /// What was not to be had, or was left out.
    pub missing: Vec<Missing>,
}

/// A file of the archive.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct File {
    /// Its path in the archive.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// What it is, in words.
    pub about: String,
}

/// Something that is not in the archive.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Missing {
    /// Where it would have been.
    pub path: String,
    /// Why it is not there.
    pub reason: String,
}

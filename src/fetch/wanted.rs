//! What is wanted, and what was found.

use std::path::PathBuf;

use semver::Version;
use url::Url;

use super::digest::Digest;
use super::search_path::PassedOver;
use crate::tool::Program;

/// A program in a version, perhaps at a path that the user gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The program.
    pub program: Program,
    /// Its version.
    pub version: Version,
    /// Who asked for that version.
    pub asked: Asked,
    /// The absolute path that the user gave; nothing else is used then.
    pub path: Option<PathBuf>,
    /// Where the user has it published, instead of upstream.
    pub own: Option<OwnSource>,
}

/// A release file that is not upstream's: a fork's, or a build of one's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSource {
    /// Where it is.
    pub url: Url,
    /// What its bytes are.
    pub sha256: Digest,
    /// The file in it, when it is a packed tarball.
    pub member: Option<String>,
}

impl Wanted {
    /// `program` in exactly `version`, from anywhere.
    pub fn exactly(program: Program, version: Version) -> Self {
        Self { program, version, asked: Asked::ByUser, path: None, own: None }
    }
}

/// Who asked for a version; it matters only for a program at a path that the user gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The user: a program at a given path must say that version.
    ByUser,
    /// fedrig's defaults: a program at a given path may have any version.
    ByDefault,
}

/// A program that can be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The program.
    pub program: Program,
    /// Its version.
    pub version: Version,
    /// Its absolute path.
    pub path: PathBuf,
    /// Where it came from.
    pub source: Source,
    /// What was on the search path and not used, and why.
    pub passed_over: Vec<PassedOver>,
}

/// A chart that can be installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundChart {
    /// The packed chart's absolute path.
    pub path: PathBuf,
    /// Its version.
    pub version: Version,
    /// The sha256 of the packed chart.
    pub digest: Digest,
    /// Where it came from.
    pub source: Source,
}

/// Where a found thing came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The user gave its path.
    Given,
    /// It was in the store.
    Store,
    /// It was on the search path.
    SearchPath,
    /// It was fetched now.
    Downloaded {
        /// The URL, or the path in the mirror's directory.
        from: String,
    },
}

//! A program at a path that the user gave: it is used or refused, never replaced.

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use semver::Version;

use super::digest::Digest;
use super::store::StoreError;
use super::wanted::{Asked, Found, Source, Wanted};
use crate::tool::version::ask;
use crate::tool::{Exec, Program, ToolFailure};

/// Why the program at the given path is not used.
#[derive(Debug, thiserror::Error)]
pub enum GivenError {
    /// The path depends on where fedrig was started.
    #[error("the path of {program}, `{}`, is not absolute", path.display())]
    Relative {
        /// The program.
        program: Program,
        /// The given path.
        path: PathBuf,
    },
    /// Nothing can be found out about the path.
    #[error("there is no {program} at `{}`", path.display())]
    Absent {
        /// The program.
        program: Program,
        /// The given path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It can't be run.
    #[error("the {program} at `{}` is not an executable file", path.display())]
    NotExecutable {
        /// The program.
        program: Program,
        /// The given path.
        path: PathBuf,
    },
    /// It does not say its version.
    #[error("the {program} at `{}` does not say its version", path.display())]
    Broken {
        /// The program.
        program: Program,
        /// The given path.
        path: PathBuf,
        /// What it does instead.
        source: ToolFailure,
    },
    /// It is not the version that the user wants.
    #[error("the {program} at `{}` is version {found}, and {wanted} is wanted", path.display())]
    OtherVersion {
        /// The program.
        program: Program,
        /// The given path.
        path: PathBuf,
        /// The version there.
        found: Version,
        /// The version that was asked for.
        wanted: Version,
    },
}

impl GivenError {
    /// What can be done about it.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Relative { .. } => Vec::new(),
            Self::Absent { program, .. } => {
                vec![format!("without a path, fedrig fetches {program} itself")]
            }
            Self::NotExecutable { path, .. } => {
                vec![format!("`chmod +x {}` makes a file executable", path.display())]
            }
            Self::Broken { source, .. } => vec![format!("run `{}`", source.call())],
            Self::OtherVersion { program, found, wanted, .. } => vec![
                format!("without a path, fedrig fetches {program} {wanted} itself"),
                format!("or ask for version {found}"),
            ],
        }
    }
}

/// Looks at the program at `path`.
pub(super) async fn find(exec: &Exec, wanted: &Wanted, path: &Path) -> Result<Found, GivenError> {
    let (program, path) = (wanted.program, path.to_owned());
    if !path.is_absolute() {
        return Err(GivenError::Relative { program, path });
    }
    let metadata = match std::fs::metadata(&path) {
        Ok(metadata) => metadata,
        Err(source) => return Err(GivenError::Absent { program, path, source }),
    };
    if !metadata.is_file() || metadata.permissions().mode() & 0o111 == 0 {
        return Err(GivenError::NotExecutable { program, path });
    }
    let found = match ask(exec, program, &path).await {
        Ok(found) => found,
        Err(source) => return Err(GivenError::Broken { program, path, source }),
    };
    match wanted.asked {
        Asked::ByUser if !is_same(&found, &wanted.version) => {
            let wanted = wanted.version.clone();
            Err(GivenError::OtherVersion { program, path, found, wanted })
        }
        Asked::ByUser | Asked::ByDefault => {
            let source = Source::Given;
            Ok(Found { program, version: found, path, source, passed_over: Vec::new() })
        }
    }
}

/// The digest of the program at `path`.
pub(super) async fn digest(path: &Path) -> Result<Digest, StoreError> {
    let path = path.to_owned();
    let read = tokio::task::spawn_blocking(move || {
        let digest = std::fs::File::open(&path).and_then(Digest::of_reader);
        digest.map_err(|source| StoreError { doing: "read", path, source })
    });
    read.await.expect("reading a file does not panic")
}

/// Whether a program is the wanted version; how it was built (`+g4a19a5b`) makes no difference.
pub(super) fn is_same(found: &Version, wanted: &Version) -> bool {
    found.cmp_precedence(wanted).is_eq()
}

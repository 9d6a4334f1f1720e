//! A program on the search path: used if it is exactly the wanted version, else passed over.

use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};

use semver::Version;

use super::given::is_same;
use super::wanted::Wanted;
use crate::tool::version::ask;
use crate::tool::{Exec, Program, ToolFailure};

/// A program on the search path that is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// The program.
    pub program: Program,
    /// Where it is.
    pub path: PathBuf,
    /// Why it is not used.
    pub why: Why,
}

/// Why a program is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It is another version than the wanted one.
    OtherVersion(Version),
    /// It does not say its version.
    Broken(String),
}

impl fmt::Display for PassedOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is passed over: ", self.path.display())?;
        match &self.why {
            Why::OtherVersion(version) => write!(f, "it is version {version}"),
            Why::Broken(reason) => f.write_str(reason),
        }
    }
}

/// Looks for the wanted version in the folders of `search_path`; `passed_over` is called for each
/// program that is something else. Only a cancelled run is an error.
pub(super) async fn find(
    exec: &Exec,
    wanted: &Wanted,
    search_path: &OsStr,
    mut passed_over: impl FnMut(PassedOver),
) -> Result<Option<(PathBuf, Version)>, ToolFailure> {
    for path in candidates(wanted.program, search_path) {
        let why = match ask(exec, wanted.program, &path).await {
            Ok(version) if is_same(&version, &wanted.version) => {
                return Ok(Some((path, version)));
            }
            Ok(version) => Why::OtherVersion(version),
            Err(failure @ ToolFailure::Cancelled { .. }) => return Err(failure),
            Err(failure) => Why::Broken(failure.to_string()),
        };
        passed_over(PassedOver { program: wanted.program, path, why });
    }
    Ok(None)
}

/// The programs of that name in the order of the search path, each once.
fn candidates(program: Program, search_path: &OsStr) -> Vec<PathBuf> {
    let found = which::which_in_global(program.file_name(), Some(search_path));
    let mut seen: Vec<PathBuf> = Vec::new();
    // A folder that is not absolute depends on where fedrig was started.
    let mut paths: Vec<PathBuf> = found.into_iter().flatten().filter(|p| p.is_absolute()).collect();
    paths.retain(|path| {
        let real = real(path);
        let new = !seen.contains(&real);
        seen.push(real);
        new
    });
    paths
}

/// `/bin` and `/usr/bin` often are the same folder.
fn real(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

//! What a thing is called in the store.

use semver::Version;

use crate::tool::Program;

/// The chart's name in the store.
pub(super) const CHART: &str = "kubefed-chart";

/// The name of the packed chart.
pub(super) fn chart_file(version: &Version) -> String {
    format!("kubefed-{version}.tgz")
}

/// Names one thing in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    /// What it is.
    pub name: &'static str,
    /// Its version.
    pub version: Version,
    /// What it is for: `linux-amd64`, `any`.
    pub platform: String,
    /// The name that its file has.
    pub file_name: String,
    /// What its file is.
    pub kind: Kind,
}

impl Key {
    /// The key of a thing that is in the store under these names.
    pub fn of_names(name: &str, version: &str, platform: &str) -> Option<Self> {
        let version: Version = version.parse().ok()?;
        let program = Program::ALL.into_iter().find(|program| program.file_name() == name);
        let (name, file_name, kind) = match program {
            Some(program) => {
                (program.file_name(), program.file_name().to_owned(), Kind::Executable)
            }
            None if name == CHART => (CHART, chart_file(&version), Kind::Data),
            None => return None,
        };
        Some(Self { name, version, platform: platform.to_owned(), file_name, kind })
    }

    /// One name for all of it. No part can have an `@`.
    pub fn slug(&self) -> String {
        format!("{}@{}@{}", self.name, self.version, self.platform)
    }
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It can be run.
    Executable,
    /// It is only read.
    Data,
}

impl Kind {
    /// The permissions that its file gets.
    pub fn mode(self) -> u32 {
        match self {
            Self::Executable => 0o755,
            Self::Data => 0o644,
        }
    }
}

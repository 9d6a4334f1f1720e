//! What a thing is called in the store.

use semver::Version;

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

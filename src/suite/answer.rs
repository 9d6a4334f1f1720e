//! What a run of the suite leaves behind for whoever reads it later.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Error;
use crate::verdict::{Span, Suite};

/// What a run of the suite found: `suite.json` in its folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Answer {
    /// The version of KubeFed.
    pub kubefed: String,
    /// Seconds that it took.
    pub took_s: f64,
    /// How every spec ended.
    pub suite: Suite,
    /// What ran when, in seconds from the run's begin.
    pub spans: Vec<Span>,
}

impl Answer {
    /// Where it is in the run's folder.
    pub fn place(folder: &Path) -> PathBuf {
        folder.join("suite.json")
    }

    /// Writes it into the run's folder, whole or not at all.
    pub fn write(&self, folder: &Path) -> Result<(), Error> {
        let write = || {
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            serde_json::to_writer_pretty(&mut file, self)?;
            file.persist(Self::place(folder)).map(drop).map_err(std::io::Error::from)
        };
        write().map_err(|source| Error::File { path: Self::place(folder), what: "written", source })
    }

    /// The one in the run's folder, if there is one that can be read.
    pub fn find(folder: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(Self::place(folder)).ok()?).ok()
    }
}

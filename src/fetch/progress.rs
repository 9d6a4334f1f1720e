//! What is told while something is fetched.

use std::path::PathBuf;
use std::time::Duration;

use super::digest::Digest;
use super::search_path::PassedOver;

/// Takes notes of what happens; a note is taken quickly and never blocks.
pub trait Progress: Send + Sync {
    /// Something happened.
    fn note(&self, note: Note);
}

/// What happened. `what` is the thing with its version: `helm 3.19.5`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// A program on the search path is not used.
    PassedOver(PassedOver),
    /// What is in the store is not what was put there; it is fetched anew.
    Altered {
        /// The thing.
        what: String,
        /// Its file.
        path: PathBuf,
    },
    /// Another fedrig is fetching the same thing.
    Waiting {
        /// The thing.
        what: String,
    },
    /// Bytes have come; told at the beginning, now and then, and at the end.
    Downloading {
        /// The thing.
        what: String,
        /// How many bytes have come.
        bytes: u64,
        /// How many there will be, if that is known.
        total: Option<u64>,
    },
    /// An attempt failed and another follows.
    Retrying {
        /// The thing.
        what: String,
        /// Why the attempt failed.
        reason: String,
        /// How long it is until the next attempt.
        pause: Duration,
    },
    /// What was downloaded has the checksum that upstream publishes.
    Verified {
        /// The thing.
        what: String,
        /// The checksum.
        digest: Digest,
    },
}

/// Takes no notes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn note(&self, _note: Note) {}
}

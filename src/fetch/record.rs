//! What the store's index says about a thing.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;

use serde::{Deserialize, Serialize};

use super::digest::Digest;

/// What the index says about a thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    /// Of the thing itself.
    pub sha256: Digest,
    /// Of the published file that it came in.
    pub archive_sha256: Digest,
    /// Where that file was.
    pub from: String,
    #[serde(flatten)]
    pub stamp: Stamp,
}

/// What tells cheaply whether a file is as it was put there.
///
/// Size and time of the last change of its bytes can be set by whoever may write the file; the
/// inode and the time of the last change of any kind can not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    pub size: u64,
    /// Nanoseconds since 1970.
    modified: i64,
    /// Nanoseconds since 1970. A record without it is older than this field: the file is read.
    #[serde(default)]
    changed: i64,
    #[serde(default)]
    inode: u64,
}

impl Stamp {
    /// The stamp of a file.
    pub fn of(metadata: &Metadata) -> Self {
        let nanoseconds =
            |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000).saturating_add(rest);
        Self {
            size: metadata.size(),
            modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
            inode: metadata.ino(),
        }
    }
}

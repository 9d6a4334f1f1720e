//! What a child says: its end is kept, all of it can go to a file.

use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// The file that a child's words are written to, for its owner only.
pub(super) fn open_log(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)
}

/// Reads to the end and keeps the last `limit` bytes; all of them go to the log, if there is one.
pub(super) fn tail(mut pipe: impl Read, mut log: Option<File>, limit: usize) -> String {
    let mut kept = VecDeque::new();
    let mut chunk = vec![0; 64 << 10];
    while let Ok(count) = pipe.read(&mut chunk)
        && count > 0
    {
        if let Some(file) = &mut log {
            // A full disk must not stop the child; what it said last is kept anyway.
            let _ = file.write_all(&chunk[..count]);
        }
        kept.extend(&chunk[..count]);
        let excess = kept.len().saturating_sub(limit);
        kept.drain(..excess);
    }
    String::from_utf8_lossy(kept.make_contiguous()).into_owned()
}

//! A file that is on its way: what has come so far is kept when the connection breaks, and the rest
//! is asked for, if the server still has the same file.

use std::io;

use tempfile::{NamedTempFile, TempPath};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use super::digest::Hasher;
use super::download::Downloaded;
use super::store::StoreError;

/// From where on the rest of a file is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Resume {
    /// How many bytes have come.
    pub from: u64,
    /// The strong ETag that they came under: the server sends the rest only of that very file.
    pub etag: String,
}

/// The bytes that have come.
pub(super) struct Partial {
    file: File,
    path: TempPath,
    hasher: Hasher,
    pub bytes: u64,
    etag: Option<String>,
}

impl Partial {
    /// Nothing yet of a file with this ETag.
    pub fn new(file: NamedTempFile, etag: Option<String>) -> Self {
        let (file, path) = file.into_parts();
        Self { file: File::from_std(file), path, hasher: Hasher::default(), bytes: 0, etag }
    }

    /// How to go on, if something has come and the server can be asked for the rest.
    pub fn resume(&self) -> Option<Resume> {
        let etag = self.etag.clone().filter(|_| self.bytes > 0)?;
        Some(Resume { from: self.bytes, etag })
    }

    /// Adds what has come.
    pub async fn add(&mut self, chunk: &[u8]) -> Result<(), StoreError> {
        self.file.write_all(chunk).await.map_err(|source| self.unwritable(source))?;
        self.hasher.update(chunk);
        self.bytes += chunk.len() as u64;
        Ok(())
    }

    /// Everything has come.
    pub async fn finish(mut self) -> Result<Downloaded, StoreError> {
        self.file.flush().await.map_err(|source| self.unwritable(source))?;
        let Self { file, path, hasher, .. } = self;
        Ok(Downloaded { file: file.into_std().await, path, digest: hasher.finish() })
    }

    fn unwritable(&self, source: io::Error) -> StoreError {
        StoreError { doing: "write", path: self.path.to_path_buf(), source }
    }
}

//! Takes one file out of a packed tarball.
//!
//! Nothing else is written, and never to a path that the tarball chose. Only bytes whose checksum
//! matched come here; the limits are there all the same.

use std::cell::Cell;
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use flate2::read::GzDecoder;
use tar::{Archive, Entry};

use super::digest::{Digest, Hasher};

/// How many names a message shows.
const NAMES: usize = 8;

/// Why the file is not taken out.
#[derive(Debug, thiserror::Error)]
pub enum UnpackError {
    /// The name that was asked for leads out of the archive.
    #[error("`{member}` is not a name inside an archive")]
    NotAMember {
        /// The name.
        member: String,
    },
    /// It is not there.
    #[error("the archive has no `{member}`{}", instead(present, *more))]
    Missing {
        /// The name.
        member: String,
        /// Names that are there.
        present: Vec<String>,
        /// How many more there are.
        more: usize,
    },
    /// It is there more than once.
    #[error("the archive has `{member}` twice")]
    Twice {
        /// The name.
        member: String,
    },
    /// It is a link, a folder, a device, or a file with holes.
    #[error("`{member}` in the archive is not a regular file")]
    NotAFile {
        /// The name.
        member: String,
    },
    /// The archive unpacks to more than anything that fedrig needs.
    #[error("the archive unpacks to more than {limit} bytes")]
    TooLarge {
        /// The most that is unpacked.
        limit: u64,
    },
    /// The archive is damaged, or none.
    #[error("the archive can't be read")]
    Damaged {
        /// What is wrong with it.
        source: io::Error,
    },
    /// The file can't be written.
    #[error("can't write the unpacked `{member}`")]
    Unwritable {
        /// The name.
        member: String,
        /// Why.
        source: io::Error,
    },
}

fn instead(present: &[String], more: usize) -> String {
    match (present, more) {
        ([], _) => ": it is empty".to_owned(),
        (_, 0) => format!(": it has {}", present.join(", ")),
        _ => format!(": it has {} and {more} more", present.join(", ")),
    }
}

/// Writes the file `member` of `archive` (tar, gzip) to `out` and gives its digest.
pub(super) fn unpack(
    archive: impl Read,
    member: &str,
    out: &mut impl Write,
    limit: u64,
) -> Result<Digest, UnpackError> {
    if !is_inside(Path::new(member)) {
        return Err(UnpackError::NotAMember { member: member.to_owned() });
    }
    let exceeded = Cell::new(false);
    let unpacked = Limited { inner: GzDecoder::new(archive), left: limit, exceeded: &exceeded };
    match take(unpacked, member, out) {
        Err(UnpackError::Damaged { .. }) if exceeded.get() => Err(UnpackError::TooLarge { limit }),
        other => other,
    }
}

fn take(unpacked: impl Read, member: &str, out: &mut impl Write) -> Result<Digest, UnpackError> {
    let damaged = |source| UnpackError::Damaged { source };
    let mut archive = Archive::new(unpacked);
    let mut digest = None;
    let (mut present, mut more) = (Vec::new(), 0);
    for entry in archive.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let name = PathBuf::from(String::from_utf8_lossy(&entry.path_bytes()).into_owned());
        if !is_named(&name, member) {
            match present.len() < NAMES {
                true => present.push(name.display().to_string()),
                false => more += 1,
            }
            continue;
        }
        if digest.is_some() {
            return Err(UnpackError::Twice { member: member.to_owned() });
        }
        if !is_regular(&mut entry).map_err(damaged)? {
            return Err(UnpackError::NotAFile { member: member.to_owned() });
        }
        digest = Some(copy(&mut entry, member, out)?);
    }
    // The gzip checksum is at the very end, behind the tarball's own end.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(damaged)?;
    digest.ok_or_else(|| UnpackError::Missing { member: member.to_owned(), present, more })
}

/// Told apart from `io::copy`, which does not say which side failed.
fn copy(entry: &mut impl Read, member: &str, out: &mut impl Write) -> Result<Digest, UnpackError> {
    let mut hasher = Hasher::default();
    let mut chunk = vec![0; 128 << 10];
    loop {
        let count = match entry.read(&mut chunk) {
            Ok(0) => return Ok(hasher.finish()),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(source) => return Err(UnpackError::Damaged { source }),
        };
        hasher.update(&chunk[..count]);
        out.write_all(&chunk[..count])
            .map_err(|source| UnpackError::Unwritable { member: member.to_owned(), source })?;
    }
}

/// Whether a path stays where it is put: no root, no `..`.
fn is_inside(path: &Path) -> bool {
    path.components().next().is_some()
        && path.components().all(|part| matches!(part, Component::Normal(_)))
}

/// Whether an entry has the wanted name, with or without `./` before it.
fn is_named(name: &Path, member: &str) -> bool {
    name.strip_prefix(".").unwrap_or(name) == Path::new(member)
}

fn is_regular<R: Read>(entry: &mut Entry<'_, R>) -> io::Result<bool> {
    if !entry.header().entry_type().is_file() {
        return Ok(false);
    }
    // Files with holes in pax form say that they are regular, and their bytes are not the file's.
    let Some(extensions) = entry.pax_extensions()? else { return Ok(true) };
    for extension in extensions {
        if extension?.key_bytes().starts_with(b"GNU.sparse") {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Gives at most so many bytes, and fails when there are more.
struct Limited<'a, R> {
    inner: R,
    left: u64,
    exceeded: &'a Cell<bool>,
}

impl<R: Read> Read for Limited<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => {
                self.exceeded.set(true);
                return Err(io::Error::other("too many bytes"));
            }
        }
        Ok(count)
    }
}

#[cfg(test)]
#[path = "unpack_tests.rs"]
mod tests;

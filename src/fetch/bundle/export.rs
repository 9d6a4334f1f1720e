//! Makes a bundle out of things of the store and image archives.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::Serialize;
use tar::{Builder, Header};

use super::{BundleError, BundledImage, BundledTool, FORM, MANIFEST, Manifest, io_error};
use crate::fetch::Item;
use crate::fetch::digest::{Digest, Hasher};

/// A bundle that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Exported {
    /// Where it is.
    pub path: PathBuf,
    /// Its digest, without which it is not imported.
    pub sha256: Digest,
    /// How many bytes it has.
    pub size: u64,
    /// What is in it.
    pub contents: Vec<String>,
}

/// Writes `items` and `images` to `path`: all of it, or no file.
pub fn export(path: &Path, items: &[Item], images: &[PathBuf]) -> Result<Exported, BundleError> {
    let unwritable = io_error("write", path);
    let images = images.iter().map(|image| look_at(image)).collect::<Result<Vec<_>, _>>()?;
    let manifest = Manifest {
        bundle: FORM,
        tools: items.iter().map(tool).collect(),
        images: images.iter().map(|(_, image)| image.clone()).collect(),
    };
    let folder = path.parent().unwrap_or(Path::new("/"));
    let made = tempfile::Builder::new().prefix(".fedrig-bundle.").tempfile_in(folder);
    let mut bundle = made.map_err(&unwritable)?;
    let mut builder = Builder::new(Counted::new(bundle.as_file_mut()));
    let text = serde_json::to_vec_pretty(&manifest).expect("a manifest is plain data");
    append(&mut builder, MANIFEST, text.len() as u64, &text[..]).map_err(&unwritable)?;
    for item in items {
        let name = format!("tools/{}", item.sha256);
        add(&mut builder, &name, &item.path, (item.size, item.sha256), &unwritable)?;
    }
    for (path, image) in &images {
        let name = format!("images/{}", image.sha256);
        add(&mut builder, &name, path, (image.size, image.sha256), &unwritable)?;
    }
    let (size, sha256) = builder.into_inner().map_err(&unwritable)?.finish();
    bundle.as_file().sync_all().map_err(&unwritable)?;
    bundle.persist(path).map_err(|error| unwritable(error.error))?;
    let tools = items.iter().map(|item| format!("{} {}", item.name, item.version));
    let contents = tools.chain(manifest.images.into_iter().map(|image| image.file)).collect();
    Ok(Exported { path: path.to_owned(), sha256, size, contents })
}

fn tool(item: &Item) -> BundledTool {
    BundledTool {
        name: item.name.clone(),
        version: item.version.clone(),
        platform: item.platform.clone(),
        size: item.size,
        sha256: item.sha256,
        archive_sha256: item.archive_sha256,
        from: item.from.clone(),
    }
}

fn look_at(path: &Path) -> Result<(PathBuf, BundledImage), BundleError> {
    let unreadable = io_error("read", path);
    let file = File::open(path).map_err(&unreadable)?;
    let size = file.metadata().map_err(&unreadable)?.len();
    let sha256 = Digest::of_reader(file).map_err(&unreadable)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok((path.to_owned(), BundledImage { file: name, size, sha256 }))
}

/// Adds a file, which has to have the recorded bytes still.
fn add(
    builder: &mut Builder<Counted<'_>>,
    name: &str,
    path: &Path,
    (size, sha256): (u64, Digest),
    unwritable: &dyn Fn(io::Error) -> BundleError,
) -> Result<(), BundleError> {
    let file = File::open(path).map_err(io_error("read", path))?;
    let altered = || BundleError::Altered { path: path.to_owned() };
    if file.metadata().map_err(io_error("read", path))?.len() != size {
        return Err(altered());
    }
    let mut hashed = Hashed { inner: file.take(size), hasher: Hasher::default() };
    append(builder, name, size, &mut hashed).map_err(unwritable)?;
    if hashed.hasher.finish() == sha256 { Ok(()) } else { Err(altered()) }
}

fn append(
    builder: &mut Builder<Counted<'_>>,
    name: &str,
    size: u64,
    content: impl Read,
) -> io::Result<()> {
    let mut header = Header::new_ustar();
    header.set_size(size);
    header.set_mode(0o644);
    builder.append_data(&mut header, name, content)
}

/// Hashes what is read through it.
struct Hashed<R> {
    inner: R,
    hasher: Hasher,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..count]);
        Ok(count)
    }
}

/// Counts and hashes what is written through it.
struct Counted<'f> {
    file: &'f mut File,
    hasher: Hasher,
    bytes: u64,
}

impl<'f> Counted<'f> {
    fn new(file: &'f mut File) -> Self {
        Self { file, hasher: Hasher::default(), bytes: 0 }
    }

    fn finish(self) -> (u64, Digest) {
        (self.bytes, self.hasher.finish())
    }
}

impl io::Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.hasher.update(&bytes[..count]);
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

//! Makes one compressed archive of a folder: whole or not at all, for the owner alone.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

/// Packs the files below `root` into `archive` under the folder `name`, in the order of their
/// paths; gives the archive's size. The file has its name only when it is complete.
pub fn pack(root: &Path, name: &str, archive: &Path, seconds: u64) -> std::io::Result<u64> {
    let folder = archive.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    // A temporary file is its owner's alone (0600), and goes with its handle.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    let mut tar = tar::Builder::new(GzEncoder::new(&mut file, Compression::default()));
    let mut paths = Vec::new();
    files(root, &mut paths)?;
    paths.sort();
    for path in paths {
        let below = path.strip_prefix(root).unwrap_or(&path);
        let content = File::open(&path)?;
        let mut header = tar::Header::new_gnu();
        header.set_size(content.metadata()?.len());
        header.set_mode(0o600);
        header.set_mtime(seconds);
        tar.append_data(&mut header, Path::new(name).join(below), content)?;
    }
    tar.into_inner()?.finish()?.flush()?;
    file.as_file().sync_all()?;
    let size = file.as_file().metadata()?.len();
    file.persist(archive).map_err(|error| error.error)?;
    Ok(size)
}

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files(&entry.path(), found)?;
        } else {
            found.push(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn an_archive_is_the_owners_alone_and_the_same_for_the_same_folder() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("b")).unwrap();
        std::fs::write(root.path().join("b/c"), "text").unwrap();
        std::fs::write(root.path().join("a"), "text").unwrap();
        let out = tempfile::tempdir().unwrap();
        let archive = |name: &str| {
            let path = out.path().join(name);
            pack(root.path(), "x", &path, 7).unwrap();
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
            std::fs::read(path).unwrap()
        };
        assert_eq!(archive("one"), archive("two"));
        assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 2, "nothing else is left");
        let bytes = archive("one");
        let mut tar = tar::Archive::new(flate2::read::GzDecoder::new(&bytes[..]));
        let names = tar.entries().unwrap().map(|entry| entry.unwrap().path().unwrap().into_owned());
        assert_eq!(names.collect::<Vec<_>>(), [Path::new("x/a"), Path::new("x/b/c")]);
    }

    #[test]
    fn where_no_file_can_be_made_nothing_is() {
        let root = tempfile::tempdir().unwrap();
        assert!(pack(root.path(), "x", Path::new("/proc/nowhere/a.tar.gz"), 0).is_err());
    }
}

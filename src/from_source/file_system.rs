//! The file system of KubeFed's image: one static program under three names, and nothing else.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use tar::{Builder, EntryType, Header};

/// The names by which the program knows what it is to do. The chart starts two of them.
const NAMES: [&str; 3] = ["controller-manager", "kubefedctl", "webhook"];

/// Writes the file system as an archive, the same for the same program.
pub(super) fn write(hyperfed: &Path, to: &Path) -> io::Result<()> {
    let mut archive = Builder::new(File::create(to)?);
    folder(&mut archive, "hyperfed/", 0o755)?;
    folder(&mut archive, "tmp/", 0o1777)?;
    let mut header = header(EntryType::Regular, 0o755);
    header.set_size(fs::metadata(hyperfed)?.len());
    archive.append_data(&mut header, "hyperfed/hyperfed", File::open(hyperfed)?)?;
    for name in NAMES {
        let mut header = self::header(EntryType::Symlink, 0o777);
        archive.append_link(&mut header, format!("hyperfed/{name}"), "hyperfed")?;
    }
    archive.into_inner()?.sync_all()
}

fn folder(archive: &mut Builder<File>, name: &str, mode: u32) -> io::Result<()> {
    archive.append_data(&mut header(EntryType::Directory, mode), name, io::empty())
}

fn header(kind: EntryType, mode: u32) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_size(0);
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_there_under_each_of_its_names() {
        let folder = tempfile::tempdir().unwrap();
        let (program, archive) = (folder.path().join("hyperfed"), folder.path().join("image.tar"));
        fs::write(&program, "a program").unwrap();
        write(&program, &archive).unwrap();
        let mut read = tar::Archive::new(File::open(&archive).unwrap());
        let entry = |entry: io::Result<tar::Entry<'_, File>>| {
            let entry = entry.unwrap();
            let link = entry.link_name().unwrap().map(|link| format!(" -> {}", link.display()));
            let path = entry.path().unwrap().display().to_string();
            format!("{:o} {path}{}", entry.header().mode().unwrap(), link.unwrap_or_default())
        };
        let entries: Vec<String> = read.entries().unwrap().map(entry).collect();
        assert_eq!(
            entries,
            [
                "755 hyperfed/",
                "1777 tmp/",
                "755 hyperfed/hyperfed",
                "777 hyperfed/controller-manager -> hyperfed",
                "777 hyperfed/kubefedctl -> hyperfed",
                "777 hyperfed/webhook -> hyperfed",
            ]
        );
    }
}

//! Files as upstream has them, and what tests of all kinds need.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use semver::Version;

use super::catalogue::{self, Content, Proof, Release};
use super::digest::Digest;
use super::testing::{Reply, Routes};
use super::{
    Arch, Bytes, Fetcher, HttpSettings, Mirror, Note, Os, Platform, Progress, Settings, Wanted,
};
use crate::tool::{Exec, Invocation, Program};

pub(super) const LINUX: Platform = Platform { os: Os::Linux, arch: Arch::Amd64 };

pub(super) fn helm() -> Wanted {
    Wanted::exactly(Program::Helm, version("3.19.5"))
}

pub(super) fn helm_release() -> Release {
    Release::of(Program::Helm, &version("3.19.5"), LINUX).unwrap()
}

/// All programs and a chart; each program is a few bytes.
pub(super) fn published() -> Published {
    let program = |published: Published, program: Program| {
        let release = Release::of(program, &version("1.2.3"), LINUX).unwrap();
        published.with(&release, program.file_name().as_bytes())
    };
    let all = Program::ALL.into_iter().fold(Published::default(), program);
    let mut all = all
        .with(&helm_release(), &[b'h'; 10_000])
        .with(&Release::chart(&version("0.10.0")), b"chart");
    let index = "entries: {kubefed: [{version: 0.9.2}, {version: 0.10.0}]}";
    all.0.insert(catalogue::chart_index().path().to_owned(), index.into());
    all
}

/// Published files by their path.
#[derive(Debug, Clone, Default)]
pub(super) struct Published(pub BTreeMap<String, Vec<u8>>);

impl Published {
    /// Adds a release whose executable or chart is `bytes`, and its checksum file.
    pub fn with(mut self, release: &Release, bytes: &[u8]) -> Self {
        let file = match &release.content {
            Content::Plain => bytes.to_vec(),
            Content::Member(member) => tarball(member, bytes),
        };
        let digest = Digest::of_reader(&file[..]).unwrap();
        let sum = format!("{digest}  {}\n", release.published_name());
        if let Proof::Published(checksum) = &release.proof {
            self.0.insert(checksum.path().to_owned(), sum.into_bytes());
        }
        self.0.insert(release.url.path().to_owned(), file);
        self
    }

    pub fn routes(&self) -> Routes {
        let whole =
            |(path, bytes): (&String, &Vec<u8>)| (path.clone(), vec![Reply::Whole(bytes.clone())]);
        self.0.iter().map(whole).collect()
    }

    pub fn write_to(&self, folder: &Path) -> Mirror {
        for (path, bytes) in &self.0 {
            let path = folder.join(path.trim_start_matches('/'));
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        Mirror::Directory(folder.to_owned())
    }
}

fn tarball(member: &str, bytes: &[u8]) -> Vec<u8> {
    let packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut builder = tar::Builder::new(packed);
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    header.set_mode(0o755);
    builder.append_data(&mut header, member, bytes).unwrap();
    builder.into_inner().unwrap().finish().unwrap()
}

pub(super) fn settings(store: PathBuf, mirror: Mirror) -> Settings {
    let http = HttpSettings {
        stall: Duration::from_secs(20),
        size_limit: 1 << 20,
        first_pause: Duration::from_millis(1),
        ..HttpSettings::default()
    };
    Settings {
        store,
        mirror: Some(mirror),
        // The files of these tests are not upstream's, and some have pinned names.
        bytes: Bytes::Rebuilt,
        lock: None,
        search_path: None,
        platform: LINUX,
        exec: Exec::default(),
        http,
    }
}

pub(super) fn fetcher(store: &Path, mirror: Mirror) -> Fetcher {
    Fetcher::new(settings(store.join("store"), mirror)).unwrap()
}

/// Remembers all notes.
#[derive(Debug, Default)]
pub(super) struct Notes(pub Mutex<Vec<Note>>);

impl Progress for Notes {
    fn note(&self, note: Note) {
        self.0.lock().unwrap().push(note);
    }
}

/// An executable script. Another process writes it: a program that a thread of ours still has open
/// for writing while another thread starts a child can't be run ("text file busy").
pub(super) async fn script(path: &Path, text: &str) {
    let write = Invocation::of(Path::new("/bin/sh"))
        .args(["-c", r#"cat > "$0" && chmod 755 "$0""#])
        .arg(path)
        .stdin(format!("#!/bin/sh\n{text}\n"));
    Exec::default().run(write, Duration::from_secs(20)).await.unwrap();
}

/// All files under a folder, by their path in it.
pub(super) fn files(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).into_iter().flatten().flatten() {
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(entry.path()),
                false => {
                    files.push(entry.path().strip_prefix(folder).unwrap().display().to_string());
                }
            }
        }
    }
    files.sort();
    files
}

pub(super) fn version(text: &str) -> Version {
    text.parse().unwrap()
}

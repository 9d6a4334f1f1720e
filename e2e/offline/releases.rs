//! Release files as upstream has them, in a folder or behind a server on the loopback.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use sha2::Digest;

/// Release files by their path.
#[derive(Debug, Clone, Default)]
pub struct Releases(pub BTreeMap<String, Vec<u8>>);

impl Releases {
    /// kubectl 1.2.3, kind 0.29.0, kubefedctl 0.10.0 and the chart 0.10.0, none of which is pinned.
    pub fn small() -> Self {
        let kubefed = "kubernetes-sigs/kubefed/releases/download/v0.10.0";
        Self::default()
            .with("release/v1.2.3/bin/linux/amd64/kubectl", ".sha256", script("kubectl"))
            .with(
                "kubernetes-sigs/kind/releases/download/v0.29.0/kind-linux-amd64",
                ".sha256sum",
                script("kind"),
            )
            .with(
                &format!("{kubefed}/kubefedctl-0.10.0-linux-amd64.tgz"),
                ".sha",
                packed("kubefedctl", &script("kubefedctl")),
            )
            .with(&format!("{kubefed}/kubefed-0.10.0.tgz"), ".sha", b"chart".to_vec())
    }

    /// Adds a file, and its checksum file.
    pub fn with(mut self, path: &str, ending: &str, bytes: Vec<u8>) -> Self {
        let name = path.rsplit('/').next().unwrap();
        let digest = sha256(&bytes);
        self.0.insert(format!("{path}{ending}"), format!("{digest}  {name}\n").into_bytes());
        self.0.insert(path.to_owned(), bytes);
        self
    }

    /// Writes them to a folder.
    pub fn write_to(&self, folder: &Path) -> PathBuf {
        for (path, bytes) in &self.0 {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        folder.to_owned()
    }
}

/// 64 hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A tarball with one program in it.
pub fn packed(member: &str, bytes: &[u8]) -> Vec<u8> {
    let packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut builder = tar::Builder::new(packer);
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    header.set_mode(0o755);
    builder.append_data(&mut header, member, bytes).unwrap();
    builder.into_inner().unwrap().finish().unwrap()
}

fn script(name: &str) -> Vec<u8> {
    format!("#!/bin/sh\necho {name}\n").into_bytes()
}

/// Serves release files, and remembers what was asked for.
pub struct ReleaseServer {
    pub url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl ReleaseServer {
    /// A server that runs until the test ends.
    pub fn start(releases: Releases) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (releases, log) = (Arc::new(releases), Arc::clone(&asked));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (releases, log) = (Arc::clone(&releases), Arc::clone(&log));
                // A client that was killed does not hear its answer.
                std::thread::spawn(move || drop(answer(stream, &releases, &log)));
            }
        });
        Self { url, asked }
    }

    /// The paths that were asked for.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn answer(
    mut stream: TcpStream,
    releases: &Releases,
    log: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let path = first.split(' ').nth(1).unwrap_or_default().trim_start_matches('/').to_owned();
    let found = releases.0.get(&path);
    log.lock().unwrap().push(path);
    let (status, body) = match found {
        Some(body) => ("200 OK", body.as_slice()),
        None => ("404 Not Found", &b""[..]),
    };
    let length = body.len();
    write!(stream, "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n")?;
    stream.write_all(body)
}

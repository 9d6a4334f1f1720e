//! Writes fedrig's own kubeconfig, the only one it ever writes unasked.
//!
//! It holds secrets: the file is made for its owner only, and has its name only when it is whole.

use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use secrecy::zeroize::Zeroizing;

use super::{Entry, ExecPlugin, User};
use crate::name::{ClusterName, ContextName};

mod render;

/// Why fedrig's kubeconfig could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The credentials come from a program, which fedrig does not pass on.
    #[error("the credentials of `{cluster}` come from the program `{program}`")]
    Program {
        /// The cluster.
        cluster: ClusterName,
        /// The program.
        program: String,
    },
    /// The text could not be made.
    #[error("the kubeconfig `{}` could not be put into words", path.display())]
    NotRendered {
        /// The kubeconfig file.
        path: PathBuf,
        /// Why.
        source: Box<serde_saphyr::SerializeError>,
    },
    /// The file could not be written.
    #[error("the kubeconfig `{}` could not be written", path.display())]
    NotWritten {
        /// The kubeconfig file.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
}

/// What a write did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// The file is new or different now.
    Changed,
    /// The file was like that already, and was not touched.
    Unchanged,
}

/// fedrig's own kubeconfig: one context a cluster, none of them current.
#[derive(Debug, Clone, Default)]
pub struct OwnKubeconfig {
    /// The clusters, in the order in which they are written.
    pub entries: Vec<OwnEntry>,
}

/// A cluster in it; its cluster and user have the cluster's name.
#[derive(Debug, Clone)]
pub struct OwnEntry {
    /// The cluster's name.
    pub name: ClusterName,
    /// The context's name, if not the cluster's.
    pub context: Option<ContextName>,
    /// The API server's address.
    pub server: String,
    /// The certificates that the server's certificate has to come from, as PEM.
    pub certificate_authority: Option<Vec<u8>>,
    /// Whether the server's certificate is not looked at.
    pub insecure_skip_tls_verify: bool,
    /// The proxy on the way to the server.
    pub proxy_url: Option<String>,
    /// The name that the server's certificate has to carry, if not that of the address.
    pub tls_server_name: Option<String>,
    /// Who asks.
    pub user: User,
}

impl OwnEntry {
    /// What a context of a kubeconfig says, under the cluster's name.
    pub fn of(name: ClusterName, entry: Entry) -> Self {
        Self {
            name,
            context: None,
            server: entry.server_as_written,
            certificate_authority: entry.certificate_authority,
            insecure_skip_tls_verify: entry.insecure_skip_tls_verify,
            proxy_url: entry.proxy_url,
            tls_server_name: entry.tls_server_name,
            user: entry.user,
        }
    }
}

impl OwnKubeconfig {
    /// Writes the file at `path` for its owner only, unless it is like that already.
    pub fn write(&self, path: &Path) -> Result<Written, WriteError> {
        let text = render::render(self, path)?;
        if is_there_already(path, text.as_bytes()) {
            return Ok(Written::Unchanged);
        }
        replace(path, &text)
            .map(|()| Written::Changed)
            .map_err(|source| WriteError::NotWritten { path: path.to_owned(), source })
    }
}

fn is_there_already(path: &Path, wanted: &[u8]) -> bool {
    let private = std::fs::symlink_metadata(path)
        .is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o777 == 0o600);
    private && std::fs::read(path).is_ok_and(|found| Zeroizing::new(found).as_slice() == wanted)
}

/// tempfile makes its files with mode 0600, and the rename keeps it.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let directory = path.parent().unwrap_or(Path::new(""));
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    let mut file = tempfile::Builder::new().prefix(".kubeconfig-").tempfile_in(directory)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;

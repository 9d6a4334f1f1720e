//! The federation.yaml of an environment, beside its kubeconfigs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use semver::Version;
use sha2::{Digest, Sha256};

use super::clean_up::remove_file;
use super::{Environment, Error};
use crate::name::ClusterName;

/// Its name in the folder.
const FILE: &str = "federation.yaml";
/// What its first line begins with; the digest of the rest follows.
const MARK: &str = "# fedrig env up wrote this file: ";

/// KubeFed looks at each member every 10 s, and until then a new one is not Ready: these clusters are
/// to be tried soon, and nobody pays for the questions.
const HEALTH: &str = "  values:
    controllermanager:
      # KubeFed's own is 10s: so long a new member may wait until it is Ready.
      clusterHealthCheckPeriod: 1s
";

impl Environment {
    /// Writes the federation of this environment; one that somebody edited stays as it is.
    pub fn write_federation(
        &self,
        kubefed: &Version,
        endpoints: &BTreeMap<ClusterName, String>,
    ) -> Result<PathBuf, Error> {
        let path = self.folder.join(FILE);
        if std::fs::read_to_string(&path).is_ok_and(|text| !is_untouched(&text)) {
            return Ok(path);
        }
        let names: Vec<&ClusterName> = self.clusters.iter().map(|wanted| &wanted.name).collect();
        let text = render(&self.name, &names, kubefed, endpoints);
        write(&path, &marked(&text))?;
        Ok(path)
    }

    /// Writes one with the host alone, for an `up` that begins while the others are being made.
    pub fn write_host_alone(&self, kubefed: &Version) -> Result<HostAlone, Error> {
        let names: Vec<&ClusterName> = self.clusters.iter().take(1).map(|w| &w.name).collect();
        let text = render(&self.name, &names, kubefed, &BTreeMap::new());
        let path = self.folder.join("host-alone.yaml");
        write(&path, &text)?;
        Ok(HostAlone { path })
    }
}

/// A federation.yaml with the host alone; the file ends with the value.
#[derive(Debug)]
pub struct HostAlone {
    /// The file.
    pub path: PathBuf,
}

impl Drop for HostAlone {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Removes it, and what `up` learned beside it, unless somebody edited it.
pub(super) fn remove(folder: &Path) -> Result<(), Error> {
    let path = folder.join(FILE);
    if std::fs::read_to_string(&path).is_ok_and(|text| is_untouched(&text)) {
        remove_file(&folder.join("fedrig.lock"))?;
        remove_file(&path)?;
    }
    Ok(())
}

fn render(
    env: &crate::name::EnvName,
    names: &[&ClusterName],
    kubefed: &Version,
    endpoints: &BTreeMap<ClusterName, String>,
) -> String {
    let mut text =
        format!("apiVersion: fedrig/v1alpha1\nkind: Federation\nmetadata:\n  name: {env}\n");
    for (place, name) in names.iter().enumerate() {
        let (head, first, rest) = match place {
            0 => ("host:\n", "  ", "  "),
            1 => ("members:\n", "  - ", "    "),
            _ => ("", "  - ", "    "),
        };
        // Writing to a String does not fail.
        let _ = write!(
            text,
            "{head}{first}name: {name}\n{rest}region: {name}\n{rest}kubeconfig: {name}.kubeconfig\n{rest}context: {name}\n"
        );
        if let Some(endpoint) = endpoints.get(*name) {
            let _ = writeln!(text, "{rest}endpoint: {endpoint}");
        }
    }
    let _ = write!(text, "kubefed:\n  version: {kubefed}\n{HEALTH}");
    text
}

fn marked(text: &str) -> String {
    format!(
        "{MARK}{}\n# Edited, it is yours: `env up` and `env down` leave it alone.\n{text}",
        digest(text)
    )
}

fn is_untouched(text: &str) -> bool {
    let mut lines = text.splitn(3, '\n');
    let mark = lines.next().and_then(|line| line.strip_prefix(MARK));
    lines.nth(1).is_some_and(|rest| mark == Some(&digest(rest)))
}

fn digest(text: &str) -> String {
    Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    let failed = |source| Error::File { path: path.to_owned(), what: "written", source };
    std::fs::write(path, text).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered() -> String {
        let names: Vec<ClusterName> = ["eu", "us"].map(|name| name.parse().unwrap()).into();
        let endpoints = [(names[1].clone(), "https://172.19.0.3:6443".to_owned())].into();
        let names: Vec<&ClusterName> = names.iter().collect();
        render(&"lab".parse().unwrap(), &names, &Version::new(0, 10, 0), &endpoints)
    }

    #[test]
    fn it_names_every_cluster_and_the_endpoints() {
        insta::assert_snapshot!(rendered());
    }

    #[test]
    fn an_edited_one_is_told_from_one_that_is_as_written() {
        let text = marked(&rendered());
        assert!(is_untouched(&text));
        assert!(!is_untouched(&text.replace("0.10.0", "0.8.1")));
        assert!(!is_untouched("apiVersion: fedrig/v1alpha1\n"));
    }
}

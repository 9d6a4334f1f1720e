//! A desk with kubeconfigs for the tests of this module.

use std::path::Path;

use super::{Federation, Problems, Surroundings, load, load_text};

/// A folder with a home and a `federation.yaml` that is only text.
pub(super) struct Desk {
    folder: tempfile::TempDir,
    pub surroundings: Surroundings,
}

/// Clusters at addresses that pods can reach, one at a loopback address, one with a program.
const KUBECONFIG: &str = "\
apiVersion: v1
kind: Config
clusters:
- {name: eu, cluster: {server: 'https://172.18.0.2:6443'}}
- {name: local, cluster: {server: 'https://127.0.0.1:40123'}}
contexts:
- {name: kind-eu, context: {cluster: eu, user: admin}}
- {name: kind-us-east, context: {cluster: eu, user: admin}}
- {name: kind-local, context: {cluster: local, user: admin}}
- {name: tunnel, context: {cluster: local, user: admin}}
- {name: eks, context: {cluster: eu, user: aws}}
users:
- {name: admin, user: {token: t}}
- {name: aws, user: {exec: {command: aws}}}
";

/// The smallest file that is right; more of the host or of the file can be put behind it.
pub(super) const SMALL: &str = "\
apiVersion: fedrig/v1alpha1
kind: Federation
metadata: {name: two-regions}
host:
  name: eu-central
  context: kind-eu
";

impl Desk {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        std::fs::create_dir_all(home.join(".kube")).unwrap();
        std::fs::write(home.join(".kube/config"), KUBECONFIG).unwrap();
        let current_dir = folder.path().to_owned();
        let run_dir = current_dir.join("run");
        let surroundings =
            Surroundings { home: Some(home), kubeconfig: None, current_dir, run_dir };
        Self { folder, surroundings }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Puts a file on the desk.
    pub fn put(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    pub fn text(&self, text: &str) -> Result<Federation, Problems> {
        load_text(text, Path::new("federation.yaml"), &self.surroundings)
    }

    pub fn federation(&self, text: &str) -> Federation {
        self.text(text).unwrap_or_else(|problems| panic!("{problems}"))
    }

    pub fn file(&self, path: &str) -> Result<Federation, Problems> {
        load(Path::new(path), &self.surroundings)
    }

    /// The report on a text, with the desk's folder as `[dir]`.
    pub fn problems(&self, text: &str) -> String {
        self.redacted(&self.text(text).unwrap_err())
    }

    pub fn redacted(&self, problems: &Problems) -> String {
        problems.to_string().replace(self.path().to_str().unwrap(), "[dir]")
    }
}

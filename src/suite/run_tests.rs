//! The run as a whole, with suites that do what the real one can't be told to.

use std::path::Path;

use super::*;

/// A run whose parts a test changes.
pub(in crate::suite) fn sample(folder: &Path) -> SuiteRun {
    SuiteRun {
        kubeconfig: folder.join("config"),
        context: "eu-central".parse().unwrap(),
        host: "eu-central".parse().unwrap(),
        namespace: "kube-federation-system".to_owned(),
        scope: Scope::Cluster,
        workers: 3,
        folder: folder.join("out"),
        limit: Duration::from_secs(60),
        chosen: None,
    }
}

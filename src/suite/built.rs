//! A suite that was built.

use std::path::{Path, PathBuf};

use semver::Version;

use crate::tool::Invocation;

/// How long the suite waits for anything that has to happen; upstream's own pipeline has the same.
const SINGLE_CALL: &str = "-single-call-timeout=2m";

/// The suite of one KubeFed, as programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltSuite {
    /// The folder with its programs, absolute.
    pub folder: PathBuf,
    /// The version of the KubeFed that it is of.
    pub kubefed: Version,
}

impl BuiltSuite {
    /// The file name of the suite itself.
    pub(super) const PROGRAM: &str = "e2e.test";
    /// The name under which two specs look for KubeFed's controller in the PATH; without it they
    /// fail for a reason that is none of the release's.
    pub(super) const CONTROLLER: &str = "controller-manager";

    /// Whether both programs are in the folder.
    pub(super) fn is_whole(&self) -> bool {
        [Self::PROGRAM, Self::CONTROLLER].iter().all(|name| self.folder.join(name).is_file())
    }

    /// A call of the suite that writes its report to `report`. It finds the controller, and no other
    /// program.
    pub(super) fn call(&self, kubeconfig: &Path, report: &Path) -> Invocation {
        Invocation::of(&self.folder.join(Self::PROGRAM))
            .env("PATH", &self.folder)
            .flag("-kubeconfig", kubeconfig)
            .arg(SINGLE_CALL)
            .args(["-ginkgo.v", "-ginkgo.noColor"])
            .flag("-ginkgo.reportFile", report)
    }
}

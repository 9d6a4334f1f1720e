//! fedrig itself, as a child: what a person runs, with a state directory of its own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Exec, Invocation, Output, ToolFailure};
use crate::name::ClusterName;

/// How long the clusters of an environment may take: `kubeadm init` has 4 minutes for one.
const ENV_UP: Duration = Duration::from_secs(1200);
/// How long an environment may take to go.
const ENV_DOWN: Duration = Duration::from_secs(300);
/// How long a federation may take to come or to go; its own waits are shorter.
const FEDERATION: Duration = Duration::from_secs(1200);
/// How long upstream's suite may take: it ends itself after half an hour, and may have to be built.
const SUITE: Duration = Duration::from_secs(3600);
/// How long the gathering of evidence may take; it ends itself after four minutes.
const GATHER: Duration = Duration::from_secs(300);
/// How long a measurement of a few objects may take.
const PROPAGATION: Duration = Duration::from_secs(300);
/// How long fedrig has to end its own children.
const GRACE: Duration = Duration::from_secs(20);

/// fedrig at a path.
#[derive(Debug, Clone)]
pub struct Fedrig {
    exec: Exec,
    program: PathBuf,
    flags: Vec<OsString>,
}

/// The flags that all its commands take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flags {
    /// Where it keeps its own kubeconfigs.
    pub state_dir: PathBuf,
    /// Where it keeps what it fetched.
    pub cache_dir: PathBuf,
    /// What is asked instead of upstream.
    pub mirror: Option<String>,
    /// Whether the mirror's files are builds of its own.
    pub mirror_rebuilds: bool,
    /// Authorities to trust when something is fetched.
    pub ca_file: Option<PathBuf>,
}

/// kind clusters to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvWish {
    /// Their names.
    pub clusters: Vec<ClusterName>,
    /// The folder for their kubeconfigs.
    pub folder: PathBuf,
    /// Their container network.
    pub network: String,
    /// The node image.
    pub image: String,
    /// kind's configuration of each.
    pub config: PathBuf,
    /// Image archives for their nodes.
    pub archives: Vec<PathBuf>,
}

impl Fedrig {
    /// fedrig at the absolute path `program`.
    pub fn at(exec: Exec, program: PathBuf, flags: &Flags) -> Self {
        Self { exec: exec.with_grace(GRACE), program, flags: flags.arguments() }
    }

    /// Makes kind clusters.
    pub async fn env_up(&self, wish: &EnvWish) -> Result<Output, ToolFailure> {
        self.exec.run(self.env_up_call(wish), ENV_UP).await
    }

    fn env_up_call(&self, wish: &EnvWish) -> Invocation {
        let mut call = self.env("up", &wish.clusters, &wish.folder, &wish.network);
        call = call.flag("--image", &wish.image).flag("--config", &wish.config);
        for archive in &wish.archives {
            call = call.flag("--load", archive);
        }
        call
    }

    /// Removes kind clusters, also when the run was cancelled.
    pub async fn env_down(
        &self,
        clusters: &[ClusterName],
        folder: &Path,
        network: &str,
    ) -> Result<Output, ToolFailure> {
        self.exec.uncancelled().run(self.env("down", clusters, folder, network), ENV_DOWN).await
    }

    fn env(&self, verb: &str, clusters: &[ClusterName], folder: &Path, net: &str) -> Invocation {
        let call = self.call().args(["env", verb]).args(clusters.iter().map(ClusterName::as_str));
        call.flag("--folder", folder).flag("--network", net)
    }

    /// Takes the clusters of a file to a Ready federation; events are on standard output. `allowed`
    /// are the refusals that are to be tried all the same.
    pub async fn up(&self, file: &Path, allowed: &[&str]) -> Result<Output, ToolFailure> {
        let call = self.call().arg("up").flag("--file", file).args(["--output", "json"]);
        let call = allowed.iter().fold(call, |call, name| call.flag("--allow", name));
        self.exec.run(call, FEDERATION).await
    }

    /// Runs upstream's suite against the federation of a file; what it found is in `folder`. It is
    /// built from a source tree, if there is one.
    pub async fn suite(
        &self,
        file: &Path,
        folder: &Path,
        tree: Option<&Path>,
    ) -> Result<Output, ToolFailure> {
        let call = self.call().args(["suite", "run"]).flag("--file", file).flag("--out", folder);
        let call = tree.into_iter().fold(call, |call, tree| call.flag("--tree", tree));
        self.exec.run(call, SUITE).await
    }

    /// Measures how long so many objects take to the members; the answer is JSON on standard output.
    pub async fn propagation(&self, file: &Path, objects: usize) -> Result<Output, ToolFailure> {
        let call = self.call().arg("propagation").flag("--file", file);
        let call = call.flag("--objects", objects.to_string()).args(["--timeout", "60s"]);
        self.exec.run(call.args(["--output", "json"]), PROPAGATION).await
    }

    /// Takes one cluster out.
    pub async fn unjoin(&self, file: &Path, cluster: &ClusterName) -> Result<Output, ToolFailure> {
        let call = self.call().args(["unjoin", cluster.as_str()]).flag("--file", file);
        self.exec.run(call.args(["--output", "json"]), FEDERATION).await
    }

    /// Takes the federation down, with all federated objects.
    pub async fn down(&self, file: &Path) -> Result<Output, ToolFailure> {
        let call = self.call().arg("down").flag("--file", file);
        self.exec.run(call.args(["--delete-federated", "--output", "json"]), FEDERATION).await
    }

    /// Gathers what the clusters of a file have to say into an archive, also when the run was
    /// cancelled.
    pub async fn gather(&self, file: &Path, archive: &Path) -> Result<Output, ToolFailure> {
        let call = self.call().arg("gather").flag("--file", file).flag("--archive", archive);
        self.exec.uncancelled().run(call, GATHER).await
    }

    fn call(&self) -> Invocation {
        Invocation::of(&self.program).args(&self.flags)
    }
}

impl Flags {
    fn arguments(&self) -> Vec<OsString> {
        let mut flags: Vec<OsString> = vec![
            "--state-dir".into(),
            self.state_dir.clone().into(),
            "--cache-dir".into(),
            self.cache_dir.clone().into(),
        ];
        if let Some(mirror) = &self.mirror {
            flags.extend(["--mirror".into(), mirror.into()]);
        }
        if self.mirror_rebuilds {
            flags.push("--mirror-rebuilds".into());
        }
        if let Some(file) = &self.ca_file {
            flags.extend(["--ca-file".into(), file.clone().into()]);
        }
        flags
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_has_a_state_of_its_own_and_the_same_mirror() {
        let flags = Flags {
            state_dir: "/work/state".into(),
            cache_dir: "/cache".into(),
            mirror: Some("/srv/mirror".to_owned()),
            mirror_rebuilds: true,
            ca_file: None,
        };
        let fedrig = Fedrig::at(Exec::default(), "/opt/fedrig".into(), &flags);
        let call = fedrig.env_up_call(&EnvWish {
            clusters: vec!["a".parse().unwrap(), "b".parse().unwrap()],
            folder: "/work/env".into(),
            network: "net".to_owned(),
            image: "kindest/node:v1.33.13".to_owned(),
            config: "/work/kind.yaml".into(),
            archives: vec!["/work/kubefed.tar".into()],
        });
        insta::assert_snapshot!(call, @"/opt/fedrig --state-dir /work/state --cache-dir /cache --mirror /srv/mirror --mirror-rebuilds env up a b --folder /work/env --network net --image kindest/node:v1.33.13 --config /work/kind.yaml --load /work/kubefed.tar");
    }
}

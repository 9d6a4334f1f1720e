//! helm: installs, upgrades and describes one release in one cluster.
//!
//! Works with helm 3 and 4: only flags that both have are used.

use std::path::{Path, PathBuf};
use std::time::Duration;

use semver::Version;
use serde::Deserialize;
use tokio_util::sync::CancellationToken;

use super::{Access, Exec, Invocation, ToolFailure};
use crate::name::{Namespace, ReleaseName};

/// The label of a revision with the run of fedrig that made it.
pub const RUN_LABEL: &str = "fedrig.dev/run";

/// The manager of the fields that helm 4 applies.
pub const MANAGER: &str = "helm";

/// Where KubeFed's charts, from 0.7.0 to 0.10.0, have the KubeFedConfig.
const CONFIG: &str = "charts/controllermanager/templates/kubefedconfig.yaml";

/// How long a question to helm may take.
const QUESTION: Duration = Duration::from_secs(60);

/// helm at a path, for one cluster.
#[derive(Debug, Clone)]
pub struct Helm {
    exec: Exec,
    program: PathBuf,
    access: Access,
}

/// What is to be installed.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    /// The release's name.
    pub name: ReleaseName,
    /// Where it lives; made when it is missing.
    pub namespace: Namespace,
    /// A chart archive or folder on this machine, absolute.
    pub chart: PathBuf,
    /// The chart's values.
    pub values: serde_json::Value,
    /// How long one of helm's operations may take.
    pub limit: Duration,
    /// Whether the chart's hooks run. They need a webhook that answers, so helm waits for every
    /// pod then before it starts them.
    pub hooks: bool,
    /// The run of fedrig: the revision is labelled with it, also when helm is killed.
    pub run: String,
}

/// A release as the cluster knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Deployed {
    /// helm's word: `deployed`, `failed`, `pending-install`, …
    pub status: String,
    /// The revision's number, from 1.
    pub revision: u64,
    /// The chart's version, if its name tells it.
    pub chart_version: Option<Version>,
}

impl Deployed {
    /// helm's word for a release that is complete.
    pub const COMPLETE: &'static str = "deployed";

    /// An operation of helm's began and never ended, or still runs: helm knows no owner.
    pub fn is_pending(&self) -> bool {
        self.status.starts_with("pending-")
    }
}

impl Helm {
    /// helm at the absolute path `program`, for the cluster of `access`.
    pub fn at(exec: Exec, program: PathBuf, access: Access) -> Self {
        Self { exec, program, access }
    }

    /// The same, whose calls are asked to stop when the token is cancelled.
    pub fn stoppable(&self) -> (Self, CancellationToken) {
        let (exec, stop) = self.exec.stoppable();
        (Self { exec, ..self.clone() }, stop)
    }

    /// Installs the release, or upgrades it when it is there. Without hooks it does not wait for
    /// its pods.
    pub async fn upgrade_install(&self, release: &Release) -> Result<(), ToolFailure> {
        let call = self.upgrade_install_call(release);
        self.exec.run(call, release.limit + QUESTION).await.map(drop)
    }

    fn upgrade_install_call(&self, release: &Release) -> Invocation {
        self.call(&release.namespace)
            .args(["upgrade", "--install", release.name.as_str()])
            .arg(&release.chart)
            .args(["--create-namespace", "--output", "json"])
            .arg(if release.hooks { "--wait" } else { "--no-hooks" })
            .flag("--labels", format!("{RUN_LABEL}={}", release.run))
            .flag("--timeout", format!("{}s", release.limit.as_secs()))
            .flag("--values", "-")
            .stdin(release.values.to_string())
    }

    /// The CRDs of a chart, as YAML. Contacts no cluster.
    pub async fn crds(&self, chart: &Path, namespace: &Namespace) -> Result<String, ToolFailure> {
        let call = self.call(namespace).args(["show", "crds"]).arg(chart);
        self.exec.run(call, QUESTION).await.map(|said| said.stdout)
    }

    /// The KubeFedConfig that the release will have, as YAML; nothing when the chart has none.
    /// Contacts no cluster.
    pub async fn config(&self, release: &Release) -> Result<Option<String>, ToolFailure> {
        let call = self
            .call(&release.namespace)
            .args(["template", release.name.as_str()])
            .arg(&release.chart)
            .flag("--show-only", CONFIG)
            .flag("--values", "-")
            .stdin(release.values.to_string());
        match self.exec.run(call, QUESTION).await {
            Ok(said) => Ok(Some(said.stdout)),
            Err(failure) if failure.stderr().contains("could not find template") => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// Removes the release and what it made, without hooks; one that is not there is no failure.
    /// Does not wait. A deployment is gone only after its pods.
    pub async fn uninstall(
        &self,
        name: &ReleaseName,
        namespace: &Namespace,
    ) -> Result<(), ToolFailure> {
        let call = self.call(namespace).args([
            "uninstall",
            name.as_str(),
            "--ignore-not-found",
            "--no-hooks",
            "--cascade",
            "foreground",
        ]);
        self.exec.run(call, QUESTION * 3).await.map(drop)
    }

    /// The release's newest revision, or nothing when there is none.
    pub async fn find_release(
        &self,
        name: &ReleaseName,
        namespace: &Namespace,
    ) -> Result<Option<Deployed>, ToolFailure> {
        let call = self
            .call(namespace)
            .args(["list", "--all", "--output", "json"])
            .flag("--filter", format!("^{name}$"));
        let listed: Vec<Listed> = self.exec.ask(call, QUESTION, "a list of releases").await?;
        Ok(listed.into_iter().next().map(Deployed::from))
    }

    /// The values that the user gave at the newest revision, without the chart's own.
    pub async fn values(
        &self,
        name: &ReleaseName,
        namespace: &Namespace,
    ) -> Result<serde_json::Value, ToolFailure> {
        let call = self.call(namespace).args(["get", "values", name.as_str(), "--output", "json"]);
        self.exec.ask(call, QUESTION, "the release's values").await
    }

    /// Names the cluster and the namespace: the only place that does.
    fn call(&self, namespace: &Namespace) -> Invocation {
        Invocation::of(&self.program)
            .kubeconfig(&self.access)
            .flag("--kube-context", self.access.context.as_str())
            .flag("--namespace", namespace.as_str())
    }
}

/// One entry of `helm list --output json`; `revision` is a text there.
#[derive(Deserialize)]
struct Listed {
    status: String,
    revision: String,
    chart: String,
}

impl From<Listed> for Deployed {
    fn from(listed: Listed) -> Self {
        Self {
            chart_version: chart_version(&listed.chart),
            revision: listed.revision.parse().unwrap_or_default(),
            status: listed.status,
        }
    }
}

/// Reads what helm may say, for tests and for fuzzing.
#[cfg(any(test, fuzzing))]
pub(super) fn door(said: &str) {
    let listed: Result<Vec<Listed>, _> = serde_json::from_str(said);
    drop(listed.map(|listed| listed.into_iter().map(Deployed::from).collect::<Vec<_>>()));
    drop(chart_version(said));
}

/// `kubefed-0.10.0` → `0.10.0`: helm joins name and version with `-`, and both may have one.
fn chart_version(chart: &str) -> Option<Version> {
    let starts = chart.match_indices('-').map(|(at, _)| at + 1);
    starts.filter_map(|at| Version::parse(&chart[at..]).ok()).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_install_names_its_cluster_and_keeps_values_out_of_the_arguments() {
        let access = Access::of("/home/me/config".into(), "kind-host".parse().unwrap());
        let helm = Helm::at(Exec::default(), "/opt/helm".into(), access);
        let release = Release {
            name: "kubefed".parse().unwrap(),
            namespace: "kube-federation-system".parse().unwrap(),
            chart: "/charts/kubefed-0.10.0.tgz".into(),
            values: serde_json::json!({"global": {"scope": "Cluster"}}),
            limit: Duration::from_secs(300),
            hooks: false,
            run: "20261124T100000-7".to_owned(),
        };
        insta::assert_snapshot!(helm.upgrade_install_call(&release), @"/opt/helm --kubeconfig /home/me/config --kube-context kind-host --namespace kube-federation-system upgrade --install kubefed /charts/kubefed-0.10.0.tgz --create-namespace --output json --no-hooks --labels fedrig.dev/run=20261124T100000-7 --timeout 300s --values -");
    }

    #[rstest::rstest]
    #[case::plain("kubefed-0.10.0", Some("0.10.0"))]
    #[case::name_with_hyphen("kubefed-fork-0.8.1-rc6", Some("0.8.1-rc6"))]
    #[case::none("kubefed", None)]
    fn a_charts_version_is_read_from_its_name(#[case] chart: &str, #[case] version: Option<&str>) {
        assert_eq!(chart_version(chart).map(|found| found.to_string()).as_deref(), version);
    }
}

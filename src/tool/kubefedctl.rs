//! kubefedctl: joins members to one control plane.

use std::path::PathBuf;
use std::time::Duration;

use super::{Access, Exec, Invocation, ToolFailure};
use crate::name::{ClusterName, ContextName, Namespace};

/// How long one join may take: kubefedctl 0.7 waits up to 30 s for a token.
const LIMIT: Duration = Duration::from_secs(90);

/// kubefedctl at a path, for one control plane.
#[derive(Debug, Clone)]
pub struct Kubefedctl {
    exec: Exec,
    program: PathBuf,
    host: Access,
    host_name: ClusterName,
    namespace: Namespace,
}

impl Kubefedctl {
    /// kubefedctl at the absolute path `program`. `host` is the access to the cluster with the
    /// control plane; the kubeconfig file has a context for each member as well.
    pub fn at(
        exec: Exec,
        program: PathBuf,
        host: Access,
        host_name: ClusterName,
        namespace: Namespace,
    ) -> Self {
        Self { exec, program, host, host_name, namespace }
    }

    /// Joins a member. Joined again, it is brought up to date.
    pub async fn join(&self, member: &ClusterName) -> Result<(), ToolFailure> {
        self.exec.run(self.join_call(member), LIMIT).await.map(drop)
    }

    fn join_call(&self, member: &ClusterName) -> Invocation {
        // Without `--secret-name` every further join makes one more Secret with a token in it,
        // and without `--host-cluster-name` the context's name goes into object names.
        Invocation::of(&self.program)
            .args(["join", member.as_str()])
            .kubeconfig(&self.host)
            .flag("--cluster-context", ContextName::from(member).as_str())
            .flag("--host-cluster-context", self.host.context.as_str())
            .flag("--host-cluster-name", self.host_name.as_str())
            .flag("--kubefed-namespace", self.namespace.as_str())
            .flag("--secret-name", Self::secret_name(member))
            .arg("--error-on-existing=false")
            .arg("--v=2")
    }

    /// Takes a member out: its RBAC, KubeFed's whole namespace in it, then the Secret and the
    /// KubeFedCluster in the host. Not to be repeated: it fails on what is gone already.
    pub async fn unjoin(&self, member: &ClusterName) -> Result<(), ToolFailure> {
        self.exec.run(self.unjoin_call(member), LIMIT).await.map(drop)
    }

    fn unjoin_call(&self, member: &ClusterName) -> Invocation {
        Invocation::of(&self.program)
            .args(["unjoin", member.as_str()])
            .kubeconfig(&self.host)
            .flag("--cluster-context", ContextName::from(member).as_str())
            .flag("--host-cluster-context", self.host.context.as_str())
            .flag("--host-cluster-name", self.host_name.as_str())
            .flag("--kubefed-namespace", self.namespace.as_str())
            .arg("--v=2")
    }

    /// Enables the type `of` (`deployments.apps`) for federation; one that is, is brought up to date.
    pub async fn enable(&self, of: &str) -> Result<(), ToolFailure> {
        self.exec.run(self.enable_call(of), LIMIT).await.map(drop)
    }

    fn enable_call(&self, of: &str) -> Invocation {
        Invocation::of(&self.program)
            .args(["enable", of])
            .kubeconfig(&self.host)
            .flag("--host-cluster-context", self.host.context.as_str())
            .flag("--kubefed-namespace", self.namespace.as_str())
            .arg("--v=2")
    }

    /// The Secret in the host that holds the member's token.
    pub fn secret_name(member: &ClusterName) -> String {
        format!("{member}-credentials")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_join_names_both_clusters_and_its_secret() {
        let host = Access::of("/own".into(), "eu-central".parse().unwrap());
        let kubefedctl = Kubefedctl::at(
            Exec::default(),
            "/opt/kubefedctl".into(),
            host,
            "eu-central".parse().unwrap(),
            "kube-federation-system".parse().unwrap(),
        );
        let call = kubefedctl.join_call(&"us-east".parse().unwrap());
        insta::assert_snapshot!(call, @"/opt/kubefedctl join us-east --kubeconfig /own --cluster-context us-east --host-cluster-context eu-central --host-cluster-name eu-central --kubefed-namespace kube-federation-system --secret-name us-east-credentials --error-on-existing=false --v=2");
    }
}

//! kubectl: writes objects into one cluster.

mod marked;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;

use super::{Access, Exec, Invocation, ToolFailure};
use crate::name::{ClusterName, Namespace};

/// How long one call may take.
const LIMIT: Duration = Duration::from_secs(60);
/// How long kubectl waits until what it deletes is gone: less than the call itself may take.
const GONE: &str = "55s";
/// Who the fields belong to that fedrig applies.
const MANAGER: &str = "fedrig";

/// The label of a Secret with credentials that a newer join has replaced.
pub const REPLACED_LABEL: &str = "fedrig.dev/replaced";

/// The annotation of a KubeFedCluster that says when its token expires.
pub const EXPIRY_ANNOTATION: &str = "fedrig.dev/token-expires";
/// The annotation of a KubeFedCluster that says when its Secret was written last.
const WRITTEN_ANNOTATION: &str = "fedrig.dev/token-written";

/// kubectl at a path, for one cluster.
#[derive(Debug, Clone)]
pub struct Kubectl {
    exec: Exec,
    program: PathBuf,
    access: Access,
}

impl Kubectl {
    /// kubectl at the absolute path `program`, for the cluster of `access`.
    pub fn at(exec: Exec, program: PathBuf, access: Access) -> Self {
        Self { exec, program, access }
    }

    /// Applies objects of fedrig's making on the server's side; those that are as wanted stay as they
    /// are. Nobody looks for fields that do not exist: half of kubectl's time goes to the cluster's whole
    /// schema, which it loads for that.
    pub async fn apply(&self, objects: &[serde_json::Value]) -> Result<(), ToolFailure> {
        self.run(self.apply_call(objects)).await
    }

    /// Applies objects of others' making, given as YAML.
    pub async fn apply_text(&self, objects: &str) -> Result<(), ToolFailure> {
        self.apply_as(MANAGER, objects).await
    }

    /// The same, as the fields' manager `manager`.
    pub async fn apply_as(&self, manager: &str, objects: &str) -> Result<(), ToolFailure> {
        self.run(self.apply_text_call(manager, objects)).await
    }

    fn apply_call(&self, objects: &[serde_json::Value]) -> Invocation {
        let list = serde_json::json!({"apiVersion": "v1", "kind": "List", "items": objects});
        self.apply_text_call(MANAGER, &list.to_string()).arg("--validate=false")
    }

    fn apply_text_call(&self, manager: &str, objects: &str) -> Invocation {
        self.call()
            .args(["apply", "--server-side", "--force-conflicts", "--field-manager", manager])
            .args(["--output", "name", "--filename", "-"])
            .stdin(objects)
    }

    /// Sets the feature gates of the KubeFedConfig `kubefed`, as the chart's hook would.
    pub async fn set_feature_gates(
        &self,
        namespace: &Namespace,
        gates: &serde_json::Value,
    ) -> Result<(), ToolFailure> {
        let patch = serde_json::json!([
            {"op": "add", "path": "/spec/featureGates", "value": gates}
        ]);
        let call = self
            .call_in(namespace)
            .args(["patch", "kubefedconfigs.core.kubefed.io", "kubefed"])
            .args(["--type", "json", "--output", "name"])
            .flag("--patch", patch.to_string());
        self.run(call).await
    }

    /// Replaces the pods of a deployment, one after another; does not wait for it.
    pub async fn restart_deployment(
        &self,
        namespace: &Namespace,
        deployment: &str,
    ) -> Result<(), ToolFailure> {
        let call = self
            .call_in(namespace)
            .args(["rollout", "restart"])
            .arg(format!("deployment/{deployment}"));
        self.run(call).await
    }

    /// Gives all containers of a deployment an image; does not wait for it.
    pub async fn set_image(
        &self,
        namespace: &Namespace,
        deployment: &str,
        image: &str,
    ) -> Result<(), ToolFailure> {
        let call = self
            .call_in(namespace)
            .args(["set", "image"])
            .arg(format!("deployment/{deployment}"))
            .arg(format!("*={image}"))
            .args(["--output", "name"]);
        self.run(call).await
    }

    /// Labels a member's KubeFedCluster.
    pub async fn label_cluster(
        &self,
        namespace: &Namespace,
        member: &ClusterName,
        labels: &BTreeMap<String, String>,
    ) -> Result<(), ToolFailure> {
        let call = self
            .call_in(namespace)
            .args(["label", "--overwrite", "kubefedclusters.core.kubefed.io", member.as_str()])
            .args(labels.iter().map(|(key, value)| format!("{key}={value}")))
            .args(["--output", "name"]);
        self.run(call).await
    }

    /// Creates an object; fails when it is there.
    pub async fn create(&self, object: &serde_json::Value) -> Result<(), ToolFailure> {
        self.write("create", object).await
    }

    /// Replaces an object; fails when it has another `resourceVersion` by now.
    pub async fn replace(&self, object: &serde_json::Value) -> Result<(), ToolFailure> {
        self.write("replace", object).await
    }

    async fn write(&self, verb: &str, object: &serde_json::Value) -> Result<(), ToolFailure> {
        let call = self.call().args([verb, "--output", "name", "--filename", "-"]);
        self.run(call.stdin(object.to_string())).await
    }

    /// Annotates an object.
    pub async fn annotate(
        &self,
        namespace: Option<&str>,
        object: &str,
        annotation: &str,
    ) -> Result<(), ToolFailure> {
        let call = self.call_within(namespace);
        self.run(call.args(["annotate", "--overwrite", object, annotation, "--output", "name"]))
            .await
    }

    /// Makes KubeFed read a member's Secret anew, which it does when an annotation changes, and notes
    /// when the token in it expires.
    pub async fn announce_token(
        &self,
        namespace: &Namespace,
        member: &ClusterName,
        expires: Option<Timestamp>,
    ) -> Result<(), ToolFailure> {
        let expiry = match expires {
            Some(expires) => format!("{EXPIRY_ANNOTATION}={expires}"),
            None => format!("{EXPIRY_ANNOTATION}-"),
        };
        let call = self
            .call_in(namespace)
            .args(["annotate", "--overwrite", "kubefedclusters.core.kubefed.io", member.as_str()])
            .arg(format!("{WRITTEN_ANNOTATION}={}", Timestamp::now()))
            .arg(expiry)
            .args(["--output", "name"]);
        self.run(call).await
    }

    /// Takes the CA bundle out of a member's KubeFedCluster.
    pub async fn drop_bundle(
        &self,
        namespace: &Namespace,
        member: &ClusterName,
    ) -> Result<(), ToolFailure> {
        let call = self
            .call_in(namespace)
            .args(["patch", "kubefedclusters.core.kubefed.io", member.as_str()])
            .args(["--type", "merge", "--output", "name"])
            .args(["--patch", r#"{"spec":{"caBundle":null}}"#]);
        self.run(call).await
    }

    /// Takes the finalizers off an object that is being deleted and whose controller is gone.
    pub async fn drop_finalizers(
        &self,
        namespace: &Namespace,
        object: &str,
    ) -> Result<(), ToolFailure> {
        let call = self
            .call_in(namespace)
            .args(["patch", object, "--type", "merge", "--output", "name"])
            .args(["--patch", r#"{"metadata":{"finalizers":null}}"#]);
        self.run(call).await
    }

    /// Deletes all objects of a type in a namespace, and waits until they are gone.
    pub async fn delete_all(
        &self,
        namespace: &Namespace,
        resource: &str,
    ) -> Result<(), ToolFailure> {
        let call = self.call_in(namespace).args([
            "delete",
            resource,
            "--all",
            "--wait",
            "--timeout",
            GONE,
            "--output",
            "name",
        ]);
        self.run(call).await
    }

    /// Marks a Secret as replaced, so that it is removed once nothing uses it.
    pub async fn mark_replaced(
        &self,
        namespace: &Namespace,
        secret: &str,
    ) -> Result<(), ToolFailure> {
        let call = self
            .call_in(namespace)
            .args(["label", "--overwrite", "secret", secret])
            .arg(format!("{REPLACED_LABEL}=true"))
            .args(["--output", "name"]);
        self.run(call).await
    }

    /// Deletes objects, `kind/name` each, and waits until they are gone; those that are not there
    /// are no failure.
    pub async fn delete(
        &self,
        namespace: Option<&str>,
        objects: &[String],
    ) -> Result<(), ToolFailure> {
        let call = self.call_within(namespace);
        let call = call
            .args(["delete", "--ignore-not-found", "--wait", "--timeout", GONE, "--output", "name"])
            .args(objects);
        self.run(call).await
    }

    /// The same, without waiting until they are gone.
    pub async fn delete_later(
        &self,
        namespace: Option<&str>,
        objects: &[String],
    ) -> Result<(), ToolFailure> {
        let call = self.call_within(namespace);
        let call = call.args(["delete", "--ignore-not-found", "--wait=false", "--output", "name"]);
        self.run(call.args(objects)).await
    }

    async fn run(&self, call: Invocation) -> Result<(), ToolFailure> {
        self.exec.run(call, LIMIT).await.map(drop)
    }

    fn call_in(&self, namespace: &Namespace) -> Invocation {
        self.call_within(Some(namespace.as_str()))
    }

    fn call_within(&self, namespace: Option<&str>) -> Invocation {
        match namespace {
            Some(namespace) => self.call().flag("--namespace", namespace),
            None => self.call(),
        }
    }

    /// Names the cluster: the only place that does.
    fn call(&self) -> Invocation {
        Invocation::of(&self.program)
            .kubeconfig(&self.access)
            .flag("--context", self.access.context.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_apply_names_its_cluster_and_keeps_objects_out_of_the_arguments() {
        let access = Access::of("/c".into(), "kind-a".parse().unwrap());
        let kubectl = Kubectl::at(Exec::default(), "/opt/kubectl".into(), access);
        let call = kubectl.apply_call(&[serde_json::json!({"kind": "Secret"})]);
        insta::assert_snapshot!(call, @"/opt/kubectl --kubeconfig /c --context kind-a apply --server-side --force-conflicts --field-manager fedrig --output name --filename - --validate=false");
    }
}

//! The federation.yaml of a cell.

use serde_json::{Map, Value, json};

use super::names::Names;
use crate::name::ClusterName;
use crate::verdict::{KubeFed, Scope, Stage};

/// Where the releases' images are.
const REPOSITORY: &str = "quay.io/kubernetes-multicluster/kubefed";

/// What a federation.yaml of a cell says.
pub(super) struct FederationText<'a> {
    pub names: &'a Names,
    pub kubefed: &'a KubeFed,
    pub scope: Scope,
    /// Whose federation it is: the namespace goes by it.
    pub stage: Stage,
}

impl FederationText<'_> {
    /// The text. Paths are relative to its folder, in which the clusters' kubeconfigs are in `env/`.
    pub fn render(&self) -> String {
        let cluster = |name: &ClusterName| {
            let kubeconfig = format!("env/{name}.kubeconfig");
            json!({"name": name, "kubeconfig": kubeconfig, "context": name})
        };
        let members: Vec<Value> = self.names.members.iter().map(cluster).collect();
        let file = json!({
            "apiVersion": "fedrig/v1alpha1",
            "kind": "Federation",
            "metadata": {"name": federation_name(self.names, self.stage)},
            "host": cluster(&self.names.host),
            "members": members,
            "kubefed": {
                "version": self.kubefed.version().to_string(),
                "namespace": Names::namespace(self.stage),
                "scope": scope_word(self.scope),
                "values": {"controllermanager": values(self.kubefed)},
            },
        });
        serde_saphyr::to_string(&file).expect("our own shapes are YAML")
    }
}

/// The federation's name: the one for a namespace is another one, with a state of its own.
pub(super) fn federation_name(names: &Names, stage: Stage) -> String {
    let end = if stage == Stage::Namespaced { "-ns" } else { "" };
    format!("{}{end}", names.federation)
}

/// As federation.yaml and the chart spell it.
fn scope_word(scope: Scope) -> &'static str {
    match scope {
        Scope::Cluster => "Cluster",
        Scope::Namespaced => "Namespaced",
    }
}

/// Upstream's suite needs the gate, which no chart opens by itself.
fn values(kubefed: &KubeFed) -> Value {
    let mut values = Map::new();
    values.insert("featureGates".into(), json!({"RawResourceStatusCollection": "Enabled"}));
    if let KubeFed::Image { image, .. } = kubefed {
        let (repository, image, tag) = image_parts(image);
        let parts = json!({"repository": repository, "image": image, "tag": tag});
        values.insert("controller".into(), parts.clone());
        values.insert("webhook".into(), parts);
    }
    Value::Object(values)
}

/// The image that a KubeFed's pods have to run.
pub(super) fn image_of(kubefed: &KubeFed) -> String {
    match kubefed {
        KubeFed::Release(version) | KubeFed::Tree { version, .. } => {
            format!("{REPOSITORY}:v{version}")
        }
        KubeFed::Image { image, .. } => {
            let (repository, image, tag) = image_parts(image);
            format!("{repository}/{image}:{tag}")
        }
    }
}

/// Repository, name and tag: the chart has a value for each. Docker's own names have no repository.
fn image_parts(image: &str) -> (&str, &str, &str) {
    let (repository, rest) = image.rsplit_once('/').unwrap_or(("docker.io/library", image));
    let (name, tag) = rest.split_once(':').unwrap_or((rest, "latest"));
    (repository, name, tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Cell;

    #[test]
    fn a_cell_has_a_federation_of_its_own() {
        let kubefed = KubeFed::Image {
            image: "registry.example.com:5000/team/kubefed:canary".to_owned(),
            version: "0.10.0".parse().unwrap(),
        };
        let kubernetes = "1.33.13".parse().unwrap();
        let cell = Cell { kubefed: kubefed.clone(), kubernetes, scope: Scope::Cluster };
        let names = Names::of(&cell, "fv", 1);
        let (scope, stage) = (Scope::Namespaced, Stage::Namespaced);
        let text = FederationText { names: &names, kubefed: &kubefed, scope, stage }.render();
        insta::assert_snapshot!(text);
    }

    #[rstest::rstest]
    #[case::a_release(KubeFed::Release("0.10.0".parse().unwrap()), "quay.io/kubernetes-multicluster/kubefed:v0.10.0")]
    #[case::dockers_own_name(KubeFed::Image { image: "kubefed:canary".into(), version: "0.10.0".parse().unwrap() }, "docker.io/library/kubefed:canary")]
    fn the_image_is_what_the_chart_makes_of_it(#[case] kubefed: KubeFed, #[case] image: &str) {
        assert_eq!(image_of(&kubefed), image);
    }
}

//! The federation.yaml of a cell.

use serde_json::{Value, json};

use super::names::Names;
use crate::fetch::ImageName;
use crate::from_source::{BuiltTree, image_name};
use crate::name::ClusterName;
use crate::verdict::{KubeFed, Scope, Stage};

/// Where the releases' images are.
const REPOSITORY: &str = "quay.io/kubernetes-multicluster/kubefed";

/// What a federation.yaml of a cell says.
pub(super) struct FederationText<'a> {
    pub names: &'a Names,
    pub kubefed: &'a KubeFed,
    /// What was built of it, when it is a source tree.
    pub built: Option<&'a BuiltTree>,
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
        let mut file = json!({
            "apiVersion": "fedrig/v1alpha1",
            "kind": "Federation",
            "metadata": {"name": federation_name(self.names, self.stage)},
            "host": cluster(&self.names.host),
            "members": members,
            "kubefed": {
                "version": self.kubefed.own_version().to_string(),
                "namespace": Names::namespace(self.stage),
                "scope": scope_word(self.scope),
                // Upstream's suite needs the gate, which no chart opens by itself.
                "values": {"controllermanager": {
                    "featureGates": {"RawResourceStatusCollection": "Enabled"},
                }},
            },
        });
        match (self.kubefed, self.built) {
            (KubeFed::Release(_), _) => {}
            (KubeFed::Image { .. }, _) | (KubeFed::Tree { .. }, None) => {
                file["kubefed"]["image"] = json!(image_of(self.kubefed));
            }
            (KubeFed::Tree { .. }, Some(built)) => {
                file["kubefed"]["image"] = json!(image_of(self.kubefed));
                file["kubefed"]["chart"] = json!(built.chart());
                file["tools"] = json!({"kubefedctl": {"path": built.kubefedctl()}});
            }
        }
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

/// The image that a KubeFed's pods have to run, as they name it.
pub(super) fn image_of(kubefed: &KubeFed) -> String {
    match kubefed {
        KubeFed::Release(version) => format!("{REPOSITORY}:v{version}"),
        KubeFed::Tree { .. } => image_name(&kubefed.own_version()),
        // Docker's own names leave the registry out, and the chart's values don't.
        KubeFed::Image { image, .. } => match image.parse::<ImageName>() {
            Ok(name) => name.to_string(),
            Err(_) => image.clone(),
        },
    }
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
        let built = None;
        let text =
            FederationText { names: &names, kubefed: &kubefed, built, scope, stage }.render();
        insta::assert_snapshot!(text);
    }

    #[test]
    fn a_tree_has_all_that_was_built_of_it() {
        let (path, digest) = ("/src/kubefed".into(), "3f2a0c0e5b7a4c4d".to_owned());
        let kubefed = KubeFed::Tree { path, digest, version: "0.10.0".parse().unwrap() };
        let kubernetes = "1.33.13".parse().unwrap();
        let cell = Cell { kubefed: kubefed.clone(), kubernetes, scope: Scope::Cluster };
        let names = Names::of(&cell, "fv", 1);
        let (folder, go) = ("/cache/trees/x".into(), "1.26.8".parse().unwrap());
        let built = BuiltTree { folder, version: kubefed.own_version(), go };
        let (built, stage) = (Some(&built), Stage::Install);
        let scope = Scope::Cluster;
        let text =
            FederationText { names: &names, kubefed: &kubefed, built, scope, stage }.render();
        insta::assert_snapshot!(text);
    }

    #[rstest::rstest]
    #[case::a_release(KubeFed::Release("0.10.0".parse().unwrap()), "quay.io/kubernetes-multicluster/kubefed:v0.10.0")]
    #[case::dockers_own_name(KubeFed::Image { image: "kubefed:canary".into(), version: "0.10.0".parse().unwrap() }, "docker.io/library/kubefed:canary")]
    fn the_image_is_what_the_chart_makes_of_it(#[case] kubefed: KubeFed, #[case] image: &str) {
        assert_eq!(image_of(&kubefed), image);
    }
}

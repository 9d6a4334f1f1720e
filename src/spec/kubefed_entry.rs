//! The entry of KubeFed as it is typed.

use schemars::JsonSchema;
use semver::Version;
use serde_json::{Map, Value as Json};

use super::fields::{Fields, at};
use super::file::LABEL;
use super::hooks::HooksWord;
use super::source::{At, Notes};
use super::tree::{Node, Value};
use super::{KubeFed, Scope};

/// The KubeFed that is installed without an entry.
pub(super) const VERSION: &str = "0.10.0";
/// Where KubeFed is installed without an entry; upstream's documents have it there.
pub(super) const NAMESPACE: &str = "kube-federation-system";
/// The helm release's name without an entry.
pub(super) const RELEASE: &str = "kubefed";

/// Which KubeFed is installed in the host, and how.
#[derive(Debug, Default, JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct KubeFedEntry {
    /// The version of KubeFed: of its chart, its image and its kubefedctl.
    #[schemars(extend("default" = VERSION))]
    pub version: Option<At<String>>,
    /// The namespace of the control plane; it is also made in each member.
    #[schemars(extend("default" = NAMESPACE, "pattern" = LABEL, "maxLength" = 63))]
    pub namespace: Option<At<String>>,
    /// The name of the helm release.
    #[schemars(extend("default" = RELEASE, "pattern" = LABEL, "maxLength" = 53))]
    pub release: Option<At<String>>,
    /// Whether resources of all namespaces are federated, or only those of KubeFed's own.
    #[schemars(with = "Option<Scope>", extend("default" = "Cluster"))]
    pub scope: Option<At<String>>,
    /// Another chart than upstream's: a folder or a .tgz on this machine, relative to this file, or
    /// `oci://…`, a chart in a registry, which helm pulls in `version`.
    #[schemars(extend("examples" = ["charts/kubefed-0.10.0.tgz", "oci://registry.example.com/charts/kubefed"]))]
    pub chart: Option<At<String>>,
    /// Another image than upstream's, with a tag, a digest, or both. Nodes that are told a digest take
    /// nothing else.
    #[schemars(extend("examples" = ["registry.example.com/kubefed:v0.10.0-fork.1"]))]
    pub image: Option<At<String>>,
    /// What stands before the paths of upstream's images instead of their registry.
    #[schemars(extend("examples" = ["registry.example.com/mirror"]))]
    pub registry_mirror: Option<At<String>>,
    /// Who does the work of the chart's hook, which sets the feature gates after an install or an
    /// upgrade.
    #[schemars(with = "Option<HooksWord>", extend("default" = "fedrig"))]
    pub hooks: Option<At<String>>,
    /// The image for the chart's hook, with `hooks: chart`: the one that charts name has gone from
    /// its home. It takes bash and kubectl.
    #[schemars(extend("examples" = ["registry.example.com/tools/kubectl:1.33.13"]))]
    pub hook_image: Option<At<String>>,
    /// Values for the chart, as in a values.yaml.
    #[schemars(with = "Option<Map<String, Json>>")]
    pub values: Option<ValuesEntry>,
}

impl KubeFed {
    /// The version that is installed when nobody names one.
    pub fn usual_version() -> Version {
        VERSION.parse().expect("our own version is one")
    }
}

/// Values for the chart, with their places.
#[derive(Debug)]
pub(super) struct ValuesEntry {
    pub json: Map<String, Json>,
    /// `global.scope`, which fedrig sets by `scope`.
    pub scope: Option<At<String>>,
}

impl KubeFedEntry {
    pub(super) fn read(root: &mut Fields<'_>, notes: &mut Notes<'_>) -> Self {
        let Some(mut fields) = root.map("kubefed", notes) else { return Self::default() };
        let entry = Self {
            version: fields.typed("version", notes),
            namespace: fields.text("namespace", notes),
            release: fields.text("release", notes),
            scope: fields.text("scope", notes),
            chart: fields.text("chart", notes),
            image: fields.text("image", notes),
            registry_mirror: fields.text("registryMirror", notes),
            hooks: fields.text("hooks", notes),
            hook_image: fields.text("hookImage", notes),
            values: ValuesEntry::read(&mut fields, notes),
        };
        fields.done(notes);
        entry
    }
}

impl ValuesEntry {
    fn read(kubefed: &mut Fields<'_>, notes: &mut Notes<'_>) -> Option<Self> {
        let node = kubefed.node("values")?;
        let path = kubefed.path_of("values");
        // Only to note it when it is no map.
        Fields::of(node, &path, notes)?;
        let Json::Object(json) = json(node) else { return None };
        let scope = child(node, "global").and_then(|global| child(global, "scope"));
        let scope = scope.map(|node| at(node, &format!("{path}.global.scope")).with(plain(node)));
        Some(Self { json, scope })
    }
}

fn child<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    let Value::Map(entries) = &node.value else { return None };
    entries.iter().find(|(key, _)| key.value == name).map(|(_, value)| value)
}

fn plain(node: &Node) -> String {
    if let Value::Text(text) = &node.value { text.clone() } else { node.typed.clone() }
}

fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(value) => Json::Number(value.clone()),
        Value::Text(text) => Json::String(text.clone()),
        Value::List(items) => Json::Array(items.iter().map(json).collect()),
        Value::Map(entries) => Json::Object(
            entries.iter().map(|(key, value)| (key.value.clone(), json(value))).collect(),
        ),
    }
}

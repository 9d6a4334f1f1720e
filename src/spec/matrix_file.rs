//! matrix.yaml as it is typed: the fields, not yet what they mean.

use schemars::JsonSchema;

use super::fields::{Fields, at};
use super::file::API_VERSION;
use super::source::{At, Notes};
use super::tree::{Node, Value};

/// What `kind` has to be.
pub(super) const KIND: &str = "Matrix";

/// KubeFed versions on Kubernetes versions, for `fedrig validate`.
#[derive(Debug, JsonSchema)]
#[schemars(title = "matrix.yaml", rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct MatrixFile {
    /// The version of this format.
    #[schemars(required, extend("const" = API_VERSION))]
    #[expect(dead_code, reason = "in the schema; the reader looks at it at once")]
    pub api_version: Option<At<String>>,
    /// What the file describes.
    #[schemars(required, extend("const" = KIND))]
    #[expect(dead_code, reason = "in the schema; the reader looks at it at once")]
    pub kind: Option<At<String>>,
    /// How many clusters a cell has besides its host; 1 without an entry.
    #[schemars(with = "Option<u8>", extend("minimum" = 1, "maximum" = 16, "default" = 1))]
    pub members: Option<At<String>>,
    /// The stages that are left out of every cell.
    #[schemars(with = "Option<Vec<String>>")]
    pub skip: Option<Vec<At<String>>>,
    /// Cells, one by one.
    #[schemars(default)]
    pub cells: Vec<CellEntry>,
    /// Every KubeFed of a list on every Kubernetes of another; behind the cells.
    pub product: Option<ProductEntry>,
}

/// One KubeFed on one Kubernetes.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct CellEntry {
    #[schemars(skip)]
    pub spot: At<()>,
    /// What is validated.
    #[schemars(required)]
    pub kubefed: Option<KubeFedWord>,
    /// The Kubernetes version of the cell's clusters.
    #[schemars(required)]
    pub kubernetes: Option<At<String>>,
    /// What the control plane looks after: `Cluster` (as without an entry) or `Namespaced`.
    #[schemars(extend("enum" = ["Cluster", "Namespaced"], "default" = "Cluster"))]
    pub scope: Option<At<String>>,
}

/// Every KubeFed on every Kubernetes in every scope.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ProductEntry {
    #[schemars(skip)]
    pub spot: At<()>,
    /// What is validated.
    #[schemars(required)]
    pub kubefed: Vec<KubeFedWord>,
    /// The Kubernetes versions.
    #[schemars(required)]
    pub kubernetes: Vec<At<String>>,
    /// What the control planes look after; `[Cluster]` without an entry.
    #[schemars(with = "Vec<String>", default)]
    pub scopes: Vec<At<String>>,
}

/// A version, or where an own build of one is.
#[derive(Debug, JsonSchema)]
#[schemars(untagged)]
pub(super) enum KubeFedWord {
    /// A release, by its version.
    Release(At<String>),
    /// An image with the chart and kubefedctl of a release.
    Image(ImageEntry),
    /// A source tree.
    Tree(TreeEntry),
}

/// An image with the chart and kubefedctl of a release.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ImageEntry {
    /// The image with its tag.
    #[schemars(required)]
    pub image: Option<At<String>>,
    /// The release whose chart and kubefedctl are used.
    #[schemars(required)]
    pub version: Option<At<String>>,
}

/// A source tree of KubeFed on this machine, of which image, chart, kubefedctl and suite are built.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct TreeEntry {
    /// Its folder, relative to this file.
    #[schemars(required)]
    pub tree: Option<At<String>>,
    /// The release that it stands on: what is known of that is expected of it. Without an entry the
    /// newest.
    pub version: Option<At<String>>,
}

impl MatrixFile {
    /// Reads all fields and notes every one that is wrong, unknown or missing.
    pub fn read(root: &Node, notes: &mut Notes<'_>) -> Option<Self> {
        let mut fields = Fields::of(root, "", notes)?;
        let api_version = fields.text("apiVersion", notes);
        super::file::fixed(api_version.as_ref(), "apiVersion", API_VERSION, &fields, notes);
        let kind = fields.text("kind", notes);
        super::file::fixed(kind.as_ref(), "kind", KIND, &fields, notes);
        let members = fields.typed("members", notes);
        let skip = fields.texts("skip", notes);
        let cells = fields.list("cells", notes).unwrap_or_default();
        let cells =
            cells.into_iter().filter_map(|(path, node)| CellEntry::read(node, &path, notes));
        let cells = cells.collect();
        let product = ProductEntry::read(&mut fields, notes);
        fields.done(notes);
        Some(Self { api_version, kind, members, skip, cells, product })
    }
}

impl CellEntry {
    fn read(node: &Node, path: &str, notes: &mut Notes<'_>) -> Option<Self> {
        let mut fields = Fields::of(node, path, notes)?;
        let spot = fields.spot();
        let entry = fields.node("kubefed");
        let path = fields.path_of("kubefed");
        let kubefed = entry.and_then(|node| KubeFedWord::read(node, &path, notes));
        fields.require("kubefed", "0.10.0", notes);
        let kubernetes = fields.typed("kubernetes", notes);
        fields.require("kubernetes", "1.33.13", notes);
        let scope = fields.text("scope", notes);
        fields.done(notes);
        Some(Self { spot, kubefed, kubernetes, scope })
    }
}

impl ProductEntry {
    fn read(root: &mut Fields<'_>, notes: &mut Notes<'_>) -> Option<Self> {
        let mut fields = root.map("product", notes)?;
        let spot = fields.spot();
        let items = fields.list("kubefed", notes).unwrap_or_default();
        fields.require("kubefed", "[0.10.0]", notes);
        let words = items.into_iter().filter_map(|(p, node)| KubeFedWord::read(node, &p, notes));
        let kubefed = words.collect();
        let items = fields.list("kubernetes", notes).unwrap_or_default();
        fields.require("kubernetes", "[1.33.13]", notes);
        let versions = items.into_iter().filter_map(|(p, node)| version_word(node, &p, notes));
        let kubernetes = versions.collect();
        let scopes = fields.texts("scopes", notes).unwrap_or_default();
        fields.done(notes);
        Some(Self { spot, kubefed, kubernetes, scopes })
    }
}

impl KubeFedWord {
    fn read(node: &Node, path: &str, notes: &mut Notes<'_>) -> Option<Self> {
        if !matches!(node.value, Value::Map(_)) {
            return version_word(node, path, notes).map(Self::Release);
        }
        let mut fields = Fields::of(node, path, notes)?;
        let tree = fields.text("tree", notes);
        if fields.has("tree") {
            let version = fields.typed("version", notes);
            fields.done(notes);
            return Some(Self::Tree(TreeEntry { tree, version }));
        }
        let image = fields.text("image", notes);
        fields.require("image", "quay.io/kubernetes-multicluster/kubefed:canary", notes);
        let version = fields.typed("version", notes);
        fields.require("version", "0.10.0", notes);
        fields.done(notes);
        Some(Self::Image(ImageEntry { image, version }))
    }
}

/// A version, which YAML may take for a number.
fn version_word(node: &Node, path: &str, notes: &mut Notes<'_>) -> Option<At<String>> {
    match &node.value {
        Value::Text(text) => Some(at(node, path).with(text.clone())),
        Value::Number(_) => Some(at(node, path).with(node.typed.clone())),
        Value::Null | Value::Bool(_) | Value::List(_) | Value::Map(_) => {
            let message = format!("this has to be a version, and is {}", node.value.noun());
            notes.add(&at(node, path), message, Some("write `0.10.0`".to_owned()));
            None
        }
    }
}

//! federation.yaml as it is typed: the fields, not yet what they mean.
//!
//! The JSON schema is made from these types. `examples/full.yaml` has every field, and a test holds
//! it against the schema and the reader, so that the two can't part.

use schemars::JsonSchema;

use super::cluster_entry::{HostEntry, MemberEntry};
use super::fields::Fields;
use super::kubefed_entry::KubeFedEntry;
use super::machine_entry::{TimeoutsEntry, ToolsEntry};
use super::mirror_entry::MirrorWord;
use super::source::{At, Notes};
use super::tree::Node;
use super::workload_entry::WorkloadEntry;
use crate::compat::Rule;

/// What `apiVersion` has to be.
pub(super) const API_VERSION: &str = "fedrig/v1alpha1";
/// What `kind` has to be.
pub(super) const KIND: &str = "Federation";

/// Kubernetes clusters that become a KubeFed federation.
#[derive(Debug, JsonSchema)]
#[schemars(title = "federation.yaml", rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FederationFile {
    /// The version of this format.
    #[schemars(required, extend("const" = API_VERSION))]
    #[expect(dead_code, reason = "in the schema; the reader looks at it at once")]
    pub api_version: Option<At<String>>,
    /// What the file describes.
    #[schemars(required, extend("const" = KIND))]
    #[expect(dead_code, reason = "in the schema; the reader looks at it at once")]
    pub kind: Option<At<String>>,
    /// What the federation is called.
    #[schemars(required)]
    pub metadata: Option<MetadataEntry>,
    /// The cluster with KubeFed's control plane.
    #[schemars(required)]
    pub host: Option<HostEntry>,
    /// The clusters that join the host. May be empty if the host itself joins.
    #[schemars(default)]
    pub members: Vec<MemberEntry>,
    /// Which KubeFed is installed in the host, and how.
    #[schemars(default)]
    pub kubefed: KubeFedEntry,
    /// The programs to work with. Without an entry fedrig takes the version that it knows.
    #[schemars(default)]
    pub tools: ToolsEntry,
    /// Where release files come from instead of their home: a folder (relative to this file) or an
    /// https URL, with the files under the paths that they have upstream.
    pub mirror: Option<MirrorWord>,
    /// How long fedrig waits.
    #[schemars(default)]
    pub timeouts: TimeoutsEntry,
    /// Ordinary manifests that are federated, and which members get them.
    #[schemars(default)]
    pub workloads: Vec<WorkloadEntry>,
    /// The rules about versions that may be broken, by name; `fedrig tools versions` lists them.
    #[schemars(with = "Vec<Rule>", default)]
    pub allow: Vec<At<String>>,
}

/// What the federation is called.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct MetadataEntry {
    /// The name of the federation, an RFC 1123 label.
    #[schemars(required, extend("pattern" = LABEL, "maxLength" = 63, "examples" = ["two-regions"]))]
    pub name: Option<At<String>>,
}

/// An RFC 1123 label, as a pattern of JSON schema.
pub(super) const LABEL: &str = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$";

impl FederationFile {
    /// Reads all fields and notes every one that is wrong, unknown or missing.
    pub fn read(root: &Node, notes: &mut Notes<'_>) -> Option<Self> {
        let mut fields = Fields::of(root, "", notes)?;
        let api_version = fields.text("apiVersion", notes);
        fixed(api_version.as_ref(), "apiVersion", API_VERSION, &fields, notes);
        let kind = fields.text("kind", notes);
        fixed(kind.as_ref(), "kind", KIND, &fields, notes);
        let metadata = MetadataEntry::read(&mut fields, notes);
        let host = HostEntry::read(&mut fields, notes);
        let members = MemberEntry::read_all(&mut fields, notes);
        let kubefed = KubeFedEntry::read(&mut fields, notes);
        let tools = ToolsEntry::read(&mut fields, notes);
        let mirror = MirrorWord::read(&mut fields, notes);
        let timeouts = TimeoutsEntry::read(&mut fields, notes);
        let workloads = WorkloadEntry::read_all(&mut fields, notes);
        let allow = fields.texts("allow", notes).unwrap_or_default();
        fields.done(notes);
        Some(Self {
            api_version,
            kind,
            metadata,
            host,
            members,
            kubefed,
            tools,
            mirror,
            timeouts,
            workloads,
            allow,
        })
    }
}

impl MetadataEntry {
    fn read(root: &mut Fields<'_>, notes: &mut Notes<'_>) -> Option<Self> {
        let Some(mut fields) = root.map("metadata", notes) else {
            root.require("metadata", "{name: two-regions}", notes);
            return None;
        };
        let name = fields.text("name", notes);
        fields.require("name", "two-regions", notes);
        fields.done(notes);
        Some(Self { name })
    }
}

/// Notes a field that has to have one certain value and has not.
pub(super) fn fixed(
    found: Option<&At<String>>,
    name: &'static str,
    wanted: &str,
    fields: &Fields<'_>,
    notes: &mut Notes<'_>,
) {
    match found {
        None => fields.require(name, wanted, notes),
        Some(found) if found.value != wanted => {
            let message = format!("`{}` is not what this fedrig reads", found.value);
            notes.add(found, message, Some(format!("write `{wanted}`")));
        }
        Some(_) => {}
    }
}

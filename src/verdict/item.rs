//! What a cell was made of.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A program, chart or image that a cell was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Item {
    /// `helm`, `chart`, `kindest/node:v1.33.13`.
    pub name: String,
    /// Its version, as it says itself where it can be asked.
    pub version: String,
    /// `sha256:…`, of the file or the image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Where it came from: a URL, a folder, `built from …`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

//! The machine that a validation ran on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The machine that a validation ran on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Machine {
    /// Cores that may be used.
    pub cores: usize,
    /// Memory, in MiB.
    pub memory_mib: u64,
    /// `linux amd64`.
    pub platform: String,
    /// The container engine's version.
    pub engine: String,
}

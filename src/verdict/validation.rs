//! The whole of a validation.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CellReport, Machine};

/// The form of the JSON report; changes when a reader would have to.
pub const SCHEMA: u32 = 1;

/// The whole of a validation: the JSON report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Validation {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The version of fedrig.
    pub fedrig: String,
    /// When it began.
    #[schemars(with = "String")]
    pub began: Timestamp,
    /// Seconds that it took.
    pub took_s: f64,
    /// Where it ran: one machine, or one a shard.
    pub machines: Vec<Machine>,
    /// Which part of the matrix this is; all of it without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
    /// The cells, in the matrix' order.
    pub cells: Vec<CellReport>,
}

/// One of several parts of a matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Shard {
    /// Which, from 1.
    pub index: usize,
    /// Of how many.
    pub of: usize,
}

//! What is wished of a distribution: the data of a ReplicaSchedulingPreference.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::name::ClusterName;

/// How many replicas there are to be in all, and what each member is to get of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Preferences {
    /// How many in all.
    pub total: i64,
    /// Whether replicas that run already may be moved to another member.
    pub rebalance: bool,
    /// What members get that are named.
    pub members: BTreeMap<ClusterName, Preference>,
    /// What all others get, KubeFed's `*`; nothing at all without.
    pub others: Option<Preference>,
}

/// What one member is to get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Preference {
    /// Its part of what is left after the minima.
    #[serde(default)]
    pub weight: i64,
    /// It gets these first.
    #[serde(default, rename = "minReplicas", skip_serializing_if = "is_nothing")]
    pub min: i64,
    /// It never gets more.
    #[serde(default, rename = "maxReplicas", skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_nothing(number: &i64) -> bool {
    *number == 0
}

impl Preference {
    /// One part like every other member.
    pub const EVEN: Self = Self { weight: 1, min: 0, max: None };
}

impl Preferences {
    /// What a member is to get, by its name or with all others; nothing when it is left out.
    pub fn of(&self, member: &ClusterName) -> Option<Preference> {
        self.members.get(member).copied().or(self.others)
    }
}

//! How KubeFed distributes replicas: a model of its planner, so that a distribution can be shown before
//! it is applied, and judged afterwards. Pure; asks nobody.
//!
//! Source: `pkg/controller/util/planner/planner.go` and `pkg/schedulingtypes/replicascheduler.go` of
//! KubeFed 0.10.0. `recorded.json` holds what that planner answered, and the model has to answer the same;
//! `scripts/planner/record.sh` writes it anew.

mod current;
mod order;
mod planner;
mod preferences;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod recorded_tests;

pub use current::{Current, Found, Pod, current};
pub use planner::{Schedule, schedule};
pub use preferences::{Preference, Preferences};

//! Federated objects as values: which ones manifests become, where they go, what is different where,
//! and what KubeFed says of them. Pure; nothing here asks a cluster.

mod drift;
mod object;
mod overrides;
mod placement;
mod propagation;
#[cfg(test)]
mod tests;
mod workload;

pub use drift::drift;
pub use object::{Federated, MADE_NAMESPACE, TypeRef, WHEN_REMOVED, WORKLOAD_LABEL, federated};
pub use overrides::{Field, Override, OverrideError, unfit};
pub use placement::{Placement, REGION, Selector};
pub use propagation::{Missing, Propagation, propagation};
pub use workload::{WhenRemoved, Workload};

//! What is there now, as values: the plan is made by comparing it with what is wanted.

mod cluster;
mod host;
pub mod remains;
pub(crate) mod revision;
mod roles;
mod types;
pub mod workloads;
mod world;

pub use cluster::{ClusterQuestion, observe_cluster};
pub use host::{HostQuestion, Kept, observe_host};
pub use remains::ObjectName;
pub use roles::RoleNames;
pub use types::federated_types;
pub use world::{
    Account, ClusterView, ControlPlane, HostView, Join, Leftover, NamespaceView, OwnEntryView,
    ReleaseView, RolesView, WantedEntry, World,
};

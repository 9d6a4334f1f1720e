//! federation.yaml: from the text that a person typed to the federation that was meant.
//!
//! The way of a value: `tree` (YAML, with places) → `file` (the known fields, as typed) →
//! `meaning` (names, paths, versions) → `federation`. What is wrong on the way is collected in
//! `problem`, all of it, before anything is said.

mod access;
mod access_entry;
mod access_source;
mod cluster_entry;
mod clusters;
mod endpoint;
pub mod federation;
mod fields;
mod file;
mod hooks;
mod images;
mod kubefed_entry;
pub mod load;
mod machine_entry;
pub mod matrix;
mod matrix_file;
mod meaning;
mod mirror_entry;
mod oci;
mod own_source;
pub mod problem;
mod rbac_entry;
pub mod schema;
mod source;
mod ssh;
#[cfg(test)]
mod testing;
mod tls;
mod tls_entry;
mod tree;
mod workload_entry;
mod workloads;

pub use access_source::{AccessSource, AssembledSource, SshSource};
pub use endpoint::is_loopback;
pub use federation::{Cluster, Federation, HostJoins, KubeFed, Mirror, Scope, Timeouts, ToolWish};
pub use hooks::Hooks;
pub use load::{Surroundings, load, load_text};
pub use matrix::Matrix;
pub use mirror_entry::MirrorWish;
pub use oci::OciReference;
pub use problem::{Excerpt, Problem, ProblemKind, Problems};
pub use rbac_entry::Rbac;
pub use schema::schema;

/// The federation of examples/two-regions.yaml, for the tests of other modules.
#[cfg(test)]
pub(crate) fn federation_for_tests() -> Federation {
    let kubeconfig = include_str!("testing.kubeconfig");
    let desk = testing::Desk::new();
    for cluster in ["eu-central", "us-east"] {
        let path = format!(".fedrig/env/{cluster}.kubeconfig");
        desk.put(&path, kubeconfig.replace("CLUSTER", cluster));
    }
    desk.put("examples/two-regions.yaml", include_str!("../../examples/two-regions.yaml"));
    desk.file("examples/two-regions.yaml").expect("the example is right")
}

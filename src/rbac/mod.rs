//! Roles as values: which rules KubeFed needs in a member for the types that are federated, which
//! rules `kubefedctl` needs, and whether a role is like that. Pure: nothing here asks a cluster.

mod allowed;
mod kubefed;
mod left_out;
mod own;
mod rule;
#[cfg(test)]
mod tests;

pub use kubefed::{FederatedType, needs_of_kubefed};
pub use left_out::{in_short, lacking, left_out};
pub use own::{Names, Powers, at_rest, while_joining};
pub use rule::{Rule, Rules};

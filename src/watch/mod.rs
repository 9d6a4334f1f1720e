//! Reads and watches clusters through `kube`. Writes nothing: the tools do the writing.

pub mod cause;
pub mod client;
pub mod controlplane;
pub mod credentials;
pub mod identity;
pub mod images;
pub mod known;
mod lines;
pub mod member;
pub mod members;
pub mod probe;
pub mod pulls;
pub mod reach;
#[cfg(test)]
mod reach_tests;
pub mod readiness;
pub mod renewed;
pub mod shared;
pub mod token_life;
pub mod troubles;
pub mod wait;
pub mod webhook;

pub use member::KubeFedCluster;
pub use reach::Unreachable;
pub use readiness::Readiness;

//! The signatures, in the order in which they are asked: what says more comes first.

mod cluster;
mod control_plane;
mod helm;
mod images;
mod join;
mod network;
mod tls;
mod webhook;

use super::signature::Signature;

/// Every signature.
pub fn all() -> impl Iterator<Item = &'static Signature> {
    [
        webhook::SIGNATURES,
        images::SIGNATURES,
        helm::SIGNATURES,
        join::SIGNATURES,
        control_plane::SIGNATURES,
        tls::SIGNATURES,
        network::SIGNATURES,
        cluster::SIGNATURES,
    ]
    .into_iter()
    .flatten()
}

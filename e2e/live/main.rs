//! The end-to-end suite on real clusters: `make e2e`. Every story is judged with kubectl.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails right there")]

#[path = "../support/mod.rs"]
mod support;

mod access;
mod access_table;
mod behind;
mod checks;
mod converge;
mod credentials;
mod down;
mod env;
mod events;
mod faults;
mod federate;
mod federation;
mod gather;
mod hooks;
mod images;
mod kubeconfig;
mod members;
mod propagation;
mod rbac;
mod refused;
mod secrets;
mod soak;
mod sources;
mod spread;
mod ssh;
mod status;
mod suite;
mod three;
mod unreached;
mod user_files;
mod validate;
mod watch;

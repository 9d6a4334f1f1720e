//! fedrig takes Kubernetes clusters to a Ready KubeFed federation, from one file.
//!
//! Modules in reading order: a federation.yaml becomes a [`spec::Federation`], that becomes a
//! [`plan::Plan`] of steps, the [`engine`] runs them, each [`step`] uses a foreign program through
//! [`tool`], gets it through [`fetch`], and looks at clusters through [`watch`]. What happens is an
//! event, and [`report`] makes text of it.
//!
//! Words: *host*, the cluster with the control plane. *member*, a cluster that is joined; the host
//! may be one. *access*, a kubeconfig file and a context, always both. *endpoint*, the address that
//! the host's pods use for a member. *mirror*, a directory or URL with upstream's release files
//! under upstream's paths. *store*, the verified, unpacked tools on this machine. *lane*, what a
//! step belongs to: the tools, the control plane, or one cluster. *env*, a set of kind
//! clusters. *suite*, upstream's end-to-end tests, and *spec* one of them. *cell*, one KubeFed on one
//! Kubernetes. *powers*, what an account may do in a cluster: everywhere and in KubeFed's namespace.

pub mod access;
pub mod check;
pub mod cli;
pub mod compat;
#[cfg(any(test, fuzzing))]
pub mod doors;
pub mod engine;
pub mod env;
pub mod events;
pub mod explain;
pub mod federate;
pub mod fetch;
pub mod from_source;
pub mod gather;
pub mod journal;
pub mod kubeconfig;
pub mod manifest;
pub mod memory;
pub mod name;
pub mod observe;
pub mod plan;
pub mod profile;
pub mod propagation;
pub mod rbac;
pub mod redact;
pub mod replicas;
pub mod report;
pub mod spec;
pub mod spread;
pub mod state_lock;
pub mod status;
pub mod step;
pub mod suite;
pub mod timing;
pub mod tool;
pub mod trust;
pub mod validate;
pub mod verdict;
pub mod watch;

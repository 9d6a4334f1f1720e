//! fedrig takes Kubernetes clusters to a Ready KubeFed federation, from one file.
pub mod fetch;
pub mod kubeconfig;
pub mod name;
pub mod spec;
pub mod tool;

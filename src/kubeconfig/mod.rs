//! Kubeconfig files: reads the user's, writes fedrig's own.
//!
//! It writes a file of the user's only where `merge` was asked for, never uses a current context,
//! and never runs a program that a kubeconfig names: such an access is recognised and refused.

pub mod entry;
pub mod error;
mod file;
pub mod merge;
pub mod own;
pub mod read;
mod resolve;
pub mod similar;
mod steady;
pub mod write;

pub use entry::{Entry, User};
pub use error::Error;
pub use read::Kubeconfig;
pub use write::{OwnEntry, OwnKubeconfig, WriteError, Written};

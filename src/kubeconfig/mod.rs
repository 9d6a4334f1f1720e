//! Kubeconfig files: reads the user's, writes fedrig's own.
//!
//! It writes a file of the user's only where `merge` was asked for, never uses a current context,
//! and never runs a program that a kubeconfig names: such an access is recognised, and refused unless
//! that program was allowed.

pub mod entry;
pub mod error;
mod file;
pub mod merge;
mod merged;
mod once;
pub mod own;
mod parts;
pub mod read;
mod resolve;
pub mod similar;
mod steady;
pub mod write;

pub use entry::{Entry, ExecPlugin, User, as_address};
pub use error::Error;
pub use merged::Merged;
pub use once::ReadOnce;
pub use read::Kubeconfig;
pub use write::{OwnEntry, OwnKubeconfig, WriteError, Written};

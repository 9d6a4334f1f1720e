//! KubeFed from source: the published module, or a tree on this machine.
//!
//! A tree is known by the digest of its files, and what is built of it is kept under that: image,
//! kubefedctl and chart. Nothing is written into the tree.

mod build;
mod built_tree;
mod digest;
mod error;
mod file_system;
mod lock;
mod tools_module;
mod tree;

pub use build::{Workshop, build};
pub use built_tree::{BuiltTree, image_name};
pub use error::Error;
pub use lock::lock;
pub use tools_module::{KUBEFED, ModuleError, ToolsModule};
pub use tree::{NotATree, SourceTree};

/// Hears in a line what happens.
pub type Say<'a> = &'a (dyn Fn(&str) + Send + Sync);

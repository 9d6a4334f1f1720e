//! Foreign programs, one file each. Knows nothing of steps, plans or output.

pub mod access;
pub mod credential_plugin;
pub mod docker;
#[cfg(any(test, fuzzing))]
pub(crate) mod doors;
mod ending;
pub mod exec;
pub mod failure;
pub mod fedrig;
pub mod go;
mod heard;
pub mod helm;
pub mod invocation;
pub mod kind;
pub mod kubectl;
pub mod kubefedctl;
pub mod program;
pub mod ssh;
pub mod version;

pub use access::{Access, Origin};
pub use exec::{Exec, Output};
pub use failure::ToolFailure;
pub use heard::{Hear, Stream};
pub use invocation::Invocation;
pub use program::Program;

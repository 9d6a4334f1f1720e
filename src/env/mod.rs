//! kind clusters to try a federation on: made side by side, each with a kubeconfig of its own that
//! works from this machine and from the pods of the others, and with pod and service ranges that no
//! other has. For Linux, where a container's address can be reached from outside.
//!
//! What belongs to an environment is found by labels in the engine, never by a list on disk: that is
//! how `down` and `sweep` know what a crash left.

mod bake;
mod clean_up;
mod create;
mod debris;
mod down;
mod environment;
mod error;
mod federation;
mod fit;
mod images;
mod kind_config;
pub mod line;
mod list;
mod load;
mod machine;
mod needs;
mod place;
mod ranges;
mod regions;
mod site;
mod survey;
mod sweep;
mod unfit;
mod up;

pub use environment::{Broken, Environment, Giving, Layout, Wanted};
pub use error::Error;
pub use federation::HostAlone;
pub use kind_config::{KindConfig, KindConfigError};
pub use line::{Line, LineError};
pub use list::{ClusterState, Listed, list};
pub use place::Place;
pub use sweep::{Leftover, Remains, baked_images, sweep};
pub use unfit::Unfit;
pub use up::Made;

/// Hears what happens to a cluster, or to the images and networks.
pub type Say<'a> = &'a (dyn Fn(&str, &str) + Send + Sync);

//! Container images: their names, which are gone from their homes, what a registry says of them, and
//! what the lock file says. Nothing here pulls an image: nodes do that.

mod gone;
mod locked;
mod name;
mod registry;
#[cfg(test)]
mod registry_tests;

#[cfg(any(test, fuzzing))]
pub(super) use registry::door;

pub use gone::{Gone, find_gone};
pub use locked::ImageBytes;
pub use name::{ChartImage, ImageName, NotAnImage, RegistryMirror};
pub use registry::Pullable;

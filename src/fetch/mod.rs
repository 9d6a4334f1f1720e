//! Getting the tools and the chart, and keeping them.
//!
//! For a wanted program the order is: the path that the user gave, the store, the search path if
//! the version there is exactly the wanted one, a download from upstream or from a mirror. A file
//! has its final name only after its checksum matched, and no parser sees an archive before that.
//! Nothing here reads the environment or prints; what happens is told to a [`Progress`].

mod body;
mod bundle;
mod catalogue;
mod chart_index;
mod checksum;
mod client;
mod credentials;
mod digest;
#[cfg(any(test, fuzzing))]
pub(crate) mod doors;
mod download;
mod error;
mod fetcher;
#[cfg(test)]
mod fixtures;
mod given;
#[cfg(test)]
mod hostile_tests;
mod image;
#[cfg(test)]
mod interrupted_tests;
mod inventory;
mod key;
mod known;
#[cfg(test)]
mod known_tests;
mod lock;
mod lock_file;
mod mirror;
mod partial;
mod pins;
mod platform;
mod progress;
mod pull;
mod record;
mod search_path;
mod store;
mod supply;
#[cfg(test)]
mod testing;
mod transfer;
#[cfg(test)]
mod transfer_tests;
mod unpack;
mod wanted;

pub use bundle::{BundleError, Exported, Imported, export, import};
pub use catalogue::Unsupported;
pub use checksum::ChecksumError;
pub use client::HttpSettings;
pub use digest::{Digest, NotADigest};
pub use error::Error;
pub use fetcher::{Fetcher, Settings};
pub use given::GivenError;
pub use image::{
    ChartImage, Gone, ImageBytes, ImageName, NotAnImage, Pullable, RegistryMirror, find_gone,
};
pub use inventory::{Doing, Inventory, Item, Pruned, Soundness};
pub use known::{Authority, Bytes, KnownError};
pub use lock_file::{LockFile, LockFileError, Locking};
pub use mirror::{Location, Mirror, MirrorError};
pub use platform::{Arch, Os, Platform};
pub use progress::{Note, Progress, Silent};
pub use pull::place_of;
pub use search_path::{PassedOver, Why};
pub use store::StoreError;
pub use transfer::TransferError;
pub use unpack::UnpackError;
pub use wanted::{Asked, Found, FoundChart, OwnSource, Source, Wanted};

//! Getting the tools and the chart, and keeping them.
//!
//! For a wanted program the order is: the path that the user gave, the store, the search path if
//! the version there is exactly the wanted one, a download from upstream or from a mirror. A file
//! has its final name only after its checksum matched, and no parser sees an archive before that.
//! Nothing here reads the environment or prints; what happens is told to a [`Progress`].

mod body;
mod catalogue;
mod chart_index;
mod checksum;
mod client;
mod credentials;
mod digest;
mod download;
mod error;
mod fetcher;
#[cfg(test)]
mod fixtures;
mod given;
#[cfg(test)]
mod interrupted_tests;
mod key;
mod lock;
mod mirror;
mod platform;
mod progress;
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

pub use catalogue::Unsupported;
pub use checksum::ChecksumError;
pub use client::HttpSettings;
pub use digest::{Digest, NotADigest};
pub use error::Error;
pub use fetcher::{Fetcher, Settings};
pub use given::GivenError;
pub use mirror::{Location, Mirror, MirrorError};
pub use platform::{Arch, Os, Platform};
pub use progress::{Note, Progress, Silent};
pub use search_path::{PassedOver, Why};
pub use store::StoreError;
pub use transfer::TransferError;
pub use unpack::UnpackError;
pub use wanted::{Asked, Found, FoundChart, Source, Wanted};

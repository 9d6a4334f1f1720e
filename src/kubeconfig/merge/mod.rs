//! Puts a federation's entries into a kubeconfig of the user's, and takes them out again.
//!
//! The file is the user's: it is edited as text, at the places that a YAML parser found, so that
//! comments, order and style of everything else stay as they are. What came out is read again and
//! compared; when anything else in it has another meaning than before, the file is left alone.

mod add;
mod append;
mod current;
mod document;
mod edits;
mod emit;
mod error;
mod file;
mod locate;
mod lock;
mod mark;
mod take;
mod verify;
mod wanted;

#[cfg(test)]
mod add_tests;
#[cfg(test)]
mod round_trip_tests;
#[cfg(test)]
mod testing;

pub use add::{Added, add, taken};
pub use error::{Error, Refusal};
pub use file::{UserFile, listed_files, usual_file};
pub use lock::Lock;
pub use take::{Taken, entries_of, take};
pub use wanted::Wanted;

/// The three lists of a kubeconfig, each with the field that an entry has beside its name.
const LISTS: [(&str, &str); 3] =
    [("clusters", "cluster"), ("contexts", "context"), ("users", "user")];

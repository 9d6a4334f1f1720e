//! What tools, events and pods say when something is wrong, and what it means: a catalogue of
//! signatures, each with its cause in one sentence, what to do, and where it was seen. Pure.

mod catalogue;
mod find;
mod signature;

pub use catalogue::all;
pub use find::{explain, explain_all, with_cause};
pub use signature::{Heals, Names, Signature, Source};

/// Takes any text through every pattern, for tests and for fuzzing.
#[cfg(any(test, fuzzing))]
pub fn door(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for found in explain_all(&text) {
        drop(found.remedy(&Names::default()));
    }
    drop(with_cause(&text));
}

//! What a validation found, in every form that somebody reads: a table for the terminal, JSON for
//! programs, JUnit for CI systems, Markdown for a release note, one page for a browser.
//!
//! All text in it came from programs and clusters: each form gets it cleaned by [`clean`] and escaped
//! in its own way.

pub(super) mod clean;
mod html;
mod json;
mod junit;
mod markdown;
mod merge;
mod problems;
mod table;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod words;
mod write;

pub use html::html;
pub use json::{Unreadable, json, parse, schema};
pub use junit::junit;
pub use markdown::markdown;
pub use merge::{Misfit, Part, merge};
pub use table::{Paint, table};
pub use write::{carry_over, write_all};

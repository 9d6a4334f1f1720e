//! Takes secrets out of text and objects before anybody else may read them.
//!
//! Two nets, one behind the other: the values that are known, of the clusters' Secrets and of the
//! kubeconfigs, wherever they stand; and the forms that secrets have (tokens, private keys,
//! passwords in addresses) for those that nobody told us of. Pure: it reads and writes nothing.

mod forms;
mod known;
mod lines;
mod object;
#[cfg(test)]
mod tests;

pub use known::Known;
pub use lines::Lines;

use aho_corasick::{AhoCorasick, MatchKind};

/// What stands where a secret of a known form was.
pub const REDACTED: &str = "[redacted]";

/// Takes secrets out.
#[derive(Debug, Default)]
pub struct Redactor {
    values: Option<AhoCorasick>,
    names: Vec<String>,
}

impl Redactor {
    /// A redactor that knows these secrets, besides the forms of others.
    pub fn knowing(known: Known) -> Self {
        let (patterns, names): (Vec<Vec<u8>>, Vec<String>) = known.into_patterns().unzip();
        // Too many bytes for one automaton is not to be met: each value has a limit.
        let values = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(patterns);
        Self { values: Some(values.expect("Secrets hold less than an automaton can")), names }
    }

    /// The text without secrets.
    pub fn text(&self, text: &str) -> String {
        let text = match &self.values {
            Some(values) if values.is_match(text) => {
                let mut clean = String::with_capacity(text.len());
                values.replace_all_with(text, &mut clean, |found, _, clean| {
                    clean.push_str(&self.names[found.pattern().as_usize()]);
                    true
                });
                clean
            }
            Some(_) | None => text.to_owned(),
        };
        forms::redact(text)
    }
}

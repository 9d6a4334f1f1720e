//! Signatures as text: the list, or the meaning of a text.

use super::table::plain;
use crate::explain::{Heals, Names, Signature};

/// The list of signatures.
pub fn list<'a>(signatures: impl Iterator<Item = &'a Signature>) -> String {
    let rows = signatures.map(|signature| {
        let waiting = match signature.heals {
            Heals::ByItself => "can help",
            Heals::Never => "does not help",
        };
        [signature.id, waiting, signature.cause].map(str::to_owned)
    });
    plain(["SIGNATURE", "WAITING", "CAUSE"], rows)
}

/// What a text means, the likeliest first; nothing when nobody has seen the like.
pub fn meaning(found: &[&Signature]) -> String {
    let (first, others) = match found {
        [] => return "nothing like it is known: `fedrig explain --list` has what is\n".to_owned(),
        [first, others @ ..] => (first, others),
    };
    let mut text = format!(
        "{}: {}\n  hint: {}\n  more: {}\n",
        first.id,
        first.cause,
        first.remedy(&Names::default()),
        first.page()
    );
    if !others.is_empty() {
        let others: Vec<&str> = others.iter().map(|other| other.id).collect();
        text.push_str(&format!("  also: {}\n", others.join(", ")));
    }
    text
}

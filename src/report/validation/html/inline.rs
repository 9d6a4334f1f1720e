//! A sentence with commands in backticks.

use serde::Serialize;

use crate::report::validation::clean;

/// A piece of a sentence.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// Whether it was in backticks.
    is_code: bool,
    text: String,
}

/// The pieces of a sentence; one with an odd number of backticks is shown as it is.
pub fn pieces(text: &str) -> Vec<Piece> {
    let text = clean::lines(text);
    if text.matches('`').count() % 2 == 1 {
        return vec![Piece { is_code: false, text }];
    }
    let pieces = text.split('`').enumerate();
    let pieces = pieces.map(|(at, text)| Piece { is_code: at % 2 == 1, text: text.to_owned() });
    pieces.filter(|piece| !piece.text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_backticks_is_code() {
        let piece = |is_code, text: &str| Piece { is_code, text: text.to_owned() };
        assert_eq!(
            pieces("run `fedrig up`, then wait"),
            [piece(false, "run "), piece(true, "fedrig up"), piece(false, ", then wait")]
        );
        assert_eq!(pieces("one ` is none"), [piece(false, "one ` is none")]);
    }
}

//! Text that comes line by line, where a private key has many.

use super::{REDACTED, Redactor};

/// The longest line that is kept, in bytes.
const LONGEST: usize = 64 << 10;

/// Takes secrets out of lines, one after another.
#[derive(Debug)]
pub struct Lines<'a> {
    redactor: &'a Redactor,
    in_key: bool,
}

impl<'a> Lines<'a> {
    /// For one text, from its beginning.
    pub fn new(redactor: &'a Redactor) -> Self {
        Self { redactor, in_key: false }
    }

    /// The next line without secrets; nothing for a line inside of a private key.
    pub fn next(&mut self, line: &str) -> Option<String> {
        let begins =
            line.rfind("-----BEGIN ").filter(|at| line[*at..].contains("PRIVATE KEY-----"));
        let ends = line.rfind("-----END ").filter(|at| line[*at..].contains("PRIVATE KEY-----"));
        let was_in_key = self.in_key;
        self.in_key = match (begins, ends) {
            (Some(begin), end) => end.is_none_or(|end| end < begin),
            (None, Some(_)) => false,
            (None, None) => was_in_key,
        };
        match (was_in_key, ends) {
            (true, None) => None,
            (true, Some(end)) => Some(self.redactor.text(&format!("{REDACTED}{}", &line[end..]))),
            (false, _) => Some(cut(self.redactor.text(line))),
        }
    }

    /// How much of a line is to be read at the most. What is behind is lost, with the last word
    /// before it: half a secret would not be known for one.
    pub const fn limit() -> usize {
        LONGEST
    }

    /// The beginning of a line that was too long.
    pub fn shortened(line: &str) -> &str {
        let at = line.rfind(|c: char| c.is_whitespace() || "\"',;".contains(c));
        &line[..at.unwrap_or_default()]
    }
}

fn cut(mut line: String) -> String {
    if line.len() > LONGEST * 2 {
        let end = (0..=LONGEST * 2).rev().find(|at| line.is_char_boundary(*at));
        line.truncate(end.unwrap_or_default());
    }
    line
}

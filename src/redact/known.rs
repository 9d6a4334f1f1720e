//! The secrets that are known, each with the words that stand in its place.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};

/// What is shorter is a word like any other, and would tear holes into every text.
const SHORTEST: usize = 8;
/// What is longer is an archive (helm keeps a whole release in a Secret), which no text quotes.
const LONGEST: usize = 32 << 10;
/// The shortest line of a value of several lines that is looked for by itself.
const LINE: usize = 20;

/// Values that nobody may read. `Debug` shows none.
#[derive(Default)]
pub struct Known {
    patterns: BTreeMap<Vec<u8>, String>,
}

impl Known {
    /// Adds a value as it is meant; `what` says in words what it is. It is found as it is, in each
    /// kind of base64, and line by line.
    pub fn add(&mut self, value: &[u8], what: &str) {
        let value = value.trim_ascii();
        if !(SHORTEST..=LONGEST).contains(&value.len()) {
            return;
        }
        self.insert(value.to_owned(), what);
        for engine in [&BASE64_STANDARD, &BASE64_STANDARD_NO_PAD, &BASE64_URL_SAFE_NO_PAD] {
            self.insert(engine.encode(value).into_bytes(), what);
            // A value with a line's end behind it is another one in base64.
            self.insert(engine.encode([value, b"\n"].concat()).into_bytes(), what);
        }
        let lines = value.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        let is_content = |line: &&[u8]| line.len() >= LINE && !line.starts_with(b"-----");
        for line in lines.filter(is_content) {
            self.insert(line.to_owned(), what);
        }
    }

    fn insert(&mut self, pattern: Vec<u8>, what: &str) {
        self.patterns.entry(pattern).or_insert_with(|| format!("[redacted: {what}]"));
    }

    /// How many texts are looked for.
    pub fn len(&self) -> usize {
        self.patterns.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    pub(super) fn into_patterns(self) -> impl Iterator<Item = (Vec<u8>, String)> {
        self.patterns.into_iter()
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Known({} texts)", self.patterns.len())
    }
}

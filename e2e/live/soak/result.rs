//! The numbers of a story.

use serde::Serialize;

/// What was seen.
#[derive(Debug, Default, Serialize)]
pub struct Tally {
    /// The story.
    pub name: &'static str,
    /// How often it was told.
    pub rounds: u32,
    /// How often all was as wanted in the end.
    pub converged: u32,
    /// Objects and processes that were left behind, all rounds together.
    pub leftovers: usize,
    /// Tokens that were seen in output or history.
    pub tokens_seen: usize,
}

impl Tally {
    /// Writes the numbers, and fails when they are not perfect.
    pub fn conclude(self) {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("soak/results");
        std::fs::create_dir_all(&folder).unwrap();
        let text = serde_json::to_string_pretty(&self).unwrap();
        std::fs::write(folder.join(format!("{}.json", self.name)), format!("{text}\n")).unwrap();
        assert_eq!((self.converged, self.leftovers, self.tokens_seen), (self.rounds, 0, 0));
    }
}

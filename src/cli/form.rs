//! How an answer is written.

use clap::ValueEnum;
use serde::Serialize;

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    Table,
    Json,
    Yaml,
}

impl Form {
    /// The answer in this form; `table` makes the one for people.
    pub fn write(self, answer: &impl Serialize, table: impl FnOnce() -> String) -> String {
        match self {
            Self::Table => table(),
            Self::Json => {
                let text = serde_json::to_string_pretty(answer).expect("our own shapes are JSON");
                format!("{text}\n")
            }
            Self::Yaml => serde_saphyr::to_string(answer).expect("our own shapes are YAML"),
        }
    }
}

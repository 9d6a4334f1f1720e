//! Tokens that got out.

use std::fs;

use super::NAME;
use crate::secrets::tokens;
use crate::support::binary::{Home, Said};

/// How many of the tokens that are in the clusters now were said, or are in the history.
pub fn tokens_seen(home: &Home, said: &[&Said]) -> usize {
    let mut texts: Vec<String> = said.iter().map(ToString::to_string).collect();
    let runs = fs::read_dir(home.path("state").join(NAME).join("runs")).unwrap();
    texts.extend(runs.map(|run| fs::read_to_string(run.unwrap().path()).unwrap()));
    tokens().iter().filter(|token| texts.iter().any(|text| text.contains(*token))).count()
}

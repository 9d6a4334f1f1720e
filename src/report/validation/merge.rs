//! The shards of one matrix become one report.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::verdict::{SCHEMA, Shard, Validation};

/// A report that is merged, and the file that it is from.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What the error names.
    pub file: String,
    /// What it says.
    pub validation: Validation,
}

/// Why reports are no parts of one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// There is nothing to merge.
    #[error("there is no report to merge")]
    Nothing,
    /// They were made by different versions of fedrig.
    #[error("`{file}` is of fedrig {version}, and `{other_file}` of {other}")]
    Fedrig {
        /// One file.
        file: String,
        /// Its fedrig.
        version: String,
        /// Another file.
        other_file: String,
        /// That one's fedrig.
        other: String,
    },
    /// They are shards of matrices that were cut differently.
    #[error("`{file}` is {}, and `{other_file}` is {}", said(*shard), said(*other))]
    Cut {
        /// One file.
        file: String,
        /// Its part.
        shard: Option<Shard>,
        /// Another file.
        other_file: String,
        /// That one's part.
        other: Option<Shard>,
    },
    /// Some are not there.
    #[error("shard {} of {of} is missing", list(shards))]
    Missing {
        /// Which.
        shards: Vec<usize>,
        /// Of how many.
        of: usize,
    },
    /// A cell is in two of them, with different ends.
    #[error("`{file}` and `{other_file}` both have {cell}, and differ")]
    Twice {
        /// One file.
        file: String,
        /// Another.
        other_file: String,
        /// The cell.
        cell: String,
    },
}

/// One report of all; every misfit at once.
pub fn merge(parts: &[Part]) -> Result<Validation, Vec<Misfit>> {
    let Some(first) = parts.first() else { return Err(vec![Misfit::Nothing]) };
    let mut misfits = alike(first, parts);
    misfits.extend(missing(parts));
    let mut cells = BTreeMap::new();
    let mut seen: Vec<(&Part, &crate::verdict::CellReport)> = Vec::new();
    for part in parts {
        for (at, report) in part.validation.cells.iter().enumerate() {
            match seen.iter().find(|(_, other)| other.cell == report.cell) {
                Some((_, other)) if *other == report => {}
                Some((other, _)) => misfits.push(Misfit::Twice {
                    file: other.file.clone(),
                    other_file: part.file.clone(),
                    cell: report.cell.to_string(),
                }),
                None => {
                    seen.push((part, report));
                    cells.insert((place(part, at), seen.len()), report.clone());
                }
            }
        }
    }
    if !misfits.is_empty() {
        return Err(misfits);
    }
    let (began, took_s) = span(parts);
    Ok(Validation {
        schema: SCHEMA,
        fedrig: first.validation.fedrig.clone(),
        began,
        took_s,
        machines: parts.iter().flat_map(|part| part.validation.machines.clone()).collect(),
        shard: None,
        cells: cells.into_values().collect(),
    })
}

/// Where a cell was in the matrix: cells are dealt out to the shards one by one.
fn place(part: &Part, at: usize) -> usize {
    match part.validation.shard {
        Some(Shard { index, of }) => at.saturating_mul(of).saturating_add(index),
        None => 0,
    }
}

fn alike(first: &Part, parts: &[Part]) -> Vec<Misfit> {
    let of = |part: &Part| part.validation.shard.map(|shard| shard.of);
    let mut misfits = Vec::new();
    for part in &parts[1..] {
        let (file, other_file) = (first.file.clone(), part.file.clone());
        let (version, other) = (&first.validation.fedrig, &part.validation.fedrig);
        if version != other {
            let (version, other) = (version.clone(), other.clone());
            let (file, other_file) = (file.clone(), other_file.clone());
            misfits.push(Misfit::Fedrig { file, version, other_file, other });
        }
        if of(first) != of(part) {
            let (shard, other) = (first.validation.shard, part.validation.shard);
            misfits.push(Misfit::Cut { file, shard, other_file, other });
        }
    }
    misfits
}

fn missing(parts: &[Part]) -> Option<Misfit> {
    let there = || parts.iter().filter_map(|part| part.validation.shard);
    let of = there().next()?.of;
    // A number that no machine park has would only fill the memory.
    let shards: Vec<usize> =
        (1..=of.min(10_000)).filter(|index| there().all(|shard| shard.index != *index)).collect();
    (!shards.is_empty()).then_some(Misfit::Missing { shards, of })
}

/// The first beginning, and how long any of them ran: machines at once count once, and the hours
/// between two runs do not.
fn span(parts: &[Part]) -> (Timestamp, f64) {
    let mut runs: Vec<(Timestamp, f64)> =
        parts.iter().map(|part| (part.validation.began, part.validation.took_s)).collect();
    runs.sort_by_key(|(began, _)| *began);
    let first = runs.first().map(|(began, _)| *began).unwrap_or_default();
    let (mut covered_s, mut until_s) = (0.0, 0.0_f64);
    for (began, took_s) in runs {
        let begins_s = began.duration_since(first).as_secs_f64();
        let ends_s = begins_s + took_s;
        covered_s += (ends_s - begins_s.max(until_s)).max(0.0);
        until_s = until_s.max(ends_s);
    }
    (first, covered_s)
}

fn said(shard: Option<Shard>) -> String {
    match shard {
        Some(Shard { index, of }) => format!("shard {index} of {of}"),
        None => "a whole matrix".to_owned(),
    }
}

fn list(shards: &[usize]) -> String {
    shards.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;

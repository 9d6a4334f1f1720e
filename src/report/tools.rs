//! What is in the store, as tables and as JSON.

use serde::Serialize;

use super::table;
use crate::compat::Entry;
use crate::fetch::{Doing, Exported, Imported, Item, Pruned, Soundness};

/// A thing of the store, and whether a federation uses it; nothing when none was asked about.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// The thing.
    #[serde(flatten)]
    pub item: Item,
    /// Whether the federation uses it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used: Option<bool>,
}

/// A thing of the store that was read through.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// The thing.
    #[serde(flatten)]
    pub item: Item,
    /// What was found.
    #[serde(flatten)]
    pub soundness: Soundness,
    /// Whether it was fetched anew; if not, it was taken away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repaired: Option<bool>,
}

/// The table of `tools list`.
pub fn list(rows: &[Row]) -> String {
    if rows.is_empty() {
        return "the store is empty; `fedrig tools install` fills it\n".to_owned();
    }
    let used = |row: &Row| match row.used {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    let heading = ["TOOL", "VERSION", "FOR", "SIZE", "SHA256", "USED", "FROM"];
    let row = |row: &Row| {
        let item = &row.item;
        [
            item.name.clone(),
            item.version.clone(),
            short(&item.platform),
            mebibytes(item.size),
            short(&item.sha256.to_string()),
            used(row).to_owned(),
            item.from.clone(),
        ]
    };
    table::plain(heading, rows.iter().map(row))
}

/// The table of `tools verify`.
pub fn verify(all: &[Checked]) -> String {
    let row = |checked: &Checked| {
        let found = match (&checked.soundness, checked.repaired) {
            (Soundness::Sound, _) => "sound".to_owned(),
            (_, Some(true)) => "was changed; fetched anew".to_owned(),
            (_, Some(false)) => "was changed; taken away".to_owned(),
            (Soundness::Altered { found }, None) => {
                format!("changed: its sha256 is {found}")
            }
            (Soundness::Missing, None) => "gone".to_owned(),
        };
        let Item { name, version, path, .. } = &checked.item;
        [format!("{name} {version}"), found, path.display().to_string()]
    };
    table::plain(["TOOL", "STATE", "FILE"], all.iter().map(row))
}

/// The table of `tools versions`.
pub fn versions(all: &[Entry]) -> String {
    let row = |entry: &Entry| {
        let of = |bound: &Option<String>| bound.clone().unwrap_or_default();
        [
            entry.what.clone(),
            of(&entry.oldest),
            of(&entry.newest),
            entry.tested.join(" "),
            entry.rule.to_string(),
            entry.source.clone(),
        ]
    };
    let heading = ["WHAT", "FROM", "TO", "TESTED", "RULE", "SOURCE"];
    table::plain(heading, all.iter().map(row))
}

/// What `tools prune` took away.
pub fn prune(pruned: &Pruned, doing: Doing) -> String {
    if pruned.items.is_empty() && pruned.leftovers.is_empty() {
        return "nothing to take away\n".to_owned();
    }
    let items = pruned.items.iter().map(|item| format!("{} {}", item.name, item.version));
    let leftovers = pruned.leftovers.iter().map(|path| path.display().to_string());
    let lines = items.chain(leftovers).map(|line| format!("  {line}\n")).collect::<String>();
    let verb = match doing {
        Doing::Really => "taken away",
        Doing::Dry => "would be taken away",
    };
    format!("{lines}{} {verb}\n", mebibytes(pruned.bytes))
}

/// What `tools export` made, with the next command.
pub fn export(made: &Exported) -> String {
    let lines = made.contents.iter().map(|line| format!("  {line}\n")).collect::<String>();
    format!(
        "{lines}{} in {}\n\nat the other site:\n  fedrig tools import {} --sha256 {}\n",
        mebibytes(made.size),
        made.path.display(),
        made.path.file_name().unwrap_or_default().display(),
        made.sha256,
    )
}

/// What `tools import` took.
pub fn import(taken: &Imported) -> String {
    let tools = taken.tools.iter().map(|tool| format!("{tool} is in the store"));
    let images = taken.images.iter().map(|path| path.display().to_string());
    let left = taken.left.iter().map(|file| format!("{file} stays in the bundle: no `--images`"));
    tools.chain(images).chain(left).map(|line| format!("  {line}\n")).collect()
}

fn short(digest: &str) -> String {
    match digest.strip_prefix("sha256-") {
        Some(hex) => format!("own {}", short(hex)),
        None if digest.len() == 64 => digest.chars().take(12).collect(),
        None => digest.to_owned(),
    }
}

fn mebibytes(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "one digit is shown")]
    let number = bytes as f64 / f64::from(1 << 20);
    format!("{number:.1} MiB")
}

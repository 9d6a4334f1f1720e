//! What an archive holds: its index page, and a summary of it.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::Serialize;

use super::checks::in_short;
use crate::check::{Answer, Report, Verdict};
use crate::gather::{File, Inventory};
use crate::name::ClusterName;

/// What came of a gathering.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Gathered {
    /// The archive.
    pub archive: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// The folder in it.
    pub folder: String,
    /// The federation.
    pub federation: String,
    /// When it was gathered.
    pub at: Timestamp,
    /// The clusters that did not answer.
    pub silent_clusters: Vec<ClusterName>,
    /// The clusters whose Secrets could not be read, so that their values are told by form only.
    pub unread_secrets: Vec<ClusterName>,
    /// What the checks came to; the archive has it as a file of its own, without secrets.
    #[serde(skip)]
    pub checks: Option<Report>,
    /// What is in it and what is not.
    #[serde(flatten)]
    pub inventory: Inventory,
}

/// The page that says what is where, in Markdown.
pub fn index(gathered: &Gathered) -> String {
    let files = &gathered.inventory.files;
    let bytes: u64 = files.iter().map(|file| file.bytes).sum();
    let mut text = format!(
        "# Federation {}, gathered {}\n\n{} files, {}. Values of Secrets are in none of them; `[redacted…]` stands where something else was a secret.\n",
        gathered.federation,
        gathered.at.strftime("%Y-%m-%d %H:%M:%S UTC"),
        files.len(),
        size(bytes)
    );
    for name in &gathered.silent_clusters {
        text.push_str(&format!("\n**Cluster {name} did not answer.**\n"));
    }
    for name in &gathered.unread_secrets {
        let note = "could not be read, so secrets from there are known by their form only";
        text.push_str(&format!("\nThe Secrets of cluster {name} {note}.\n"));
    }
    text.extend(gathered.checks.as_ref().map(checked));
    let mut chapter = String::new();
    for file in files {
        let of = chapter_of(file);
        if of != chapter {
            text.push_str(&format!("\n## {of}\n\n| file | what | size |\n|---|---|---|\n"));
            chapter = of;
        }
        let File { path, bytes, about } = file;
        text.push_str(&format!("| [{path}]({path}) | {} | {} |\n", cell(about), size(*bytes)));
    }
    if !gathered.inventory.missing.is_empty() {
        text.push_str("\n## What is not here, and why\n\n| what | why |\n|---|---|\n");
        for missing in &gathered.inventory.missing {
            text.push_str(&format!("| {} | {} |\n", missing.path, cell(&missing.reason)));
        }
    }
    text
}

/// What is wrong, as the checks see it.
fn checked(report: &Report) -> String {
    let mut text = format!("\n## What is wrong\n\n{}.", in_short(report));
    if report.with(Verdict::Skipped).next().is_some() {
        text.push_str(" Nothing was made in the clusters for it: `fedrig check` asks more.");
    }
    text.push_str(" All of it: [run/check.txt](run/check.txt).\n");
    let bad = [Verdict::Fail, Verdict::Error, Verdict::Warn];
    let bad: Vec<&Answer> = bad.into_iter().flat_map(|verdict| report.with(verdict)).collect();
    if bad.is_empty() {
        return text;
    }
    text.push_str("\n| check | cluster | verdict | seen | cause |\n|---|---|---|---|---|\n");
    for answer in bad {
        let cluster = answer.cluster.as_ref().map(ToString::to_string).unwrap_or_default();
        let (seen, cause) = (cell(&answer.evidence), cell(answer.cause.unwrap_or_default()));
        let (check, verdict) = (answer.check, answer.verdict.as_str());
        text.push_str(&format!("| {check} | {cluster} | {verdict} | {seen} | {cause} |\n"));
    }
    text
}

/// The last lines for a person.
pub fn summary(gathered: &Gathered) -> String {
    let missing = gathered.inventory.missing.len();
    let mut text = format!(
        "{}: {} files in {}, without secrets; `{}/index.md` in it says what is where\n",
        gathered.archive.display(),
        gathered.inventory.files.len(),
        size(gathered.bytes),
        gathered.folder,
    );
    for name in &gathered.silent_clusters {
        text.push_str(&format!("warning: cluster {name} did not answer, and is not in it\n"));
    }
    for name in &gathered.unread_secrets {
        if !gathered.silent_clusters.contains(name) {
            text.push_str(&format!(
                "warning: the Secrets of cluster {name} could not be read: look through its logs before you pass them on\n"
            ));
        }
    }
    if missing > 0 {
        text.push_str(&format!("{missing} pieces were not to be had; the index says why\n"));
    }
    text
}

/// `run`, or `clusters/eu`.
fn chapter_of(file: &File) -> String {
    let mut parts = file.path.split('/');
    match (parts.next(), parts.next()) {
        (Some("clusters"), Some(name)) => format!("Cluster {name}"),
        (Some(_) | None, _) => "The federation as fedrig sees it".to_owned(),
    }
}

/// A text that stays within a cell of a table.
fn cell(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    line.join(" ").replace('|', "\\|")
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{:.1} KiB", bytes as f64 / 1024.0),
        _ => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Group;
    use crate::gather::Missing;

    fn silent() -> Answer {
        Answer {
            check: "api-answers",
            group: Group::Clusters,
            cluster: Some("us".parse().unwrap()),
            statement: "the API server of us answers this machine".to_owned(),
            verdict: Verdict::Fail,
            evidence: "connection | refused".to_owned(),
            signature: None,
            cause: Some("nothing listens there"),
            hints: Vec::new(),
            page: String::new(),
            is_unasked: false,
            took_seconds: 0.1,
        }
    }

    #[test]
    fn the_index_says_what_is_where_and_what_is_missing() {
        let file = |path: &str, about: &str| File {
            path: path.to_owned(),
            bytes: 2048,
            about: about.to_owned(),
        };
        let missing = Missing {
            path: "clusters/us/".to_owned(),
            reason: "the cluster does not answer: a | b\nc".to_owned(),
        };
        let gathered = Gathered {
            archive: "/x/a.tar.gz".into(),
            bytes: 700,
            folder: "two".to_owned(),
            federation: "two".to_owned(),
            at: "2026-11-24T08:00:00Z".parse().unwrap(),
            silent_clusters: vec!["us".parse().unwrap()],
            unread_secrets: vec!["us".parse().unwrap()],
            checks: Some(Report::of("two".to_owned(), vec![silent()])),
            inventory: Inventory {
                files: vec![
                    file("clusters/eu/version.txt", "version"),
                    file("run/plan.txt", "plan"),
                ],
                missing: vec![missing],
            },
        };
        insta::assert_snapshot!(format!("{}\n{}", index(&gathered), summary(&gathered)));
    }
}

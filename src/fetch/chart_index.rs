//! The list of KubeFed's charts, asked only to say which versions there are.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use semver::Version;
use serde::Deserialize;

/// The chart's name in the list.
const CHART: &str = "kubefed";
/// How many versions a message shows.
const SHOWN: usize = 12;

#[derive(Deserialize)]
struct Index {
    entries: BTreeMap<String, Vec<Entry>>,
}

#[derive(Deserialize)]
struct Entry {
    version: String,
}

/// The versions in the list, newest first; none if it can't be read.
pub(super) fn versions(text: &str) -> Vec<Version> {
    let Ok(index) = serde_saphyr::from_str::<Index>(text) else { return Vec::new() };
    let entries = index.entries.get(CHART).map(Vec::as_slice).unwrap_or_default();
    let mut versions: Vec<Version> =
        entries.iter().filter_map(|entry| crate::tool::version::parse(&entry.version)).collect();
    versions.sort_by(|a, b| b.cmp(a));
    versions.dedup();
    versions
}

/// The version that differs least from the wanted one, and the newest of those.
pub(super) fn nearest<'a>(wanted: &Version, versions: &'a [Version]) -> Option<&'a Version> {
    versions.iter().min_by_key(|version| {
        let distance = (
            version.major.abs_diff(wanted.major),
            version.minor.abs_diff(wanted.minor),
            version.patch.abs_diff(wanted.patch),
            version.pre != wanted.pre && !version.pre.is_empty(),
        );
        (distance, Reverse(*version))
    })
}

/// `0.10.0, 0.9.2 and 7 older ones`.
pub(super) fn list(versions: &[Version]) -> String {
    let shown: Vec<String> = versions.iter().take(SHOWN).map(Version::to_string).collect();
    match versions.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        older => format!("{} and {older} older", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDEX: &str = "apiVersion: v1\nentries:\n  kubefed:\n  - version: 0.9.2\n    digest: x\n  - version: 0.10.0\n    urls: [https://github.test/x]\n  - version: 0.6.1-rc1\n  - version: rubbish\n  other:\n  - version: 9.0.0\ngenerated: now\n";

    #[test]
    fn versions_are_listed_newest_first() {
        assert_eq!(list(&versions(INDEX)), "0.10.0, 0.9.2, 0.6.1-rc1");
        assert_eq!(versions("<html>"), []);
    }

    #[rstest::rstest]
    #[case::too_new("0.11.0", "0.10.0")]
    #[case::between("0.9.1", "0.9.2")]
    #[case::major("1.0.0", "0.6.1-rc1")]
    #[case::candidate("0.6.1", "0.6.1-rc1")]
    fn the_nearest_version_is_found(#[case] wanted: Version, #[case] expected: Version) {
        assert_eq!(nearest(&wanted, &versions(INDEX)), Some(&expected));
    }

    #[test]
    fn a_long_list_is_cut() {
        let versions: Vec<Version> = (0..14).map(|n| Version::new(0, 14 - n, 0)).collect();
        assert!(list(&versions).ends_with("0.3.0 and 2 older"));
    }
}

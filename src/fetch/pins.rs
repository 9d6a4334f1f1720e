//! The digests of release files that are known before they are fetched: `pins.txt`, as data.

use url::Url;

use super::digest::Digest;

const TABLE: &str = include_str!("pins.txt");

/// The digest of what upstream has at `url`, if it is pinned.
pub(super) fn find(url: &Url) -> Option<Digest> {
    lines().find(|(_, pinned)| *pinned == url.as_str()).and_then(|(digest, _)| digest.parse().ok())
}

/// Each digest with its URL.
fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once("  "))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use semver::Version;

    use super::super::catalogue::Release;
    use super::super::{Arch, Os, Platform};
    use super::*;
    use crate::tool::Program;

    #[test]
    fn every_line_is_a_digest_of_a_file_in_the_catalogue() {
        let platforms = [(Os::Linux, Arch::Amd64), (Os::Linux, Arch::Arm64)];
        let apples = [(Os::Darwin, Arch::Amd64), (Os::Darwin, Arch::Arm64)];
        let all = || platforms.into_iter().chain(apples);
        let published = |program, version: Version, os, arch| {
            Release::of(program, &version, Platform { os, arch }).unwrap().url.to_string()
        };
        let helm =
            all().map(|(os, arch)| published(Program::Helm, Version::new(3, 19, 5), os, arch));
        let kind =
            all().map(|(os, arch)| published(Program::Kind, Version::new(0, 30, 0), os, arch));
        let kubectl = platforms
            .map(|(os, arch)| published(Program::Kubectl, Version::new(1, 33, 8), os, arch));
        let charts = [(7, 0), (8, 0), (8, 1), (9, 0), (9, 1), (9, 2)]
            .map(|(minor, patch)| Release::chart(&Version::new(0, minor, patch)).url.to_string());
        let catalogue: BTreeSet<String> = helm.chain(kind).chain(kubectl).chain(charts).collect();
        let pinned: Vec<_> = lines().map(|(_, url)| url.to_owned()).collect();
        assert_eq!(pinned.iter().cloned().collect::<BTreeSet<String>>(), catalogue);
        assert_eq!(pinned.len(), catalogue.len(), "each once");
        assert!(lines().all(|(digest, _)| digest.parse::<Digest>().is_ok()));
    }

    #[test]
    fn every_group_of_pins_names_its_source() {
        let groups = TABLE.split("\n\n").skip(1);
        assert!(groups.into_iter().all(|group| group.starts_with("# ") && group.contains("https")));
    }

    #[test]
    fn what_is_not_in_the_table_is_not_pinned() {
        assert_eq!(
            find(&"https://get.helm.sh/helm-v3.19.5-linux-386.tar.gz".parse().unwrap()),
            None
        );
    }
}

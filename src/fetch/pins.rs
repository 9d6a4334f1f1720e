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
        let mut catalogue = BTreeSet::new();
        for (os, arch) in [
            (Os::Linux, Arch::Amd64),
            (Os::Linux, Arch::Arm64),
            (Os::Darwin, Arch::Amd64),
            (Os::Darwin, Arch::Arm64),
        ] {
            for (program, version) in
                [(Program::Helm, Version::new(3, 19, 5)), (Program::Kind, Version::new(0, 30, 0))]
            {
                let release = Release::of(program, &version, Platform { os, arch }).unwrap();
                catalogue.insert(release.url.to_string());
            }
        }
        let pinned: Vec<_> = lines().map(|(_, url)| url.to_owned()).collect();
        assert_eq!(pinned.iter().cloned().collect::<BTreeSet<_>>(), catalogue);
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

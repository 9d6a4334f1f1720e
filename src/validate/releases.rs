//! KubeFed's releases in their order.

use semver::Version;

/// The releases, oldest first. Source: the `index.yaml` of upstream's charts; release candidates and
/// 0.6 and older, which have v1beta1 CRDs, are left out.
const ORDER: [(u64, u64); 7] = [(7, 0), (8, 0), (8, 1), (9, 0), (9, 1), (9, 2), (10, 0)];

/// The releases before a version, the nearest first.
pub(super) fn before(version: &Version) -> impl Iterator<Item = Version> {
    let older = ORDER.map(|(minor, patch)| Version::new(0, minor, patch)).into_iter().rev();
    older.filter(move |release| release < version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_release_comes_first() {
        let before: Vec<_> = before(&Version::new(0, 8, 1)).map(|v| v.to_string()).collect();
        assert_eq!(before, ["0.8.0", "0.7.0"]);
    }
}

//! kind and its node images.

use semver::Version;

use super::{is_measured, minor};

/// Where kind says what it vouches for; the images of a release are in its notes.
pub(super) const SOURCE: &str = "https://kind.sigs.k8s.io/docs/design/node-image";
/// The kind that the end-to-end tests run, with node images of their own.
const TESTED: (u64, u64) = (0, 30);

/// kind's minor of 0, and the Kubernetes minors from the oldest to the newest of the node images that
/// its release notes list (`https://github.com/kubernetes-sigs/kind/releases/tag/v0.X.0`).
pub(super) const IMAGES: [(u64, u64, u64); 3] = [(25, 26, 32), (30, 31, 34), (33, 34, 37)];

/// What is to be said of a node image of this Kubernetes for this kind; nothing when there is one, it
/// is tested, or nothing is known of that kind.
pub fn node_image(kind: &Version, kubernetes: &Version) -> Option<String> {
    let wanted = minor(kubernetes)?;
    let known = |entry: &&(u64, u64, u64)| kind.major == 0 && entry.0 == kind.minor;
    let (_, oldest, newest) = IMAGES.iter().find(known)?;
    if (*oldest..=*newest).contains(&wanted) || is_measured(kind, TESTED, wanted) {
        return None;
    }
    Some(format!(
        "kind {kind} was released with node images of Kubernetes 1.{oldest} to 1.{newest}, and vouches for no others ({SOURCE})"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::released_with_it("0.30.0", "1.32.8", true)]
    #[case::tested("0.30.0", "1.24.17", true)]
    #[case::neither("0.30.0", "1.25.16", false)]
    #[case::too_new("0.25.0", "1.34.0", false)]
    #[case::an_unknown_kind("0.20.0", "1.34.0", true)]
    fn node_images_are_vouched_for_or_not(
        #[case] kind: Version,
        #[case] kubernetes: Version,
        #[case] quiet: bool,
    ) {
        assert_eq!(node_image(&kind, &kubernetes).is_none(), quiet);
    }
}

//! kubectl and each cluster's Kubernetes.

use semver::Version;

use super::{is_measured, minor};

/// Where Kubernetes says how far kubectl may be away.
pub(super) const SOURCE: &str = "https://kubernetes.io/releases/version-skew-policy/#kubectl";
/// The kubectl that the end-to-end tests run.
const TESTED: (u64, u64) = (1, 33);

/// What is to be said of this kubectl on a cluster with this Kubernetes; nothing when it is at most
/// one minor away, or tested.
pub fn skew(kubectl: &Version, kubernetes: &Version) -> Option<String> {
    let (tool, cluster) = (minor(kubectl)?, minor(kubernetes)?);
    if tool.abs_diff(cluster) <= 1 || is_measured(kubectl, TESTED, cluster) {
        return None;
    }
    Some(format!(
        "runs Kubernetes {kubernetes}, and kubectl {kubectl} is {} minors away, of which one is supported ({SOURCE})",
        tool.abs_diff(cluster)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::the_same("1.30.1", "1.30.9", true)]
    #[case::one_newer("1.31.0", "1.30.9", true)]
    #[case::one_older("1.29.0", "1.30.9", true)]
    #[case::two_newer("1.32.0", "1.30.9", false)]
    #[case::tested("1.33.13", "1.21.14", true)]
    #[case::not_tested("1.33.13", "1.22.17", false)]
    fn one_minor_is_supported(
        #[case] kubectl: Version,
        #[case] kubernetes: Version,
        #[case] quiet: bool,
    ) {
        assert_eq!(skew(&kubectl, &kubernetes).is_none(), quiet);
    }
}

//! helm and the host's Kubernetes.

use semver::Version;

use super::{is_measured, minor};

/// Where helm says which Kubernetes it vouches for.
pub(super) const SOURCE: &str = "https://helm.sh/docs/topics/version_skew/";
/// The helm that the end-to-end tests run.
const TESTED: (u64, u64) = (3, 19);

/// helm's major and minor, and the newest Kubernetes minor that it vouches for. It vouches for the
/// three before as well.
pub(super) const NEWEST: [(u64, u64, u64); 14] = [
    (3, 8, 23),
    (3, 9, 24),
    (3, 10, 25),
    (3, 11, 26),
    (3, 12, 27),
    (3, 13, 28),
    (3, 14, 29),
    (3, 15, 30),
    (3, 16, 31),
    (3, 17, 32),
    (3, 18, 33),
    (3, 19, 34),
    (3, 20, 35),
    (4, 0, 34),
];
/// How many minors before the newest one helm vouches for.
pub(super) const BEFORE: u64 = 3;

/// What is to be said of this helm on a host with this Kubernetes; nothing when it is vouched for,
/// tested, or when nothing is known of that helm.
pub fn skew(helm: &Version, kubernetes: &Version) -> Option<String> {
    let known = |entry: &&(u64, u64, u64)| (entry.0, entry.1) == (helm.major, helm.minor);
    let (_, _, newest) = NEWEST.iter().find(known)?;
    let wanted = minor(kubernetes)?;
    let oldest = newest - BEFORE;
    if (oldest..=*newest).contains(&wanted) || is_measured(helm, TESTED, wanted) {
        return None;
    }
    Some(format!(
        "runs Kubernetes {kubernetes}, and helm {helm} vouches for 1.{oldest} to 1.{newest} ({SOURCE})"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::vouched_for("3.19.5", "1.31.0", true)]
    #[case::tested("3.19.5", "1.21.14", true)]
    #[case::too_old("3.19.5", "1.22.0", false)]
    #[case::too_new("3.14.0", "1.33.13", false)]
    #[case::of_an_unknown_helm_nothing_is_said("3.1.0", "1.33.13", true)]
    fn a_helm_is_vouched_for_or_not(
        #[case] helm: Version,
        #[case] kubernetes: Version,
        #[case] quiet: bool,
    ) {
        assert_eq!(skew(&helm, &kubernetes).is_none(), quiet);
    }
}

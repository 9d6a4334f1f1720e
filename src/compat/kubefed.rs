//! KubeFed, its kubefedctl, and Kubernetes.

use semver::Version;

/// The host's Kubernetes minors (`1.x`) that one minor of KubeFed works on.
pub(super) struct Support {
    /// KubeFed's minor: `0.x`.
    pub kubefed: u64,
    /// The oldest Kubernetes minor, and why.
    pub oldest: (u64, &'static str),
    /// The newest Kubernetes minor, and why.
    pub newest: Option<(u64, &'static str)>,
}

/// Sources: the API versions in each chart's `crds/` and `webhook.yaml`, the removals in the
/// Kubernetes deprecation guide, and the way in which each `kubefedctl join` gets a token.
pub(super) const SUPPORT: [Support; 4] = [
    Support {
        kubefed: 7,
        oldest: (16, "its CRDs are apiextensions.k8s.io/v1, which Kubernetes has since 1.16"),
        newest: Some((
            21,
            "its webhooks are admissionregistration.k8s.io/v1beta1, which Kubernetes 1.22 removed",
        )),
    },
    Support { kubefed: 8, oldest: (16, V1_WEBHOOKS), newest: None },
    Support { kubefed: 9, oldest: (16, V1_WEBHOOKS), newest: None },
    Support { kubefed: 10, oldest: (16, V1_WEBHOOKS), newest: None },
];

const V1_WEBHOOKS: &str =
    "its webhooks are admissionregistration.k8s.io/v1, which Kubernetes has since 1.16";

/// Why this KubeFed can't work on a host with this Kubernetes, and what would; nothing when it can,
/// or when nothing is known of that KubeFed.
pub fn obstacle(kubefed: &Version, kubernetes: &Version) -> Option<String> {
    let known = (kubefed.major == 0).then_some(kubefed.minor)?;
    let support = SUPPORT.iter().find(|support| support.kubefed == known)?;
    let minor = if kubernetes.major == 1 { kubernetes.minor } else { u64::MAX };
    let (bound, why) = match (support.oldest, support.newest) {
        ((oldest, why), _) if minor < oldest => (format!("1.{oldest} or newer"), why),
        (_, Some((newest, why))) if minor > newest => (format!("1.{newest} or older"), why),
        _ => return None,
    };
    Some(format!(
        "runs Kubernetes {kubernetes}, and KubeFed {kubefed} needs {bound}: {why}{}",
        instead(minor)
    ))
}

/// The newest Kubernetes minor whose members an older kubefedctl can join, and since which KubeFed
/// minor that is over.
///
/// Measured: `kubefedctl join` of 0.8.1 times out on Kubernetes 1.24, which no longer makes a
/// token Secret for each service account; 0.10.0 makes one itself.
pub(super) const AUTOMATIC_TOKENS: (u64, u64) = (23, 10);

/// Why a cluster with this Kubernetes can't join a federation of this KubeFed; nothing when it can.
pub fn join_obstacle(kubefed: &Version, kubernetes: &Version) -> Option<String> {
    let (newest, since) = AUTOMATIC_TOKENS;
    let is_old = kubefed.major == 0 && kubefed.minor < since;
    (is_old && kubernetes.major == 1 && kubernetes.minor > newest).then(|| {
        format!(
            "runs Kubernetes {kubernetes}, and kubefedctl {kubefed} joins 1.{newest} or older: it waits for a token that Kubernetes makes by itself up to there (KubeFed 0.{since} fits)"
        )
    })
}

fn instead(minor: u64) -> String {
    let fits = |support: &&Support| {
        minor >= support.oldest.0 && support.newest.is_none_or(|(newest, _)| minor <= newest)
    };
    match SUPPORT.iter().rev().find(fits) {
        Some(support) => format!(" (KubeFed 0.{} fits)", support.kubefed),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::the_seeds_version_is_too_old("0.7.0", "1.33.13", false)]
    #[case::the_seeds_version_on_its_own_time("0.7.0", "1.21.14", true)]
    #[case::the_newest_on_the_newest("0.10.0", "1.33.13", true)]
    #[case::a_host_that_is_too_old("0.10.0", "1.15.12", false)]
    #[case::an_unknown_kubefed_is_not_judged("0.99.0", "1.33.13", true)]
    fn pairs_are_judged(#[case] kubefed: Version, #[case] kubernetes: Version, #[case] fits: bool) {
        assert_eq!(obstacle(&kubefed, &kubernetes).is_none(), fits);
    }

    #[rstest::rstest]
    #[case::an_old_kubefedctl_on_a_new_member("0.8.1", "1.24.17", false)]
    #[case::an_old_kubefedctl_on_an_old_member("0.8.1", "1.23.17", true)]
    #[case::a_new_kubefedctl("0.10.0", "1.33.13", true)]
    fn joins_are_judged(#[case] kubefed: Version, #[case] kubernetes: Version, #[case] fits: bool) {
        assert_eq!(join_obstacle(&kubefed, &kubernetes).is_none(), fits);
    }

    #[test]
    fn the_obstacle_says_why_and_what_fits() {
        let text = obstacle(&Version::new(0, 7, 0), &Version::new(1, 33, 13));
        insta::assert_snapshot!(text.unwrap(), @"runs Kubernetes 1.33.13, and KubeFed 0.7.0 needs 1.21 or older: its webhooks are admissionregistration.k8s.io/v1beta1, which Kubernetes 1.22 removed (KubeFed 0.10 fits)");
    }
}

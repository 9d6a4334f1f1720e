//! Images that are gone from their public homes, as data: a node that is told to pull one never
//! gets it.

use super::ImageName;

/// Images that were taken away.
#[derive(Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Gone {
    /// The registry.
    pub registry: &'static str,
    /// How their paths begin, up to a `/` or the end.
    pub path: &'static str,
    /// The tag that stayed, if one did.
    pub stayed: Option<&'static str>,
    /// What happened, and when.
    pub what: &'static str,
    /// What can be used instead.
    pub instead: &'static str,
    /// Who says so.
    pub source: &'static str,
}

impl Gone {
    /// All that is known to be gone and that control planes of this time are made of.
    pub const ALL: [Self; 2] = [
        Self {
            registry: "docker.io",
            path: "bitnami",
            stayed: Some("latest"),
            what: "Bitnami took its tagged images away from docker.io/bitnami in 2025",
            instead: "docker.io/bitnamilegacy has them as they were then, without updates",
            source: "https://github.com/bitnami/containers/issues/83267",
        },
        Self {
            registry: "gcr.io",
            path: "kubebuilder/kube-rbac-proxy",
            stayed: None,
            what: "kube-rbac-proxy is not published at gcr.io/kubebuilder any more",
            instead: "its own project publishes it as quay.io/brancz/kube-rbac-proxy",
            source: "https://github.com/kubernetes-sigs/kubebuilder/blob/master/designs/discontinue_usage_of_kube_rbac_proxy.md",
        },
    ];

    fn has(&self, image: &ImageName) -> bool {
        let rest = image.path.strip_prefix(self.path);
        // A digest is asked for whatever the tag is, and the bytes under it may have stayed.
        image.registry == self.registry
            && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            && image.digest.is_none()
            && (self.stayed.is_none() || image.tag.as_deref() != self.stayed)
    }
}

/// Why an image can't be pulled from where its name says, if it is known to be gone.
pub fn find_gone(image: &ImageName) -> Option<&'static Gone> {
    const ALL: &[Gone] = &Gone::ALL;
    ALL.iter().find(|gone| gone.has(image))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::the_charts_hook("bitnami/kubectl:1.17.16", true)]
    #[case::what_stayed("bitnami/kubectl:latest", false)]
    #[case::another_home("bitnamilegacy/kubectl:1.17.16", false)]
    #[case::a_mirror("mirror.example.com/bitnami/kubectl:1.17.16", false)]
    #[case::a_sidecar("gcr.io/kubebuilder/kube-rbac-proxy:v0.8.0", true)]
    #[case::kubefed("quay.io/kubernetes-multicluster/kubefed:v0.10.0", false)]
    fn what_is_gone_is_known(#[case] image: &str, #[case] is_gone: bool) {
        assert_eq!(find_gone(&image.parse().unwrap()).is_some(), is_gone);
    }

    #[test]
    fn each_says_who_says_so() {
        for gone in &Gone::ALL {
            assert!(gone.source.starts_with("https://") && !gone.instead.is_empty(), "{gone:?}");
        }
    }
}

//! Addresses of API servers, seen from the host's pods.
//!
//! kubefedctl writes a member's address into the host, and KubeFed's controller calls it from its
//! pod. An address that means "this machine" means the pod itself there.

use url::{Host, Url};

use super::access::Found;
use super::cluster_entry::ClusterEntry;
use super::meaning::Meaning;
use super::problem::ProblemKind;
use super::source::At;

impl Meaning<'_> {
    /// The address that was typed.
    pub(super) fn endpoint(&mut self, at: &At<String>) -> Option<Url> {
        let url = Url::parse(&at.value).ok().filter(|url| url.scheme() == "https");
        let Some(url) = url else {
            let rest = at.value.split_once("://").map_or(at.value.as_str(), |(_, rest)| rest);
            let better = format!("https://{rest}");
            let better = Url::parse(&better).is_ok().then(|| format!("write `{better}`"));
            let message = format!("`{}` is not an https address", at.value);
            self.notes.add(at, message, better);
            return None;
        };
        let more = [
            (!url.username().is_empty() || url.password().is_some(), "a user"),
            (url.query().is_some(), "a `?`"),
            (url.fragment().is_some(), "a `#`"),
        ];
        if let Some((_, what)) = more.iter().find(|(there, _)| *there) {
            self.notes.add(at, format!("an API server's address can't have {what}"), None);
            return None;
        }
        Some(url)
    }

    /// Notes an address that pods can't use: the one typed, or without one that of the kubeconfig.
    ///
    /// `endpoint` is `Some(None)` when one was typed that is no address.
    pub(super) fn pods_can_reach(
        &mut self,
        entry: &ClusterEntry,
        endpoint: Option<&Option<Url>>,
        found: Option<&Found>,
    ) {
        let Some(name) = &entry.name else { return };
        let from_kubeconfig = found.and_then(|found| Some((found, found.entry.as_ref()?)));
        let (at, url, said) = match (endpoint, from_kubeconfig, &entry.endpoint) {
            (Some(Some(url)), _, Some(at)) => (at.with(()), url, "this is".to_owned()),
            (None, Some((found, entry)), _) => {
                let server = &entry.server_as_written;
                (found.at.clone(), &entry.server, format!("its kubeconfig names {server},"))
            }
            _ => return,
        };
        let context = found.map(Found::context).unwrap_or_default();
        if !is_loopback(url) {
            return;
        }
        let message = format!(
            "{said} an address of this machine only: KubeFed's controller would look for `{}` inside its own pod",
            name.value
        );
        self.notes.add_kind(ProblemKind::Endpoint, &at, message, Some(instead(context)));
    }
}

/// Whether the address means the machine, or the pod, that asks.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(ip)) => ip.is_loopback() || ip.is_unspecified(),
        Some(Host::Ipv6(ip)) => {
            let mapped = ip.to_ipv4_mapped();
            let mapped = mapped.is_some_and(|ip| ip.is_loopback() || ip.is_unspecified());
            ip.is_loopback() || ip.is_unspecified() || mapped
        }
        None => false,
    }
}

/// kind calls a cluster's context `kind-<cluster>` and its first node `<cluster>-control-plane`.
fn instead(context: &str) -> String {
    match context.strip_prefix("kind-") {
        Some(cluster) => format!(
            "for kind, `endpoint: https://ADDRESS:6443` with the ADDRESS from \
             `docker inspect -f '{{{{.NetworkSettings.Networks.kind.IPAddress}}}}' {cluster}-control-plane`"
        ),
        None => "give `endpoint: https://…`, an address that the host's pods reach".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::the_usual_one("https://127.0.0.1:6443", true)]
    #[case::another_of_its_net("https://127.8.0.1", true)]
    #[case::a_short_one("https://127.1:6443", true)]
    #[case::every_address("https://0.0.0.0:6443", true)]
    #[case::ipv6("https://[::1]:6443", true)]
    #[case::ipv4_in_ipv6("https://[::ffff:127.0.0.1]", true)]
    #[case::a_name("https://LOCALHOST:6443", true)]
    #[case::a_name_below_it("https://eu.localhost.", true)]
    #[case::a_container("https://172.18.0.4:6443", false)]
    #[case::a_name_like_it("https://localhost.example", false)]
    #[case::ipv6_elsewhere("https://[fd00::1]", false)]
    fn an_address_of_this_machine_is_known(#[case] url: &str, #[case] expected: bool) {
        assert_eq!(is_loopback(&url.parse().unwrap()), expected);
    }
}

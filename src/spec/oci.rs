//! The name of a chart in a registry.

use super::kubefed_entry::KubeFedEntry;
use super::meaning::Meaning;

/// How the name of a chart in a registry begins.
pub(super) const SCHEME: &str = "oci://";

/// A chart in a registry, without its version: `oci://registry.example.com/charts/kubefed`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OciReference(String);

impl OciReference {
    fn parse(text: &str) -> Option<Self> {
        let (host, path) = text.strip_prefix(SCHEME)?.split_once('/')?;
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
        let name = host
            .rsplit_once(':')
            .map_or(Some(host), |(name, port)| port.parse::<u16>().is_ok().then_some(name))?;
        let all_plain = |word: &str| {
            word.starts_with(|c: char| c.is_ascii_alphanumeric()) && word.chars().all(is_plain)
        };
        (all_plain(name) && path.split('/').all(all_plain)).then(|| Self(text.to_owned()))
    }

    /// As helm takes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Meaning<'_> {
    /// The chart of a registry that the entry names, if it names one.
    pub(super) fn registry(&mut self, entry: &KubeFedEntry) -> Option<OciReference> {
        let at = entry.chart.as_ref().filter(|at| at.value.starts_with(SCHEME))?;
        let reference = OciReference::parse(&at.value);
        if reference.is_none() {
            let message = format!("`{}` is not the name of a chart in a registry", at.value);
            let instead = "such as `oci://registry.example.com/charts/kubefed`, without a tag: the version is `kubefed.version`";
            self.notes.add(at, message, Some(instead.to_owned()));
        }
        reference
    }
}

#[cfg(test)]
mod tests {
    use super::OciReference;
    use crate::spec::testing::{Desk, SMALL};

    #[rstest::rstest]
    #[case::plain("oci://registry.example.com/charts/kubefed", true)]
    #[case::with_a_port("oci://127.0.0.1:5000/kubefed", true)]
    #[case::with_a_tag("oci://registry.example.com/charts/kubefed:0.10.0", false)]
    #[case::with_a_digest("oci://registry.example.com/kubefed@sha256:aa", false)]
    #[case::no_path("oci://registry.example.com", false)]
    #[case::a_flag("oci://registry.example.com/--untar", false)]
    #[case::upwards("oci://registry.example.com/../x", false)]
    #[case::a_login("oci://me:password@registry.example.com/x", false)]
    #[case::other("https://registry.example.com/x", false)]
    fn a_reference_names_a_registry_and_a_chart(#[case] text: &str, #[case] is_one: bool) {
        assert_eq!(OciReference::parse(text).is_some(), is_one);
    }

    #[test]
    fn a_chart_may_be_in_a_registry() {
        let entry = "kubefed: {chart: 'oci://registry.example.com/charts/kubefed'}\n";
        let kubefed = Desk::new().federation(&format!("{SMALL}{entry}")).kubefed;
        let reference = kubefed.registry.unwrap();
        assert_eq!(reference.as_str(), "oci://registry.example.com/charts/kubefed");
        assert_eq!(kubefed.chart, None);
        let entry = "kubefed: {chart: 'oci://registry.example.com/charts/kubefed:0.10.0'}\n";
        let problems = Desk::new().text(&format!("{SMALL}{entry}")).unwrap_err();
        assert!(problems.to_string().contains("without a tag"), "{problems}");
    }
}

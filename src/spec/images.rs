//! Images and where they come from, as the file has them.

use super::meaning::Meaning;
use super::source::At;
use crate::compat::Rule;
use crate::fetch::{ImageName, RegistryMirror};
use crate::kubeconfig::similar::did_you_mean;

impl Meaning<'_> {
    /// An image with a tag or a digest.
    pub(super) fn image(&mut self, at: &At<String>) -> Option<ImageName> {
        let found: Result<ImageName, _> = at.value.parse();
        if let Err(error) = &found {
            let instead = "such as `registry.example.com/tools/kubectl:1.33.13`".to_owned();
            self.notes.add(at, error.to_string(), Some(instead));
        }
        found.ok()
    }

    /// A rule about versions.
    pub(super) fn rule(&mut self, at: &At<String>) -> Option<Rule> {
        let found: Result<Rule, _> = at.value.parse();
        if let Err(error) = &found {
            let near = did_you_mean(&at.value, Rule::ALL.map(Rule::as_str));
            let instead = near.map(|near| format!("did you mean `{near}`?"));
            self.notes.add(at, error.to_string(), instead);
        }
        found.ok()
    }

    /// What stands before the paths of images.
    pub(super) fn registry_mirror(&mut self, at: &At<String>) -> Option<RegistryMirror> {
        match at.value.parse() {
            Ok(mirror) => Some(mirror),
            Err(message) => {
                let instead = "such as `registry.example.com/mirror`, without https://".to_owned();
                self.notes.add(at, message, Some(instead));
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::KubeFed;
    use super::super::testing::{Desk, SMALL};

    fn kubefed(text: &str) -> Result<KubeFed, String> {
        let read = Desk::new().text(&format!("{SMALL}kubefed: {{{text}}}\n"));
        read.map(|federation| federation.kubefed).map_err(|problems| problems.to_string())
    }

    #[test]
    fn images_and_their_mirror_are_read() {
        let hex = "a".repeat(64);
        let image = format!("reg.example/kubefed:v1@sha256:{hex}");
        let text = format!("image: '{image}', registryMirror: 'reg.example:5000/mirror'");
        let read = kubefed(&text).unwrap();
        assert_eq!(read.image.unwrap().to_string(), image);
        assert_eq!(read.registry_mirror.unwrap().to_string(), "reg.example:5000/mirror");
    }

    #[rstest::rstest]
    #[case::no_tag("image: reg.example/kubefed", "is not an image with a tag or a digest")]
    #[case::a_url("registryMirror: 'https://reg.example'", "without https://")]
    fn what_is_none_is_said(#[case] text: &str, #[case] expected: &str) {
        let said = kubefed(text).unwrap_err();
        assert!(said.contains(expected), "{said}");
    }
}

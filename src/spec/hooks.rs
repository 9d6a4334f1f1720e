//! Who does the work of the chart's hook, and with which image.

use schemars::JsonSchema;
use semver::Version;

use super::kubefed_entry::KubeFedEntry;
use super::meaning::Meaning;
use super::source::At;
use crate::fetch::ImageName;
use crate::kubeconfig::similar::did_you_mean;

/// The word for it in a federation.yaml.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum HooksWord {
    /// fedrig.
    Fedrig,
    /// The chart's own Job.
    Chart,
}

/// Who does the work of the chart's hook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hooks {
    /// fedrig: no Job, and no restart of the controller when nothing differs.
    Fedrig,
    /// The chart's own Job, with this image if not the chart's.
    Chart(Option<ImageName>),
}

/// KubeFed 0.8 is the first whose chart has values for the image.
const REPLACEABLE: (u64, u64) = (0, 8);

impl Meaning<'_> {
    /// What `hooks` and `hookImage` mean together.
    pub(super) fn hooks(
        &mut self,
        typed: &KubeFedEntry,
        version: Option<&Version>,
    ) -> Option<Hooks> {
        let word = typed.hooks.as_ref().map_or(Some(HooksWord::Fedrig), |at| self.word(at))?;
        let Some(at) = &typed.hook_image else {
            return Some(match word {
                HooksWord::Fedrig => Hooks::Fedrig,
                HooksWord::Chart => Hooks::Chart(None),
            });
        };
        let image = self.image(at);
        if word == HooksWord::Fedrig {
            let message = "no image is needed where fedrig does the hook's work";
            self.notes.add(at, message, Some("delete it, or write `hooks: chart`".to_owned()));
        }
        if version.is_some_and(|version| (version.major, version.minor) < REPLACEABLE) {
            let message = "the charts before 0.8 always use bitnami/kubectl:1.17.16 for their hook";
            let instead = "delete it, and write `hooks: fedrig`".to_owned();
            self.notes.add(at, message, Some(instead));
        }
        image.map(|image| Hooks::Chart(Some(image)))
    }

    fn word(&mut self, at: &At<String>) -> Option<HooksWord> {
        match at.value.as_str() {
            "fedrig" => return Some(HooksWord::Fedrig),
            "chart" => return Some(HooksWord::Chart),
            _ => {}
        }
        let instead = match did_you_mean(&at.value, ["fedrig", "chart"]) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write `fedrig` or `chart`".to_owned(),
        };
        self.notes.add(at, format!("`{}` does no hooks", at.value), Some(instead));
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Desk, SMALL};
    use super::*;

    fn hooks(kubefed: &str) -> Result<Hooks, String> {
        let read = Desk::new().text(&format!("{SMALL}kubefed: {{{kubefed}}}\n"));
        read.map(|federation| federation.kubefed.hooks).map_err(|problems| problems.to_string())
    }

    #[test]
    fn without_a_word_fedrig_does_the_work() {
        assert_eq!(hooks("version: 0.7.0").unwrap(), Hooks::Fedrig);
    }

    #[test]
    fn the_hook_has_an_image_of_its_own() {
        let found = hooks("hooks: chart, hookImage: 'reg.example:5000/a/b/kubectl:1.2'").unwrap();
        let Hooks::Chart(Some(image)) = found else { panic!("no image: {found:?}") };
        assert_eq!(image.to_string(), "reg.example:5000/a/b/kubectl:1.2");
    }

    #[rstest::rstest]
    #[case::a_word_nearby("hooks: charts", "did you mean `chart`?")]
    #[case::no_tag("hooks: chart, hookImage: a/kubectl", "is not an image with a tag or a digest")]
    #[case::no_use(
        "hookImage: 'a/kubectl:1'",
        "no image is needed where fedrig does the hook's work"
    )]
    #[case::an_old_chart(
        "version: 0.7.0, hooks: chart, hookImage: 'a/kubectl:1'",
        "always use bitnami/kubectl:1.17.16"
    )]
    fn what_can_not_be_is_said(#[case] kubefed: &str, #[case] text: &str) {
        let said = hooks(kubefed).unwrap_err();
        assert!(said.contains(text), "{said}");
    }
}

//! The things that a command names: `helm`, `kubectl@1.33.13`, `chart@0.10.0`.

use std::str::FromStr;

use semver::Version;

use crate::fetch::{Item, Wanted, place_of};
use crate::kubeconfig::similar::did_you_mean;
use crate::spec::{Federation, KubeFed};
use crate::step;
use crate::tool::{Program, version};

/// What a person typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    kind: Kind,
    version: Option<Version>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Program(Program),
    Chart,
}

/// Something that can be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Thing {
    Program(Wanted),
    Chart(Version),
    /// A chart of a registry, which this helm pulls.
    Pulled {
        reference: String,
        version: Version,
        helm: Wanted,
    },
}

/// The name of KubeFed's chart.
const CHART: &str = "chart";

impl FromStr for Named {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, version) = match text.split_once('@') {
            Some((name, version)) => (name, Some(version)),
            None => (text, None),
        };
        let program = Program::ALL.into_iter().find(|program| program.file_name() == name);
        let kind = match program {
            Some(program) => Kind::Program(program),
            None if name == CHART => Kind::Chart,
            None => return Err(unknown(name)),
        };
        let parsed = version.map(|text| {
            version::parse(text)
                .ok_or_else(|| format!("`{text}` is not a version of three numbers"))
        });
        Ok(Self { kind, version: parsed.transpose()? })
    }
}

fn unknown(name: &str) -> String {
    let known = || Program::ALL.into_iter().map(Program::file_name).chain([CHART]);
    match did_you_mean(name, known()) {
        Some(near) => format!("there is no tool `{name}`; did you mean `{near}`?"),
        None => format!(
            "there is no tool `{name}`; there are {}",
            known().collect::<Vec<_>>().join(", ")
        ),
    }
}

impl Named {
    /// What is meant: a version that was typed, or the federation's, or the usual one.
    pub fn meant(&self, federation: Option<&Federation>) -> Thing {
        let kubefed = || match federation {
            Some(federation) => federation.kubefed.version.clone(),
            None => KubeFed::usual_version(),
        };
        match (self.kind, &self.version, federation) {
            (Kind::Chart, None, Some(federation)) => {
                Thing::chart_of(federation).unwrap_or_else(|| Thing::Chart(kubefed()))
            }
            (Kind::Chart, version, _) => Thing::Chart(version.clone().unwrap_or_else(kubefed)),
            (Kind::Program(program), Some(version), _) => {
                Thing::Program(Wanted::exactly(program, version.clone()))
            }
            (Kind::Program(program), None, Some(federation)) => {
                Thing::Program(step::wanted(program, federation))
            }
            (Kind::Program(program), None, None) => {
                Thing::Program(Wanted::exactly(program, step::usual(program, &kubefed())))
            }
        }
    }
}

impl Thing {
    /// All that `fedrig up` needs for a federation.
    pub fn all_of(federation: &Federation) -> Vec<Self> {
        let programs = [Program::Helm, Program::Kubectl, Program::Kubefedctl];
        let programs = programs.map(|program| Self::Program(step::wanted(program, federation)));
        programs.into_iter().chain(Self::chart_of(federation)).collect()
    }

    /// Its chart; nothing for one that travels with the file.
    fn chart_of(federation: &Federation) -> Option<Self> {
        let kubefed = &federation.kubefed;
        let version = kubefed.version.clone();
        match (&kubefed.chart, &kubefed.registry) {
            (Some(_), _) => None,
            (None, Some(registry)) => Some(Self::Pulled {
                reference: registry.as_str().to_owned(),
                version,
                helm: step::wanted(Program::Helm, federation),
            }),
            (None, None) => Some(Self::Chart(version)),
        }
    }

    /// Whether it is a program at a path of the file's, which no store has.
    pub fn is_given(&self) -> bool {
        matches!(self, Self::Program(Wanted { path: Some(_), .. }))
    }

    /// Whether this is what is in the store under `item`.
    pub fn is(&self, item: &Item) -> bool {
        match self {
            Self::Program(Wanted { path: Some(_), .. }) => false,
            Self::Program(wanted) => {
                let is_own = item.platform.starts_with("sha256-");
                let source = wanted.own.as_ref().map(|own| own.sha256);
                item.name == wanted.program.file_name()
                    && item.version == wanted.version.to_string()
                    && source.map_or(!is_own, |sha256| item.archive_sha256 == sha256)
            }
            Self::Chart(version) => {
                let is_upstreams = item.name == "kubefed-chart" && item.platform == "any";
                is_upstreams && item.version == version.to_string()
            }
            Self::Pulled { reference, version, .. } => {
                let is_its = item.name == "kubefed-chart" && item.platform == place_of(reference);
                is_its && item.version == version.to_string()
            }
        }
    }

    /// `helm 3.19.5`, for people.
    pub fn title(&self) -> String {
        match self {
            Self::Program(wanted) => format!("{} {}", wanted.program, wanted.version),
            Self::Chart(version) => format!("chart kubefed {version}"),
            Self::Pulled { reference, version, .. } => format!("{reference} {version}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::with_a_version("kubectl@v1.33.13", "kubectl 1.33.13")]
    #[case::usual("helm", "helm 3.19.5")]
    #[case::with_kubefed("kubefedctl", "kubefedctl 0.10.0")]
    #[case::chart("chart@0.8.1", "chart kubefed 0.8.1")]
    fn a_name_means_a_thing(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(text.parse::<Named>().unwrap().meant(None).title(), expected);
    }

    #[rstest::rstest]
    #[case::near("kubect", "did you mean `kubectl`?")]
    #[case::far("terraform", "there are helm, kubectl, kubefedctl, kind, chart")]
    #[case::no_version("helm@three", "`three` is not a version of three numbers")]
    fn what_is_no_tool_is_refused(#[case] text: &str, #[case] expected: &str) {
        let error = text.parse::<Named>().unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}

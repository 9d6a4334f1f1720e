//! What upstream publishes and where: the catalogue, as data.

use semver::Version;
use url::Url;

use super::digest::Digest;
use super::key::{CHART, Key, Kind, chart_file};
use super::platform::{Arch, Os, Platform};
use super::wanted::OwnSource;
use crate::tool::Program;

/// KubeFed's repository has moved to another organisation; its old URLs redirect, and its old
/// paths are the ones in mirrors.
const KUBEFED: &str = "https://github.com/kubernetes-sigs/kubefed/releases/download";
const CHART_INDEX: &str =
    "https://raw.githubusercontent.com/kubernetes-sigs/kubefed/master/charts/index.yaml";

/// One published thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Release {
    /// What it is, for people: `helm 3.19.5`.
    pub what: String,
    /// Its place in the store.
    pub key: Key,
    /// Where upstream has it.
    pub url: Url,
    /// What its digest is compared with.
    pub proof: Proof,
    /// What is at `url`.
    pub content: Content,
}

/// What says what a published file has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Proof {
    /// The checksum file that upstream publishes.
    Published(Url),
    /// The digest that the person gave.
    Given(Digest),
}

/// What a published file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    /// The thing itself.
    Plain,
    /// A packed tarball with the thing in it, under this name.
    Member(String),
}

/// Upstream publishes nothing for this kind of machine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{program} {version} is not published for {platform}")]
pub struct Unsupported {
    /// The program.
    pub program: Program,
    /// The version that was wanted.
    pub version: Version,
    /// The machine that it was wanted for.
    pub platform: Platform,
}

impl Unsupported {
    /// What can be done about it.
    pub fn hints(&self) -> Vec<String> {
        let Self { program, version, .. } = self;
        vec![format!(
            "{program} is published for linux-amd64 and darwin-amd64: run fedrig there, or build {program} {version} from source and give its path"
        )]
    }
}

impl Release {
    /// Where `program` is published.
    pub fn of(
        program: Program,
        version: &Version,
        platform: Platform,
    ) -> Result<Self, Unsupported> {
        let Platform { os, arch } = platform;
        let (file, checksum, content) = match program {
            Program::Helm => (
                format!("https://get.helm.sh/helm-v{version}-{platform}.tar.gz"),
                ".sha256sum",
                Content::Member(format!("{platform}/helm")),
            ),
            Program::Kubectl => (
                format!("https://dl.k8s.io/release/v{version}/bin/{os}/{arch}/kubectl"),
                ".sha256",
                Content::Plain,
            ),
            Program::Kind => (
                format!(
                    "https://github.com/kubernetes-sigs/kind/releases/download/v{version}/kind-{platform}"
                ),
                ".sha256sum",
                Content::Plain,
            ),
            Program::Kubefedctl => match (os, arch) {
                (Os::Linux | Os::Darwin, Arch::Amd64) => (
                    format!("{KUBEFED}/v{version}/kubefedctl-{version}-{platform}.tgz"),
                    ".sha",
                    Content::Member("kubefedctl".to_owned()),
                ),
                (Os::Linux | Os::Darwin, Arch::Arm64) => {
                    return Err(Unsupported { program, version: version.clone(), platform });
                }
            },
        };
        Ok(Self {
            what: format!("{program} {version}"),
            key: Key {
                name: program.file_name(),
                version: version.clone(),
                platform: platform.to_string(),
                file_name: program.file_name().to_owned(),
                kind: Kind::Executable,
            },
            proof: Proof::Published(url(&format!("{file}{checksum}"))),
            url: url(&file),
            content,
        })
    }

    /// Where KubeFed's chart is published.
    pub fn chart(version: &Version) -> Self {
        let file = format!("{KUBEFED}/v{version}/kubefed-{version}.tgz");
        Self {
            what: format!("chart kubefed {version}"),
            key: Key {
                name: CHART,
                version: version.clone(),
                platform: "any".to_owned(),
                file_name: chart_file(version),
                kind: Kind::Data,
            },
            proof: Proof::Published(url(&format!("{file}.sha"))),
            url: url(&file),
            content: Content::Plain,
        }
    }

    /// Where the person has `program`, instead of upstream.
    ///
    /// What is there is named in the store by its digest: two sources of one version are two things.
    pub fn own(program: Program, version: &Version, source: &OwnSource) -> Self {
        let member = source.member.clone();
        Self {
            what: format!("{program} {version}"),
            key: Key {
                name: program.file_name(),
                version: version.clone(),
                platform: format!("sha256-{}", source.sha256),
                file_name: program.file_name().to_owned(),
                kind: Kind::Executable,
            },
            proof: Proof::Given(source.sha256),
            url: source.url.clone(),
            content: member.map_or(Content::Plain, Content::Member),
        }
    }

    /// The thing of a place in the store, if it is one of upstream's.
    pub fn of_key(key: &Key, platform: Platform) -> Option<Self> {
        let program = Program::ALL.into_iter().find(|program| program.file_name() == key.name);
        let release = match program {
            Some(program) => Self::of(program, &key.version, platform).ok()?,
            None => Self::chart(&key.version),
        };
        (release.key == *key).then_some(release)
    }

    /// Its name in a lock file; what has its digest in federation.yaml needs none.
    pub fn lock_name(&self) -> Option<String> {
        let Key { name, version, platform, .. } = &self.key;
        match self.proof {
            Proof::Published(_) => Some(format!("{name} {version} {platform}")),
            Proof::Given(_) => None,
        }
    }

    /// The name of the published file, as it stands in its checksum file.
    pub fn published_name(&self) -> &str {
        self.url.path().rsplit('/').next().unwrap_or_default()
    }
}

/// Where the list of KubeFed's charts is.
pub(super) fn chart_index() -> Url {
    url(CHART_INDEX)
}

fn url(text: &str) -> Url {
    Url::parse(text).expect("a version has no character that a URL refuses")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINUX: Platform = Platform { os: Os::Linux, arch: Arch::Amd64 };
    const MAC: Platform = Platform { os: Os::Darwin, arch: Arch::Arm64 };

    #[rstest::rstest]
    #[case::helm(
        Program::Helm,
        LINUX,
        "https://get.helm.sh/helm-v1.2.3-linux-amd64.tar.gz .sha256sum"
    )]
    #[case::kubectl(
        Program::Kubectl,
        MAC,
        "https://dl.k8s.io/release/v1.2.3/bin/darwin/arm64/kubectl .sha256"
    )]
    #[case::kind(
        Program::Kind,
        MAC,
        "https://github.com/kubernetes-sigs/kind/releases/download/v1.2.3/kind-darwin-arm64 .sha256sum"
    )]
    #[case::kubefedctl(
        Program::Kubefedctl,
        LINUX,
        "https://github.com/kubernetes-sigs/kubefed/releases/download/v1.2.3/kubefedctl-1.2.3-linux-amd64.tgz .sha"
    )]
    fn each_program_is_where_upstream_has_it(
        #[case] program: Program,
        #[case] platform: Platform,
        #[case] expected: &str,
    ) {
        let release = Release::of(program, &Version::new(1, 2, 3), platform).unwrap();
        let (url, ending) = expected.split_once(' ').unwrap();
        assert_eq!(release.url.as_str(), url);
        let checksum = format!("{url}{ending}").parse().unwrap();
        assert_eq!(release.proof, Proof::Published(checksum));
        assert!(url.ends_with(release.published_name()));
    }

    #[test]
    fn kubefedctl_for_arm_is_refused() {
        let refused = Release::of(Program::Kubefedctl, &Version::new(0, 10, 0), MAC).unwrap_err();
        assert_eq!(refused.to_string(), "kubefedctl 0.10.0 is not published for darwin-arm64");
        assert!(refused.hints()[0].contains("give its path"));
    }
}

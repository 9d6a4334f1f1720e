//! What a cell and the things of it are called.

use sha2::{Digest as _, Sha256};

use crate::name::{ClusterName, FederationName, Namespace};
use crate::verdict::{Cell, KubeFed, Scope, Stage};

/// The folder of a cell in a report: `kubefed-0.10.0-kubernetes-1.33.13-cluster`.
pub fn cell_id(cell: &Cell) -> String {
    let Cell { kubefed, kubernetes, scope } = cell;
    let build = build_of(kubefed).map(|build| format!("-{build}")).unwrap_or_default();
    format!("kubefed-{}{build}-kubernetes-{kubernetes}-{scope}", kubefed.version())
}

/// What tells an own build from the release that it stands on.
fn build_of(kubefed: &KubeFed) -> Option<String> {
    match kubefed {
        KubeFed::Release(_) => None,
        KubeFed::Tree { digest, .. } => Some(format!("tree-{}", digest.get(..8).unwrap_or(digest))),
        KubeFed::Image { image, .. } => {
            let digest = Sha256::digest(image.as_bytes());
            Some(format!("image-{:02x}{:02x}", digest[0], digest[1]))
        }
    }
}

/// The same in 5 characters, for names that have to be short.
fn short_build_of(kubefed: &KubeFed) -> Option<String> {
    let build = build_of(kubefed)?;
    let (kind, digits) = build.split_once('-')?;
    Some(format!("{}{}", kind.get(..1)?, digits.get(..4)?))
}

/// The names of what a cell makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Names {
    /// The cell's id.
    pub id: String,
    /// The cluster with the control plane.
    pub host: ClusterName,
    /// The other clusters.
    pub members: Vec<ClusterName>,
    /// The clusters' container network.
    pub network: String,
    /// The federation's name.
    pub federation: FederationName,
}

impl Names {
    /// The names of a cell's things, all of which begin with `prefix`. They are short: a service
    /// account is called `<member>-<host>`, in 63 characters.
    pub fn of(cell: &Cell, prefix: &str, members: usize) -> Self {
        let dashed = |text: String| text.replace(['.', '+'], "-").to_lowercase();
        let mut base = format!(
            "{prefix}-{}-{}",
            dashed(cell.kubefed.version().to_string()),
            dashed(cell.kubernetes.to_string())
        );
        if cell.scope == Scope::Namespaced {
            base.push_str("-n");
        }
        if let Some(build) = short_build_of(&cell.kubefed) {
            base.push_str(&format!("-{build}"));
        }
        let name = |end: &str| format!("{base}-{end}").parse().expect("short labels are a label");
        Self {
            id: cell_id(cell),
            host: name("h"),
            members: (1..=members).map(|at| name(&format!("m{at}"))).collect(),
            network: base.clone(),
            federation: base.parse().expect("short labels are a label"),
        }
    }

    /// All clusters, the host first.
    pub fn clusters(&self) -> Vec<ClusterName> {
        std::iter::once(&self.host).chain(&self.members).cloned().collect()
    }

    /// The namespace of the control plane.
    pub fn namespace(stage: Stage) -> Namespace {
        let name = if stage == Stage::Namespaced { "team-a" } else { "kube-federation-system" };
        name.parse().expect("our own name is one")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(kubefed: KubeFed, scope: Scope) -> Cell {
        Cell { kubefed, kubernetes: "1.33.13".parse().unwrap(), scope }
    }

    #[test]
    fn things_are_called_after_their_cell() {
        let cell = cell(KubeFed::Release("0.10.0".parse().unwrap()), Scope::Namespaced);
        let names = Names::of(&cell, "fv", 2);
        assert_eq!(names.id, "kubefed-0.10.0-kubernetes-1.33.13-namespaced");
        let clusters = names.clusters().iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            clusters,
            ["fv-0-10-0-1-33-13-n-h", "fv-0-10-0-1-33-13-n-m1", "fv-0-10-0-1-33-13-n-m2"]
        );
    }

    #[test]
    fn a_tree_is_called_after_its_files() {
        let (path, digest) = ("/src/kubefed".into(), "3f2a0c0e5b7a".to_owned());
        let tree = KubeFed::Tree { path, digest, version: "0.10.0".parse().unwrap() };
        let names = Names::of(&cell(tree, Scope::Cluster), "fv", 1);
        assert_eq!(names.id, "kubefed-0.10.0-tree-3f2a0c0e-kubernetes-1.33.13-cluster");
        assert_eq!(names.host.as_str(), "fv-0-10-0-1-33-13-t3f2a-h");
    }

    #[test]
    fn own_builds_of_one_version_are_told_apart() {
        let image = |image: &str| KubeFed::Image {
            image: image.to_owned(),
            version: "0.10.0".parse().unwrap(),
        };
        let [one, two] = ["kubefed:a", "kubefed:b"].map(|name| cell(image(name), Scope::Cluster));
        assert_ne!(cell_id(&one), cell_id(&two));
        let (one, two) = (Names::of(&one, "fv", 1), Names::of(&two, "fv", 1));
        assert_ne!(one.host, two.host);
        assert!(one.host.as_str().len() + one.members[0].as_str().len() < 63, "{one:?}");
    }
}

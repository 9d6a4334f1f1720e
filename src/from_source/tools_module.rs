//! The small module in which KubeFed's programs are built.
//!
//! `go install package@version` refuses a module with `replace` lines, and KubeFed has some; in a
//! module of our own that requires KubeFed's they can be carried over. A tree is not written to.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use semver::{BuildMetadata, Version};

use crate::tool::ToolFailure;
use crate::tool::go::{Go, Replacement};

/// The module that KubeFed is.
pub const KUBEFED: &str = "sigs.k8s.io/kubefed";
/// The variable of its programs that says their version.
pub(super) const VERSION: &str = "sigs.k8s.io/kubefed/pkg/version.version";
/// Every version of it before 1.0.2 panics in programs that a Go of today builds; of all required
/// versions the newest wins.
const REFLECT: &str = "github.com/modern-go/reflect2";

/// A module that requires KubeFed's.
#[derive(Debug, Clone, Copy)]
pub struct ToolsModule<'a> {
    /// KubeFed's version.
    pub version: &'a Version,
    /// The tree that is taken instead of the published module.
    pub tree: Option<&'a Path>,
}

/// Why the module could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ModuleError {
    /// go can't get KubeFed's module.
    #[error("the module {KUBEFED} {version} could not be fetched")]
    Fetch {
        /// Its version.
        version: Version,
        /// What go said.
        source: ToolFailure,
    },
    /// KubeFed's own go.mod can't be read.
    #[error("`{}` could not be read", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// What go said.
        source: ToolFailure,
    },
    /// Its go.mod can't be written.
    #[error("`{}` could not be written", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl ToolsModule<'_> {
    /// Writes its `go.mod` into a folder that lies in no other module.
    pub async fn write(&self, go: &Go, folder: &Path) -> Result<(), ModuleError> {
        let path = match self.tree {
            Some(tree) => tree.join("go.mod"),
            None => {
                let version = self.version.clone();
                let fetched = go.fetch(folder, KUBEFED, self.version).await;
                fetched.map_err(|source| ModuleError::Fetch { version, source })?.go_mod
            }
        };
        let replacements = go.replacements(&path).await;
        let replacements = replacements.map_err(|source| ModuleError::Read { path, source })?;
        let path = folder.join("go.mod");
        let written = fs::write(&path, self.text(&replacements));
        written.map_err(|source| ModuleError::Write { path, source })
    }

    fn text(&self, replacements: &[Replacement]) -> String {
        // go takes no build data in a version.
        let version = Version { build: BuildMetadata::EMPTY, ..self.version.clone() };
        let tree = self
            .tree
            .map(|path| format!("replace {KUBEFED} => {:?}\n", path.display().to_string()));
        let replacements = replacements.iter().filter(|replacement| replacement.old != REFLECT);
        let replacements =
            replacements.map(|Replacement { old, new }| format!("replace {old} => {new}\n"));
        format!(
            "module tools\n\ngo 1.24\n\nrequire (\n\t{KUBEFED} v{version}\n\t{REFLECT} v1.0.2\n)\n\n{}{}",
            tree.unwrap_or_default(),
            replacements.collect::<String>()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replacements_are_carried_over_but_not_that_of_what_has_to_be_newer() {
        let replacement =
            |old: &str, new: &str| Replacement { old: old.to_owned(), new: new.to_owned() };
        let replacements = [
            replacement("github.com/googleapis/gnostic", "github.com/googleapis/gnostic v0.4.1"),
            replacement(REFLECT, "github.com/modern-go/reflect2 v1.0.1"),
        ];
        let version = &"0.8.1+tree.3f2a0c0e".parse().unwrap();
        let module = ToolsModule { version, tree: Some(Path::new("/src/kube fed")) };
        insta::assert_snapshot!(module.text(&replacements), @r#"
        module tools

        go 1.24

        require (
        	sigs.k8s.io/kubefed v0.8.1
        	github.com/modern-go/reflect2 v1.0.2
        )

        replace sigs.k8s.io/kubefed => "/src/kube fed"
        replace github.com/googleapis/gnostic => github.com/googleapis/gnostic v0.4.1
        "#);
    }
}

//! The small module in which the suite is built.
//!
//! `go install package@version` refuses a module with `replace` lines, and KubeFed has some; in a
//! module of our own that requires KubeFed's they can be carried over.

use std::path::Path;

use semver::Version;

use crate::tool::go::Replacement;

/// The module that KubeFed is.
pub(super) const KUBEFED: &str = "sigs.k8s.io/kubefed";
/// Every version of it before 1.0.2 panics in programs that a Go of today builds; of all required
/// versions the newest wins.
const REFLECT: &str = "github.com/modern-go/reflect2";

/// The text of its `go.mod`. A `tree` is taken instead of the published module.
pub(super) fn go_mod(
    version: &Version,
    tree: Option<&Path>,
    replacements: &[Replacement],
) -> String {
    let tree = tree.map(|path| format!("replace {KUBEFED} => {:?}\n", path.display().to_string()));
    let replacements = replacements.iter().filter(|replacement| replacement.old != REFLECT);
    let replacements =
        replacements.map(|Replacement { old, new }| format!("replace {old} => {new}\n"));
    format!(
        "module tools\n\ngo 1.24\n\nrequire (\n\t{KUBEFED} v{version}\n\t{REFLECT} v1.0.2\n)\n\n{}{}",
        tree.unwrap_or_default(),
        replacements.collect::<String>()
    )
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
        insta::assert_snapshot!(go_mod(
            &Version::new(0, 8, 1),
            Some(Path::new("/src/kube fed")),
            &replacements
        ), @r#"
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

//! How much the accounts in a cluster may do, as it is typed and as it is meant.

use serde_json::{Value as Json, json};

use super::meaning::Meaning;
use super::source::At;

/// How much fedrig's account and KubeFed's may do in a cluster.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Rbac {
    /// Everything, as `kubefedctl join` makes it.
    #[default]
    Full,
    /// What the federated types and kubefedctl need.
    Minimal,
}

const ALL: [(&str, Rbac); 2] = [("full", Rbac::Full), ("minimal", Rbac::Minimal)];

/// The spellings, for the schema.
pub(super) fn spellings() -> Json {
    json!(ALL.map(|(spelling, _)| spelling))
}

impl Meaning<'_> {
    pub(super) fn rbac(&mut self, typed: Option<&At<String>>) -> Rbac {
        let Some(at) = typed else { return Rbac::default() };
        let found = ALL.iter().find(|(spelling, _)| *spelling == at.value);
        if found.is_none() {
            let instead = "write `full` or `minimal`".to_owned();
            self.notes.add(at, format!("`{}` is neither", at.value), Some(instead));
        }
        found.map(|(_, rbac)| *rbac).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Rbac;
    use crate::spec::testing::{Desk, SMALL};

    fn of_host(further: &str) -> Rbac {
        Desk::new().federation(&format!("{SMALL}{further}")).host.rbac
    }

    #[test]
    fn everything_is_allowed_unless_it_is_said_otherwise() {
        assert_eq!(of_host(""), Rbac::Full);
        assert_eq!(of_host("  rbac: full\n"), Rbac::Full);
        assert_eq!(of_host("  rbac: minimal\n"), Rbac::Minimal);
    }

    #[test]
    fn another_word_is_refused_and_the_right_ones_are_named() {
        let report = Desk::new().problems(&format!("{SMALL}  rbac: minimum\n"));
        assert!(report.contains("`minimum` is neither"), "{report}");
        assert!(report.contains("write `full` or `minimal`"), "{report}");
    }
}

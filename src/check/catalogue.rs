//! Every check, in the order in which answers are shown.

use super::definition::Check;
use super::{
    access, clusters, control_plane, endpoint, fit, from_host, joins, member, probes, propagation,
    remains, rights, tools, types, webhook,
};

/// Every check.
pub fn all() -> impl Iterator<Item = &'static Check> {
    [
        tools::CHECKS,
        access::CHECKS,
        clusters::CHECKS,
        rights::CHECKS,
        fit::CHECKS,
        remains::CHECKS,
        probes::CHECKS,
        control_plane::CHECKS,
        webhook::CHECKS,
        joins::CHECKS,
        member::CHECKS,
        endpoint::CHECKS,
        from_host::CHECKS,
        types::CHECKS,
        propagation::CHECKS,
    ]
    .into_iter()
    .flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::definition::Over;
    use super::*;

    #[test]
    fn there_are_at_least_forty_and_each_has_a_name_of_its_own() {
        let ids: BTreeSet<&str> = all().map(|check| check.id).collect();
        assert_eq!(ids.len(), all().count());
        assert!(ids.len() >= 40, "{}", ids.len());
        let is_plain = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(ids.iter().all(|id| !id.is_empty() && id.chars().all(is_plain)), "{ids:?}");
    }

    #[test]
    fn a_check_can_be_asked_when_what_it_needs_can() {
        for check in all() {
            for need in check.needs {
                let needed = all().find(|other| other.id == *need);
                let needed = needed.unwrap_or_else(|| panic!("{} needs {need}", check.id));
                assert!(needed.pre || !check.pre, "{} is asked before {need} can be", check.id);
                let is_wider = match (check.over, needed.over) {
                    (_, Over::Federation | Over::Host | Over::Clusters) => true,
                    (Over::Members, Over::Members) => true,
                    (Over::Federation | Over::Host | Over::Clusters, Over::Members) => false,
                };
                assert!(is_wider, "{} can't have an answer of {need}", check.id);
            }
        }
    }

    #[test]
    fn no_check_needs_itself() {
        for check in all() {
            let mut needed = check.needs.to_vec();
            for _ in 0..all().count() {
                assert!(!needed.contains(&check.id), "{}", check.id);
                let of = |id: &&str| all().find(|other| other.id == *id).map(|other| other.needs);
                needed = needed.iter().filter_map(of).flatten().copied().collect();
                needed.sort_unstable();
                needed.dedup();
            }
        }
    }

    #[test]
    fn a_check_states_something_and_says_what_to_paste() {
        for check in all() {
            assert!(!check.statement.is_empty(), "{}", check.id);
            assert!(check.hint.matches('`').count() >= 2, "{} has no command", check.id);
            let names_it = check.statement.contains("<cluster>");
            let is_of_many = matches!(check.over, Over::Clusters | Over::Members);
            assert_eq!(names_it, is_of_many, "{}: {}", check.id, check.statement);
        }
    }
}

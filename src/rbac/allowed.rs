//! What rules allow, taken apart.

use super::{Rule, Rules};

const ALL: &str = "*";

impl Rules {
    /// Whether a verb may be used on all objects of a resource.
    pub fn allow(&self, group: &str, resource: &str, verb: &str) -> bool {
        self.iter().any(|rule| {
            rule.resource_names.is_empty()
                && has(&rule.api_groups, group)
                && has(&rule.resources, resource)
                && has(&rule.verbs, verb)
        })
    }

    /// Whether it is an administrator's role.
    pub fn are_everything(&self) -> bool {
        self.allow(ALL, ALL, ALL)
    }

    /// Whether these rules allow all that `rule`, one without names, does.
    pub(super) fn cover(&self, rule: &Rule, resource: &str) -> bool {
        let verbs = || rule.verbs.iter();
        rule.api_groups.iter().all(|group| verbs().all(|verb| self.allow(group, resource, verb)))
    }

    pub(super) fn cover_path(&self, path: &str, verb: &str) -> bool {
        self.iter().any(|rule| has(&rule.urls, path) && has(&rule.verbs, verb))
    }
}

fn has(allowed: &std::collections::BTreeSet<String>, wanted: &str) -> bool {
    allowed.contains(wanted) || allowed.contains(ALL)
}

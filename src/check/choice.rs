//! Which checks are wanted, by their names or those of their groups.

use super::catalogue::all;
use super::definition::{Check, Group};
use crate::kubeconfig::similar::did_you_mean;

/// Which checks are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Only these, names or groups; all when it is empty.
    pub only: Vec<String>,
    /// Not these.
    pub skip: Vec<String>,
    /// Only those that make sense before an install.
    pub pre: bool,
}

/// What `fedrig up` finds out by itself before anything is changed: it is not asked twice.
const FOUND_BY_UP: [&str; 19] = [
    // The survey does not end without these.
    "helm-there",
    "kubectl-there",
    "kubefedctl-there",
    "chart-there",
    "access-there",
    "api-answers",
    "credentials-known",
    "may-administer",
    "may-do-the-work",
    // Versions and clusters are looked at first, endpoints before they are used, the lock when it is taken.
    "host-fits",
    "member-fits",
    "clusters-distinct",
    "no-downgrade",
    "endpoint-usable",
    "federation-free",
    // The plan mends these.
    "namespace-not-terminating",
    "no-pending-release",
    "no-hook-jobs",
    "no-old-crds",
];

/// A word that is no check and no group.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no check and no group of checks called `{word}`{}", similar.map(|it| format!(": did you mean `{it}`?")).unwrap_or_default())]
pub struct Unknown {
    /// The word.
    pub word: String,
    similar: Option<&'static str>,
}

impl Choice {
    /// What is asked before `fedrig up` changes something, but for what the user skips.
    pub fn before_up(skip: &[String]) -> Self {
        let found = FOUND_BY_UP.map(str::to_owned);
        Self { only: Vec::new(), skip: [skip, &found].concat(), pre: true }
    }

    /// Looks whether every word is known.
    pub fn checked(self) -> Result<Self, Vec<Unknown>> {
        let words = self.only.iter().chain(&self.skip);
        let unknown: Vec<Unknown> = words.filter_map(|word| unknown(word)).collect();
        if unknown.is_empty() { Ok(self) } else { Err(unknown) }
    }

    /// Whether a check is wanted.
    pub fn wants(&self, check: &Check) -> bool {
        let names = |words: &[String]| {
            words.iter().any(|word| word == check.id || word == check.group.as_str())
        };
        (self.only.is_empty() || names(&self.only)) && self.may_run(check)
    }

    /// Whether a check may be run for another that needs it.
    pub(super) fn may_run(&self, check: &Check) -> bool {
        let is_skipped =
            self.skip.iter().any(|word| word == check.id || word == check.group.as_str());
        !is_skipped && (check.pre || !self.pre)
    }
}

fn unknown(word: &str) -> Option<Unknown> {
    let known = || all().map(|check| check.id).chain(Group::ALL.map(Group::as_str));
    if known().any(|it| it == word) {
        return None;
    }
    Some(Unknown { word: word.to_owned(), similar: did_you_mean(word, known()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn names_and_groups_are_chosen_and_skipped() {
        let choice = Choice { only: words(&["joins"]), skip: words(&["member-ready"]), pre: false };
        let wanted: Vec<&str> =
            all().filter(|check| choice.wants(check)).map(|check| check.id).collect();
        assert!(wanted.contains(&"joined") && !wanted.contains(&"member-ready"), "{wanted:?}");
        assert!(!wanted.contains(&"api-answers"));
    }

    #[test]
    fn before_an_install_nothing_is_asked_that_only_an_install_makes_so() {
        let choice = Choice { pre: true, ..Choice::default() };
        let wanted: Vec<&str> =
            all().filter(|check| choice.wants(check)).map(|check| check.id).collect();
        assert!(wanted.contains(&"api-answers") && !wanted.contains(&"joined"), "{wanted:?}");
    }

    #[test]
    fn up_asks_what_it_does_not_find_out_by_itself() {
        let choice = Choice::before_up(&words(&["names-resolve"])).checked().unwrap();
        let wanted: Vec<&str> =
            all().filter(|check| choice.wants(check)).map(|check| check.id).collect();
        assert!(wanted.contains(&"clock-in-step") && wanted.contains(&"nodes-ready"), "{wanted:?}");
        assert!(!wanted.contains(&"names-resolve") && !wanted.contains(&"api-answers"));
        let is_pre = |id: &str| all().any(|check| check.id == id && check.pre);
        assert!(FOUND_BY_UP.into_iter().all(is_pre));
    }

    #[test]
    fn every_unknown_word_is_named_with_the_one_that_was_meant() {
        let choice =
            Choice { only: words(&["api-answer", "joins"]), skip: words(&["zzz"]), pre: false };
        let said: Vec<String> =
            choice.checked().unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "there is no check and no group of checks called `api-answer`: did you mean `api-answers`?",
                "there is no check and no group of checks called `zzz`",
            ]
        );
    }
}

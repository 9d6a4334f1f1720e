//! Finds the signature of a text. The catalogue is in the order in which it is asked: what says
//! more comes first.

use super::catalogue::all;
use super::signature::Signature;

/// What a text means; nothing when nobody has seen the like.
pub fn explain(text: &str) -> Option<&'static Signature> {
    let text = text.to_lowercase();
    all().find(|signature| is_in(signature, &text))
}

/// Everything that a text can mean, the likeliest first.
pub fn explain_all(text: &str) -> Vec<&'static Signature> {
    let text = text.to_lowercase();
    all().filter(|signature| is_in(signature, &text)).collect()
}

/// A text with its cause behind it, where that is known.
pub fn with_cause(text: &str) -> String {
    match explain(text) {
        Some(signature) => format!("{text} ({})", signature.cause),
        None => text.to_owned(),
    }
}

fn is_in(signature: &Signature, text: &str) -> bool {
    let has_all = |words: &&[&str]| words.iter().all(|word| text.contains(&word.to_lowercase()));
    signature.evidence.iter().any(has_all)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::super::{Heals, Source};
    use super::*;

    #[test]
    fn every_example_is_explained_by_its_own_signature() {
        let wrong: Vec<(&str, Option<&str>)> = all()
            .map(|signature| (signature.id, explain(signature.example).map(|found| found.id)))
            .filter(|(id, found)| *found != Some(id))
            .collect();
        assert_eq!(wrong, Vec::new());
    }

    #[test]
    fn there_are_at_least_thirty_and_no_two_have_one_name() {
        let ids: BTreeSet<&str> = all().map(|signature| signature.id).collect();
        assert_eq!(ids.len(), all().count());
        assert!(ids.len() >= 30, "{}", ids.len());
    }

    #[test]
    fn every_signature_says_what_to_paste_and_who_saw_it() {
        for signature in all() {
            assert!(signature.todo.matches('`').count() >= 2, "{} has no command", signature.id);
            assert!(!signature.cause.ends_with('.'), "{}", signature.id);
            let seen = match signature.source {
                Source::Reports(reports) => reports.iter().all(|report| report.contains('#')),
                Source::Test(text) | Source::Code(text) => !text.is_empty(),
            };
            assert!(seen, "{}", signature.id);
        }
    }

    #[test]
    fn thirty_were_seen_by_users_or_are_made_by_tests_that_are_there() {
        let stories = concat!(
            include_str!("../../e2e/live/faults/ways.rs"),
            include_str!("../../e2e/live/faults/control_plane.rs"),
        );
        let mut seen = 0;
        for signature in all() {
            match signature.source {
                Source::Reports(_) => seen += 1,
                Source::Test(test) => {
                    assert!(stories.contains(&format!("fn {test}()")), "{}", signature.id);
                    seen += 1;
                }
                Source::Code(_) => {}
            }
        }
        assert!(seen >= 30, "{seen}");
    }

    #[test]
    fn a_healthy_text_means_nothing() {
        for text in ["", "Ready", "deployment.apps/kubefed configured", "ok", "not Ready"] {
            assert_eq!(explain(text), None, "{text}");
        }
    }

    #[rstest::rstest]
    #[case::a_refused_connection(
        "dial tcp 10.0.0.2:6443: connect: connection refused",
        Heals::ByItself
    )]
    #[case::another_ca("x509: certificate signed by unknown authority", Heals::Never)]
    #[case::a_revoked_token("Unauthorized", Heals::Never)]
    fn only_what_stays_ends_a_wait(#[case] text: &str, #[case] heals: Heals) {
        assert_eq!(explain(text).unwrap().heals, heals);
    }

    proptest! {
        #[test]
        fn what_is_around_a_text_changes_nothing(
            before in "[a-z0-9 \n\t]{0,200}", after in "[a-z0-9 \n\t]{0,200}", at in 0..1000usize,
        ) {
            let signature = all().nth(at % all().count()).unwrap();
            let text = format!("{before}\n{}\n{after}", signature.example);
            prop_assert!(explain_all(&text).iter().any(|found| found.id == signature.id));
        }

        #[test]
        fn any_text_gets_an_answer_that_is_in_it(text in any::<String>()) {
            for found in explain_all(&text) {
                let text = text.to_lowercase();
                let is_there = |word: &&str| text.contains(&word.to_lowercase());
                let is_whole = found.evidence.iter().any(|words| words.iter().all(is_there));
                prop_assert!(is_whole, "{}", found.id);
            }
        }

        #[test]
        fn the_case_of_letters_is_nothing(at in 0..1000usize) {
            let signature = all().nth(at % all().count()).unwrap();
            let shouted = signature.example.to_uppercase();
            prop_assert_eq!(explain(&shouted), Some(signature));
        }
    }
}

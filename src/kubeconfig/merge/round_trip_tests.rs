//! Whatever the user's kubeconfig looks like: what is added can be taken away again, byte for byte,
//! and means nothing else for what was there.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::testing::{user_file, wanted};
use super::{add, take};

/// What a text means, without the entries of these names, and with empty lists for missing ones.
fn meaning(text: &str, without: &[&str]) -> Value {
    let mut value: Value = serde_saphyr::from_str(text).unwrap_or_default();
    if !value.is_object() {
        value = json!({});
    }
    for list in ["clusters", "contexts", "users"] {
        let items = value[list].as_array().cloned().unwrap_or_default();
        let others = items.into_iter().filter(|item| !without.iter().any(|it| item["name"] == *it));
        value[list] = others.collect();
    }
    value
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_added_goes_without_a_trace(choices in prop::collection::vec(any::<u8>(), 48)) {
        let before = user_file(&choices);
        let live = wanted("live", "", "t0ken");
        let added = add(&before, &live, None).map_err(|error| TestCaseError::fail(format!("{error}\n{before}")))?;
        prop_assert_eq!(meaning(&added.text, &["us-east", "on"]), meaning(&before, &[]), "{}", added.text);
        let all: Value = serde_saphyr::from_str(&added.text).unwrap();
        for list in ["clusters", "contexts", "users"] {
            let names: Vec<&Value> = all[list].as_array().unwrap().iter().map(|it| &it["name"]).collect();
            prop_assert_eq!(&names[names.len() - 2..], [&json!("us-east"), &json!("on")]);
        }
        prop_assert_eq!(&add(&added.text, &live, None).ok().unwrap().text, &added.text);
        let taken = take(&added.text, &"live".parse().unwrap()).ok().unwrap();
        prop_assert_eq!(taken.text, before);
    }

    #[test]
    fn two_federations_do_not_disturb_each_other(
        choices in prop::collection::vec(any::<u8>(), 48),
        first_goes_first in any::<bool>(),
    ) {
        let before = user_file(&choices);
        let first = add(&before, &wanted("live", "", "1"), None).ok().unwrap();
        let second = add(&first.text, &wanted("test", "test-", "2"), None).ok().unwrap();
        let order = if first_goes_first { ["live", "test"] } else { ["test", "live"] };
        let mut text = second.text;
        for federation in order {
            let taken = take(&text, &federation.parse().unwrap());
            text = taken.map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?.text;
        }
        prop_assert_eq!(meaning(&text, &[]), meaning(&before, &[]));
        if !first_goes_first {
            prop_assert_eq!(text, before);
        }
    }

    #[test]
    fn a_new_token_comes_into_the_place_of_the_old_one(choices in prop::collection::vec(any::<u8>(), 48)) {
        let before = user_file(&choices);
        let old = add(&before, &wanted("live", "", "old-token"), None).ok().unwrap();
        let new = add(&old.text, &wanted("live", "", "new-token"), None).ok().unwrap();
        prop_assert_eq!(&new.replaced, &["us-east", "on"]);
        prop_assert_eq!(&new.text, &old.text.replace("old-token", "new-token"));
        prop_assert_eq!(take(&new.text, &"live".parse().unwrap()).ok().unwrap().text, before);
    }

    #[test]
    fn no_text_makes_it_fall_over(text in "[-:{}\\[\\],#&*!|>'\"%@ \\na-z\\t]{0,60}") {
        if let Ok(added) = add(&text, &wanted("live", "", "t0ken"), None) {
            prop_assert_eq!(meaning(&added.text, &["us-east", "on"]), meaning(&text, &[]));
        }
    }
}

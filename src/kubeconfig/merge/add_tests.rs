use super::testing::wanted;
use super::{Refusal, add, take};

const USERS: &str = "\
# my clusters
apiVersion: v1
kind: Config
clusters:
  - name: kind-dev   # the small one
    cluster: {server: 'https://127.0.0.1:40123'}
contexts: []
current-context: kind-dev
users: null
";

fn merged() -> String {
    add(USERS, &wanted("live", "", "t0ken"), None).ok().unwrap().text
}

fn refusal(text: &str) -> Refusal {
    add(text, &wanted("live", "", "t0ken"), None).err().unwrap()
}

#[test]
fn everything_else_stays_as_it_was_written() {
    insta::assert_snapshot!(merged());
}

#[test]
fn current_context_changes_only_when_it_is_asked_for_and_goes_with_its_context() {
    assert!(merged().contains("\ncurrent-context: kind-dev\n"));
    let set = add(USERS, &wanted("live", "", "t"), Some("us-east")).ok().unwrap().text;
    assert!(set.contains("\ncurrent-context: us-east\n"));
    let taken = take(&set, &"live".parse().unwrap()).ok().unwrap();
    assert_eq!(taken.current.as_deref(), Some("us-east"));
    assert_eq!(taken.text, USERS.replace("context: kind-dev", "context: \"\""));
}

#[test]
fn names_of_somebody_else_are_refused_all_at_once() {
    let other = "contexts:\n- name: us-east\n  context: {cluster: x}\nusers:\n- {name: 'on'}\n";
    let entries = vec!["context `us-east`".to_owned(), "user `on`".to_owned()];
    assert_eq!(refusal(other), Refusal::Taken { entries });
    add(other, &wanted("live", "live-", "t"), None).ok().unwrap();
}

#[test]
fn entries_of_another_federation_are_somebody_elses() {
    let text = add("", &wanted("other", "", "t"), None).ok().unwrap().text;
    assert!(matches!(
        add(&text, &wanted("live", "", "u"), None).err(),
        Some(Refusal::Taken { .. })
    ));
}

#[test]
fn what_kubectl_wrote_anew_is_recognised_and_taken_out() {
    // As kubectl 1.33 writes it: sorted, one style, no comments.
    let value: serde_json::Value = serde_saphyr::from_str(&merged()).unwrap();
    let text = serde_saphyr::to_string(&value).unwrap();
    let again = add(&text, &wanted("live", "", "t0ken"), None).ok().unwrap();
    assert_eq!((again.text.as_str(), again.unchanged.len()), (text.as_str(), 2));
    let taken = take(&text, &"live".parse().unwrap()).ok().unwrap();
    assert_eq!(taken.removed, ["us-east", "on"]);
    assert!(!taken.text.contains("fedrig"), "{}", taken.text);
}

#[rstest::rstest]
#[case::two_documents("a: b\n---\nc: d\n", Refusal::SeveralDocuments)]
#[case::a_list("- a\n", Refusal::NotAMap)]
#[case::a_text("hello\n", Refusal::NotAMap)]
#[case::a_list_that_is_a_text("users: none\n", Refusal::NotAList { list: "users" })]
#[case::a_list_that_is_an_alias("a: &l []\nusers: *l\n", Refusal::NotAList { list: "users" })]
#[case::a_list_that_others_share("users: &l\n- {name: a}\nmine: *l\n", Refusal::OthersWouldChange)]
fn what_cannot_be_edited_without_harm_is_refused(#[case] text: &str, #[case] wanted: Refusal) {
    assert_eq!(refusal(text), wanted);
}

#[test]
fn a_field_that_is_there_twice_is_named_without_its_value() {
    let refusal = refusal("users:\n- name: a\n  user: {token: s3cret, token: s3cret}\n");
    assert!(matches!(&refusal, Refusal::NotYaml { line: 3, .. }), "{refusal}");
    assert!(!refusal.to_string().contains("s3cret"));
}

#[test]
fn a_file_that_is_too_deep_is_refused() {
    let refusal = |depth| refusal(&"[".repeat(depth));
    assert!(matches!(refusal(200), Refusal::TooDeep | Refusal::NotYaml { .. }));
    assert!(matches!(refusal(100_000), Refusal::TooDeep | Refusal::NotYaml { .. }));
}

//! Files that are no federation.yaml at all, and texts that nobody would write.

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use crate::spec::testing::{Desk, SMALL};
use crate::spec::{Federation, Problems, Surroundings, load_text};

#[rstest::rstest]
#[case::nothing("", "the file is empty")]
#[case::only_a_comment("# soon\n", "the file is empty")]
#[case::a_list("- a\n", "this has to be a map, and is a list")]
#[case::an_open_bracket("host: [\n", "this is not YAML: unclosed bracket '['")]
#[case::a_doubled_key("kind: a\nkind: b\n", "`kind` is there twice")]
#[case::two_documents("kind: a\n---\nkind: b\n", "there is a second document")]
#[case::an_unknown_alias("kind: *x\n", "this can't be read: alias references unknown anchor")]
#[case::a_map_as_a_key("? [a]\n: b\n", "this can't be read: expected string scalar")]
fn what_is_no_federation_is_said_in_one_line(#[case] text: &str, #[case] message: &str) {
    let problems = Desk::new().text(text).unwrap_err();
    assert_eq!(problems.list[0].message, message);
}

#[test]
fn an_error_of_yaml_is_shown_in_its_line() {
    let desk = Desk::new();
    insta::assert_snapshot!(desk.problems("kind: Federation\nhost: name: x\n"), @r"
    `federation.yaml` has 1 problem
      federation.yaml:2:11: this is not YAML: mapping values are not allowed in this context
         2 | host: name: x
           |           ^
    ");
}

#[test]
fn aliases_that_multiply_are_refused() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        text += &format!("a{level}: &a{level} [{aliases}]\n");
    }
    let problems = Desk::new().text(&text).unwrap_err();
    assert_eq!(problems.list[0].message, "this is too much YAML for a federation");
}

#[test]
fn deep_nesting_is_refused() {
    let desk = Desk::new();
    for depth in [10, 23, 24, 25, 60, 100_000] {
        let lists = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let maps = format!("{}{}", "{a: ".repeat(depth), "}".repeat(depth));
        assert!(desk.text(&lists).is_err() && desk.text(&maps).is_err());
    }
}

#[test]
fn a_file_that_can_not_be_read_is_said() {
    let desk = Desk::new();
    desk.put("large.yaml", " ".repeat((1 << 20) + 1));
    desk.put("latin1.yaml", b"kind: Federation\n# M\xfcnchen\n");
    let report = |path| desk.redacted(&desk.file(path).unwrap_err());
    insta::assert_snapshot!(report("large.yaml"), @r"
    `large.yaml` has 1 problem
      large.yaml: it is larger than 1 MiB
    ");
    insta::assert_snapshot!(report("latin1.yaml"), @r"
    `latin1.yaml` has 1 problem
      latin1.yaml: line 2 is not UTF-8
           = save the file as UTF-8
    ");
    insta::assert_snapshot!(report("gone.yaml"), @r"
    `gone.yaml` has 1 problem
      gone.yaml: it can't be read: No such file or directory (os error 2)
    ");
    insta::assert_snapshot!(report("home"), @r"
    `home` has 1 problem
      home: it can't be read: Is a directory (os error 21)
    ");
}

#[rstest::rstest]
#[case::windows_line_ends(SMALL.replace('\n', "\r\n"))]
#[case::a_byte_order_mark(format!("\u{feff}{SMALL}"))]
#[case::json(
    r#"{"apiVersion": "fedrig/v1alpha1", "kind": "Federation", "metadata": {"name": "x"},
        "host": {"name": "eu-central", "context": "kind-eu", "region": null}, "kubefed": null}"#
        .to_owned()
)]
#[case::aliases(SMALL.replace("eu-central", "&name eu-central") + "  region: *name\n")]
fn other_ways_to_write_it_are_read(#[case] text: String) {
    assert_eq!(Desk::new().federation(&text).host.name.as_str(), "eu-central");
}

/// Reads it without any file around.
fn read(text: &str) -> Result<Federation, Problems> {
    let (current_dir, run_dir) = (PathBuf::from("/nowhere"), PathBuf::from("/run"));
    let surroundings = Surroundings { home: None, kubeconfig: None, current_dir, run_dir };
    load_text(text, Path::new("federation.yaml"), &surroundings)
}

/// Refused or not, it ends with a report that has a line.
fn ends_well(text: &str) -> bool {
    read(text).map_or_else(|problems| !problems.to_string().is_empty(), |_| true)
}

proptest! {
    #[test]
    fn no_text_brings_it_down(text in "(?s).{0,200}") {
        prop_assert!(ends_well(&text));
    }

    #[test]
    fn no_yaml_brings_it_down(lines in prop::collection::vec(LINE, 0..12)) {
        prop_assert!(ends_well(&lines.join("\n")));
    }

    #[test]
    fn a_damaged_file_brings_nothing_down(
        start in 0..FULL.len(),
        length in 0..200_usize,
        other in "(?s).{0,3}",
    ) {
        let before: String = FULL.chars().take(start).collect();
        let after: String = FULL.chars().skip(start + length).collect();
        let text = before + &other + &after;
        prop_assert!(ends_well(&text));
    }
}

const FULL: &str = include_str!("../../examples/full.yaml");

/// A line that looks a little like one of ours.
const LINE: &str = "( |  |- ){0,3}(host|name|members|context|kubefed|values|tools|helm|ready|x)?:? ?[-\\[\\]{}&*!|>'\"#a\u{e9}\t1~,\r]{0,5}";

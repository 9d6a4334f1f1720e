//! Reports of a validation: rendered, merged, refused.

use std::fs;

use crate::home;

const EXAMPLE: &str = include_str!("../../docs/report/example.json");

/// The example as one of two shards, with every other of its cells.
fn shard(index: usize) -> String {
    let mut report: serde_json::Value = serde_json::from_str(EXAMPLE).unwrap();
    report["shard"] = serde_json::json!({"index": index, "of": 2});
    let cells = report["cells"].as_array().unwrap();
    let mine = cells.iter().skip(index - 1).step_by(2).cloned().collect();
    report["cells"] = serde_json::Value::Array(mine);
    report.to_string()
}

#[test]
fn a_report_is_written_in_every_form() {
    let home = home();
    home.put("report.json", EXAMPLE);
    let render = |form: &str| home.ok(["report", "render", "report.json", "-o", form]).stdout;
    assert!(render("table").starts_with("   KUBEFED"), "{}", render("table"));
    assert!(render("markdown").starts_with("## KubeFed validation: "));
    assert!(render("html").starts_with("<!doctype html>"));
    assert!(render("junit").starts_with("<?xml "));
    assert_eq!(render("json"), EXAMPLE);
}

#[test]
fn shards_become_one_report_with_their_logs() {
    let home = home();
    home.put("one/report.json", shard(1));
    home.put("two/report.json", shard(2));
    home.put("two/cells/a/logs/join.log", "joined");
    let said =
        home.ok(["report", "merge", "two/report.json", "one/report.json", "--out", "merged"]);
    assert!(said.stderr.contains("merged/report.html"), "{said}");
    let merged: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(home.path("merged/report.json")).unwrap())
            .unwrap();
    let whole: serde_json::Value = serde_json::from_str(EXAMPLE).unwrap();
    assert_eq!(merged["cells"], whole["cells"]);
    let log = fs::read_to_string(home.path("merged/cells/a/logs/join.log")).unwrap();
    assert_eq!(log, "joined");
}

#[test]
fn what_cannot_be_merged_is_named_with_what_to_do() {
    let home = home();
    home.put("one/report.json", shard(1));
    let said = home.run(["report", "merge", "one/report.json", "--out", "merged"]);
    said.is_refused(2, "error: shard 2 of 2 is missing");
    said.is_refused(2, "--shard 2/2");
    assert!(!home.path("merged").exists());
    home.put("other.json", "{\"kind\": \"List\"}");
    home.run(["report", "merge", "other.json", "gone.json", "--out", "merged"])
        .is_refused(2, "`other.json` can't be read as a report");
}

#[test]
fn the_schema_of_a_validation_is_the_one_in_the_documentation() {
    let printed = home().ok(["schema", "validation"]).stdout;
    assert_eq!(printed, include_str!("../../docs/validation.schema.json"));
}

#[test]
fn a_matrix_for_ci_has_the_arguments() {
    let home = home();
    for (form, has) in [
        ("github", "fedrig validate --kubefed 0.10.0 --parallel 2"),
        ("gitlab", "fedrig validate --kubefed 0.10.0 --parallel 2"),
        ("job", "- \"--parallel\""),
    ] {
        let flags = ["--kubefed", "0.10.0", "--parallel", "2", "--shards", "2"];
        let said = home.run_all(&[&["validate", "--emit", form][..], &flags].concat());
        assert!(said.stdout.contains(has), "{form}\n{said}");
    }
}

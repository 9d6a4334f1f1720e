//! `fedrig validate` as far as no cluster is needed.

use crate::home;

const MATRIX: &str = "apiVersion: fedrig/v1alpha1\nkind: Matrix\n";

#[test]
fn the_list_says_what_is_expected_and_why() {
    let home = home();
    home.put("matrix.yaml", include_str!("../../examples/matrix.yaml"));
    let list = home.ok(["validate", "-f", "matrix.yaml", "--list"]).stdout;
    let line = |cell: &str| list.lines().find(|line| line.starts_with(cell)).unwrap();
    assert!(line("kubefed-0.10.0-kubernetes-1.33.13-cluster").contains("works"), "{list}");
    let impossible = line("kubefed-0.7.0-kubernetes-1.24.17-cluster");
    assert!(impossible.contains("fails") && impossible.contains("v1beta1"), "{list}");
    assert!(!home.path("fedrig-validation").exists());
}

#[test]
fn shards_together_are_the_matrix() {
    let home = home();
    home.put("matrix.yaml", include_str!("../../examples/matrix.yaml"));
    let list = |further: &[&str]| -> Vec<String> {
        let args = ["validate", "-f", "matrix.yaml", "--list", "--output", "json"];
        let said = home.run_all(&[&args[..], further].concat());
        assert_eq!(said.code, Some(0), "{said}");
        said.stdout.lines().map(str::to_owned).collect()
    };
    let mut all = list(&[]);
    let mut shards = [list(&["--shard", "1/2"]), list(&["--shard", "2/2"])].concat();
    assert_eq!(all.len(), 5);
    all.sort();
    shards.sort();
    assert_eq!(shards, all);
}

#[test]
fn every_problem_of_a_matrix_has_its_line() {
    let home = home();
    let text =
        format!("{MATRIX}cells:\n  - {{kubefed: newest, kubernetes: 1.33.13}}\nskip: [al]\n");
    home.put("matrix.yaml", text);
    let said = home.run(["validate", "-f", "matrix.yaml"]);
    said.is_refused(2, "`matrix.yaml` has 2 problems");
    said.is_refused(2, "matrix.yaml:4:15: cells[0].kubefed: `newest` is not a version");
    said.is_refused(2, "matrix.yaml:5:8: skip[0]: `al` is not a stage");
}

#[test]
fn a_wrong_flag_is_refused_before_anything_begins() {
    let home = home();
    home.run(["validate", "--shard", "4/3"]).is_refused(2, "`4/3` is not a part such as 1/3");
    home.run(["validate", "--stage", "walk"]).is_refused(2, "there is no stage `walk`");
    home.run(["validate", "--image", "kubefed"]).is_refused(2, "an image has to have a tag");
    home.run(["validate", "--name", "Much-too-long"]).is_refused(2, "1 to 8 lower-case letters");
    home.run(["validate", "--kubefed", "0.10.0", "-f", "x"]).is_refused(2, "cannot be used with");
    assert!(!home.path("fedrig-validation").exists());
}

#[test]
fn what_is_no_source_tree_is_refused_and_one_is_called_after_its_files() {
    let home = home();
    home.put("empty/README.md", "nothing\n");
    let said = home.run(["validate", "--kubefed", "./empty", "--list"]);
    said.is_refused(
        2,
        "empty` is no source tree of KubeFed: it has no `go.mod`, no `cmd/hyperfed`",
    );
    home.run(["validate", "--kubefed", "newest"]).is_refused(2, "neither a version such as 0.10.0");
    for part in ["cmd/hyperfed", "cmd/kubefedctl", "test/e2e"] {
        home.put(&format!("kubefed/{part}/main.go"), "package main\n");
    }
    home.put("kubefed/charts/kubefed/Chart.yaml", "version: 0.0.6\n");
    home.put("kubefed/go.mod", "module example.com/other\n");
    let list = ["validate", "--kubefed", "./kubefed", "--list"];
    home.run(list).is_refused(2, "its go.mod is of module `example.com/other`");
    home.put("kubefed/go.mod", "module sigs.k8s.io/kubefed\n");
    let listed = home.ok(list).stdout;
    assert!(listed.contains("kubefed-0.10.0-tree-"), "{listed}");
    home.put("kubefed/cmd/hyperfed/main.go", "package other\n");
    assert_ne!(home.ok(list).stdout, listed);
    let old =
        ["validate", "--kubefed", "./kubefed", "--stands-on", "0.8.1", "--kubernetes", "1.24.17"];
    let listed = home.run_all(&[&old[..], &["--list"]].concat()).stdout;
    assert!(listed.contains("fails") && listed.contains("token"), "{listed}");
}

#[test]
fn without_go_a_tree_ends_before_a_cluster_is_made() {
    // No go is in the PATH of these tests, and docker is never asked.
    let home = home();
    for part in ["cmd/hyperfed", "cmd/kubefedctl", "test/e2e"] {
        home.put(&format!("kubefed/{part}/main.go"), "package main\n");
    }
    home.put("kubefed/charts/kubefed/Chart.yaml", "version: 0.0.6\n");
    home.put("kubefed/go.mod", "module sigs.k8s.io/kubefed\n");
    let docker = home.put("bin/docker", "#!/bin/sh\nexit 1\n");
    std::fs::set_permissions(docker, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let bin = home.path("bin").display().to_string();
    let home = home.with("PATH", bin);
    let said = home.run(["validate", "--kubefed", "./kubefed", "--out", "out"]);
    said.is_refused(8, "`go` is not in PATH, and the cell has things that are built from source");
}

#[test]
fn the_schema_of_a_matrix_is_the_one_in_the_documentation() {
    let printed = home().ok(["schema", "matrix"]).stdout;
    assert_eq!(printed, include_str!("../../docs/matrix.schema.json"));
}

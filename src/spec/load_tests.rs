//! Whole reports on the fields of a file, as a person reads them.

use crate::spec::testing::{Desk, SMALL};

#[test]
fn all_problems_are_found_at_once() {
    let desk = Desk::new();
    insta::assert_snapshot!(desk.problems("\
apiVersion: fedrig/v1
kind: Federation
metadata: {name: two_regions}
host:
  name: eu-central
  contxet: kind-eu
  join: yes
members:
  - name: EU_West
    context: kind-us
    region: Us East
  - name: 12
  - us-east
kubefed:
  version: 0.10
  scope: cluster
  values: {global: {scope: Namespaced}}
  hookImag: x
tools: {helmm: {version: 3.19.5}, kind: {version: new}}
mirror: http://mirror.example
timeouts: {ready: 3, chart: 2d}
"), @r#"
    `federation.yaml` has 19 problems
      federation.yaml:1:13: apiVersion: `fedrig/v1` is not what this fedrig reads
         1 | apiVersion: fedrig/v1
           |             ^^^^^^^^^
           = write `fedrig/v1alpha1`
      federation.yaml:3:18: metadata.name: `two_regions` is not an RFC 1123 label: use lower-case letters, digits and `-`, and begin and end with a letter or digit
         3 | metadata: {name: two_regions}
           |                  ^^^^^^^^^^^
           = write `two-regions`
      federation.yaml:5:3: host: `context` is missing
         5 |   name: eu-central
           |   ^^^^
           = add `context: kind-us-east`
      federation.yaml:6:3: host.contxet: there is no such field
         6 |   contxet: kind-eu
           |   ^^^^^^^
           = did you mean `context`?
      federation.yaml:7:9: host.join: this has to be `true` or `false`, and is a text
         7 |   join: yes
           |         ^^^
           = write `true`
      federation.yaml:9:11: members[0].name: `EU_West` is not an RFC 1123 label: use lower-case letters, digits and `-`, and begin and end with a letter or digit
         9 |   - name: EU_West
           |           ^^^^^^^
           = write `eu-west`
      federation.yaml:10:14: members[0].context: `[dir]/home/.kube/config` has no context `kind-us`
        10 |     context: kind-us
           |              ^^^^^^^
           = did you mean `kind-us-east`?
      federation.yaml:11:13: members[0].region: `Us East` is not an RFC 1123 label: use lower-case letters, digits and `-`, and begin and end with a letter or digit
        11 |     region: Us East
           |             ^^^^^^^
           = write `us-east`
      federation.yaml:12:5: members[1]: `context` is missing
        12 |   - name: 12
           |     ^^^^
           = add `context: kind-us-east`
      federation.yaml:12:11: members[1].name: this has to be a text, and is a number
        12 |   - name: 12
           |           ^^
           = write `"12"`
      federation.yaml:13:5: members[2]: this has to be a map, and is a text
        13 |   - us-east
           |     ^^^^^^^
      federation.yaml:15:12: kubefed.version: `0.10` is not a version of three numbers
        15 |   version: 0.10
           |            ^^^^
           = such as `0.10.0`
      federation.yaml:16:10: kubefed.scope: `cluster` is not a scope
        16 |   scope: cluster
           |          ^^^^^^^
           = did you mean `Cluster`?
      federation.yaml:18:3: kubefed.hookImag: there is no such field
        18 |   hookImag: x
           |   ^^^^^^^^
           = did you mean `hookImage`?
      federation.yaml:19:9: tools.helmm: there is no such field
        19 | tools: {helmm: {version: 3.19.5}, kind: {version: new}}
           |         ^^^^^
           = did you mean `helm`?
      federation.yaml:19:51: tools.kind.version: `new` is not a version of three numbers
        19 | tools: {helmm: {version: 3.19.5}, kind: {version: new}}
           |                                                   ^^^
           = such as `0.10.0`
      federation.yaml:20:9: mirror: `http://mirror.example` is neither a folder nor an https address
        20 | mirror: http://mirror.example
           |         ^^^^^^^^^^^^^^^^^^^^^
           = begin it with `https://`
      federation.yaml:21:19: timeouts.ready: `3` is not a time between 1 second and 1 day
        21 | timeouts: {ready: 3, chart: 2d}
           |                   ^
           = such as `3s`
      federation.yaml:21:29: timeouts.chart: `2d` is not a time between 1 second and 1 day
        21 | timeouts: {ready: 3, chart: 2d}
           |                             ^^
           = such as `5m`
    "#);
}

#[test]
fn missing_fields_are_named_with_an_example() {
    let desk = Desk::new();
    insta::assert_snapshot!(desk.problems("metadata: {}\nhost:\nmembers: {}\n"), @r"
    `federation.yaml` has 5 problems
      federation.yaml:1:1: `apiVersion` is missing
         1 | metadata: {}
           | ^^^^^^^^
           = add `apiVersion: fedrig/v1alpha1`
      federation.yaml:1:1: `kind` is missing
         1 | metadata: {}
           | ^^^^^^^^
           = add `kind: Federation`
      federation.yaml:1:1: `host` is missing
         1 | metadata: {}
           | ^^^^^^^^
           = add `host: {name: eu-central, context: kind-eu-central}`
      federation.yaml:1:11: metadata: `name` is missing
         1 | metadata: {}
           |           ^
           = add `name: two-regions`
      federation.yaml:3:10: members: this has to be a list, and is a map
         3 | members: {}
           |          ^
    ");
}

#[test]
fn each_doubled_thing_is_named_with_its_other_place() {
    let desk = Desk::new();
    insta::assert_snapshot!(desk.problems(&format!("{SMALL}\
members:
  - {{name: eu-central, context: kind-us-east}}
  - {{name: us-east, context: kind-us-east}}
")), @r"
    `federation.yaml` has 2 problems
      federation.yaml:8:12: members[0].name: `eu-central` is `host.name` in line 5 as well
         8 |   - {name: eu-central, context: kind-us-east}
           |            ^^^^^^^^^^
           = give each cluster a name of its own
      federation.yaml:9:30: members[1].context: this context of `[dir]/home/.kube/config` is `members[0].context` in line 8 as well
         9 |   - {name: us-east, context: kind-us-east}
           |                              ^^^^^^^^^^^^
           = a cluster joins once; delete one of the entries
    ");
}

#[test]
fn a_federation_without_members_is_refused() {
    let desk = Desk::new();
    insta::assert_snapshot!(desk.problems(&format!("{SMALL}  join: false\nmembers: []\n")), @r"
    `federation.yaml` has 1 problem
      federation.yaml:7:9: host.join: no cluster joins: the host does not, and there are no members
         7 |   join: false
           |         ^^^^^
           = write `join: true`, or add an entry to `members`
    ");
}

#[test]
fn a_name_has_to_leave_room_for_that_of_the_host() {
    let desk = Desk::new();
    let host = "a".repeat(40);
    let text = SMALL.replace("eu-central", &host);
    insta::assert_snapshot!(desk.problems(&format!("{text}members: [{{name: a-member-with-a-long-name, context: kind-us-east}}]\n")), @r"
    `federation.yaml` has 2 problems
      federation.yaml:5:9: host.name: its service account would be called `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`, which has 81 characters, and 63 are the most
         5 |   name: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
           |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
           = shorten this name, or that of the host
      federation.yaml:7:18: members[0].name: its service account would be called `a-member-with-a-long-name-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`, which has 66 characters, and 63 are the most
         7 | members: [{name: a-member-with-a-long-name, context: kind-us-east}]
           |                  ^^^^^^^^^^^^^^^^^^^^^^^^^
           = shorten this name, or that of the host
    ");
}

#[test]
fn a_line_that_does_tricks_with_the_terminal_is_shown_without_them() {
    let desk = Desk::new();
    let report = desk.problems(&SMALL.replace("eu-central", "\"\\e[31mred\""));
    assert!(!report.contains('\u{1b}'), "{report}");
}

#[test]
fn a_long_line_is_cut_around_the_value() {
    let desk = Desk::new();
    let text = SMALL.replace("name: eu-central", &format!("name: {}", "x".repeat(5000)));
    assert!(desk.problems(&text).lines().all(|line| line.chars().count() < 900));
}

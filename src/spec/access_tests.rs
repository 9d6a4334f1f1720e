//! Kubeconfigs, contexts and addresses.

use crate::spec::testing::{Desk, SMALL};
use crate::spec::{AccessSource, ProblemKind};
use crate::tool::Access;

fn members(entries: &[&str]) -> String {
    let entries: String = entries.iter().map(|entry| format!("  - {entry}\n")).collect();
    format!("{SMALL}members:\n{entries}")
}

#[test]
fn what_is_wrong_with_a_kubeconfig_is_said_where_it_is_named() {
    let desk = Desk::new();
    desk.put("broken.yaml", "contexts: [");
    desk.put("empty.yaml", "contexts: null");
    insta::assert_snapshot!(desk.problems(&members(&["{name: a, context: x, kubeconfig: nowhere.yaml}", "{name: b, context: x, kubeconfig: broken.yaml}", "{name: c, context: x, kubeconfig: empty.yaml}", "{name: d, context: x, kubeconfig: ''}", "{name: e, context: eks}", "{name: f, context: kind-eu-west, kubeconfig: ~/.kube/config}", "{name: g, context: zzz}"])), @r"
    `federation.yaml` has 7 problems
      federation.yaml:8:39: members[0].kubeconfig: there is no kubeconfig file `[dir]/nowhere.yaml`
         8 |   - {name: a, context: x, kubeconfig: nowhere.yaml}
           |                                       ^^^^^^^^^^^^
      federation.yaml:9:39: members[1].kubeconfig: `[dir]/broken.yaml:1:11` is not a kubeconfig: unclosed bracket '['
         9 |   - {name: b, context: x, kubeconfig: broken.yaml}
           |                                       ^^^^^^^^^^^
      federation.yaml:10:24: members[2].context: `[dir]/empty.yaml` has no context `x`
        10 |   - {name: c, context: x, kubeconfig: empty.yaml}
           |                        ^
      federation.yaml:11:39: members[3].kubeconfig: a path can't be empty
        11 |   - {name: d, context: x, kubeconfig: ''}
           |                                       ^^
      federation.yaml:12:24: members[4].context: context `eks` of `[dir]/home/.kube/config` gets its credentials from the program `aws`, and fedrig runs no program because a kubeconfig names it
        12 |   - {name: e, context: eks}
           |                        ^^^
           = use a context with a token or a client certificate, such as that of a service account, or allow the program in `access: {kubeconfig: {allowPrograms: [aws]}}`
      federation.yaml:13:24: members[5].context: `[dir]/home/.kube/config` has no context `kind-eu-west`
        13 |   - {name: f, context: kind-eu-west, kubeconfig: ~/.kube/config}
           |                        ^^^^^^^^^^^^
           = did you mean `kind-eu`?
      federation.yaml:14:24: members[6].context: `[dir]/home/.kube/config` has no context `zzz`
        14 |   - {name: g, context: zzz}
           |                        ^^^
           = add `kubeconfig: FILE` if another file has it
    ");
}

#[test]
fn an_address_of_this_machine_is_a_problem_of_its_own_kind() {
    let desk = Desk::new();
    let problems = desk.text(&members(&[
        "{name: a, context: kind-local}",
        "{name: b, context: tunnel}",
        "{name: c, context: kind-us-east, endpoint: 'https://localhost:6443'}",
    ]));
    let problems = problems.unwrap_err();
    assert_eq!(problems.kind(), ProblemKind::Endpoint);
    insta::assert_snapshot!(desk.redacted(&problems), @r"
    `federation.yaml` has 3 problems
      federation.yaml:8:24: members[0].context: its kubeconfig names https://127.0.0.1:40123, an address of this machine only: KubeFed's controller would look for `a` inside its own pod
         8 |   - {name: a, context: kind-local}
           |                        ^^^^^^^^^^
           = for kind, `endpoint: https://ADDRESS:6443` with the ADDRESS from `docker inspect -f '{{.NetworkSettings.Networks.kind.IPAddress}}' local-control-plane`
      federation.yaml:9:24: members[1].context: its kubeconfig names https://127.0.0.1:40123, an address of this machine only: KubeFed's controller would look for `b` inside its own pod
         9 |   - {name: b, context: tunnel}
           |                        ^^^^^^
           = give `endpoint: https://…`, an address that the host's pods reach
      federation.yaml:10:48: members[2].endpoint: this is an address of this machine only: KubeFed's controller would look for `c` inside its own pod
        10 |   - {name: c, context: kind-us-east, endpoint: 'https://localhost:6443'}
           |                                                ^^^^^^^^^^^^^^^^^^^^^^^^
           = for kind, `endpoint: https://ADDRESS:6443` with the ADDRESS from `docker inspect -f '{{.NetworkSettings.Networks.kind.IPAddress}}' us-east-control-plane`
    ");
}

#[test]
fn an_endpoint_takes_the_place_of_an_address_of_this_machine() {
    let desk = Desk::new();
    let federation = desk.federation(&members(&[
        "{name: a, context: kind-local, endpoint: 'https://172.18.0.9:6443/k8s/'}",
    ]));
    let endpoint = federation.members[0].endpoint.as_ref().unwrap();
    assert_eq!(endpoint.as_str(), "https://172.18.0.9:6443/k8s/");
}

#[test]
fn a_host_that_does_not_join_may_have_an_address_of_this_machine() {
    let desk = Desk::new();
    let text = SMALL.replace("kind-eu", "kind-local");
    assert!(desk.text(&text).is_err());
    let text = format!("{text}  join: false\nmembers: [{{name: a, context: kind-eu}}]\n");
    assert_eq!(desk.federation(&text).clusters().count(), 1);
}

#[test]
fn a_file_that_is_wrong_outweighs_an_address() {
    let desk = Desk::new();
    let problems = desk.text(&members(&["{name: A, context: kind-local}"])).unwrap_err();
    assert_eq!(problems.list.len(), 2);
    assert_eq!(problems.kind(), ProblemKind::File);
}

#[rstest::rstest]
#[case::without_a_scheme("10.0.0.1:6443", Some("write `https://10.0.0.1:6443`"))]
#[case::a_name_without_a_scheme("api.example:6443", Some("write `https://api.example:6443`"))]
#[case::without_tls("http://api.example", Some("write `https://api.example`"))]
#[case::with_a_password("https://a:b@api.example", None)]
#[case::with_a_query("https://api.example/?a=b", None)]
#[case::nothing("", None)]
fn an_endpoint_is_an_https_address(#[case] endpoint: &str, #[case] instead: Option<&str>) {
    let desk = Desk::new();
    let text = format!("{SMALL}  endpoint: '{endpoint}'\n");
    let problems = desk.text(&text).unwrap_err();
    assert_eq!(problems.list.len(), 1, "{problems}");
    assert_eq!(problems.list[0].path, "host.endpoint");
    assert_eq!(problems.list[0].instead.as_deref(), instead);
}

/// `other` in the first file, everything in the second.
fn two_files() -> Desk {
    let mut desk = Desk::new();
    let kubeconfig = std::fs::read_to_string(desk.path().join("home/.kube/config")).unwrap();
    desk.put("one", "contexts: [{name: other, context: {cluster: eu, user: admin}}]");
    desk.put("two", &kubeconfig);
    desk.put("three", &kubeconfig);
    desk.surroundings.kubeconfig = Some("gone::one:two:three".into());
    desk
}

#[test]
fn a_context_of_one_file_is_known_by_it_and_read_as_a_copy() {
    let desk = two_files();
    let host = desk.federation(SMALL).host;
    let copy = Some(desk.path().join("run/eu-central.kubeconfig"));
    let wanted = Access::of(desk.path().join("two"), "kind-eu".parse().unwrap());
    assert_eq!(host.access, Access { copy, ..wanted });
    assert_eq!(host.source, AccessSource::File);
}

#[test]
fn a_context_in_pieces_becomes_a_kubeconfig_for_the_run() {
    let desk = two_files();
    let host = desk.federation(&SMALL.replace("kind-eu", "other")).host;
    assert_eq!(host.access.kubeconfig, desk.path().join("run/eu-central.kubeconfig"));
    assert_eq!(host.access.context.as_str(), "eu-central");
    assert_eq!(host.access.to_string(), "context `other`");
    let AccessSource::Assembled(source) = host.source else { panic!("{:?}", host.source) };
    let files = ["gone", "one", "two", "three"].map(|name| desk.path().join(name));
    assert_eq!(source.files, files);
}

#[test]
fn a_program_is_allowed_by_its_name_letter_by_letter() {
    let desk = Desk::new();
    let text = |allowed: &str| {
        let access =
            format!("access: {{kubeconfig: {{context: eks, allowPrograms: [{allowed}]}}}}");
        SMALL.replace("context: kind-eu", &access)
    };
    assert!(matches!(desk.federation(&text("x, aws")).host.source, AccessSource::Assembled(_)));
    assert!(desk.problems(&text("/usr/bin/aws")).contains("from the program `aws`"));
    assert!(desk.problems(&text("aws2")).contains("from the program `aws`"));
}

#[test]
fn what_is_wrong_with_an_access_is_said_all_at_once() {
    let desk = Desk::new();
    desk.put("key", "");
    insta::assert_snapshot!(desk.problems(&members(&[
        "{name: a, context: kind-us-east, access: {kind: {cluster: a}}}",
        "{name: b, access: {kind: {cluster: a}, ssh: {host: b}}}",
        "{name: c, access: {}}",
        "{name: d, access: {ssh: {host: -oProxyCommand=x, user: 'a b', port: 0, jump: 'x;y'}}}",
        "{name: e, access: {ssh: {host: e, identity: nowhere, knownHosts: 'a%b', hostKeys: accept}}}",
        "{name: f, access: {ssh: {host: f, kubeconfig: admin.conf, kontext: g}}}",
        "{name: g, access: {ssh: {user: g}}}",
        "{name: h, access: {kind: {cluster: a_b}}}",
        "{name: i, kubeconfig: x}",
        "{name: j, access: {kind: {cluster: j}}}",
        "{name: k, access: {kind: {cluster: j}}}",
        "{name: l, access: {kubeconfig: {context: kind-local}}}",
    ])));
}

#[test]
fn a_name_is_refused_that_would_be_taken_twice_in_the_host() {
    let desk = Desk::new();
    let text = SMALL.replace("eu-central", "credentials");
    let report = desk.problems(&text);
    assert!(report.contains("its Secret in the host would be called `credentials-credentials`"));
    let text = format!("{text}  join: false\nmembers: [{{name: a, context: kind-us-east}}]\n");
    assert_eq!(desk.federation(&text).clusters().count(), 1);
}

#[test]
fn without_any_kubeconfig_the_way_out_is_said() {
    let mut desk = Desk::new();
    desk.surroundings.home = None;
    insta::assert_snapshot!(desk.problems(SMALL), @r"
    `federation.yaml` has 1 problem
      federation.yaml:6:12: host.context: there is no kubeconfig: neither HOME nor KUBECONFIG is set
         6 |   context: kind-eu
           |            ^^^^^^^
           = add `kubeconfig: FILE`, or set KUBECONFIG
    ");
}

#[test]
fn paths_are_relative_to_the_file() {
    let desk = Desk::new();
    let kubeconfig = std::fs::read_to_string(desk.path().join("home/.kube/config")).unwrap();
    desk.put("configs/x.yaml", kubeconfig);
    desk.put("deep/down/federation.yaml", format!("{SMALL}  kubeconfig: ../../configs/x.yaml\n"));
    let federation = desk.file("deep/down/federation.yaml").unwrap();
    assert_eq!(federation.host.access.kubeconfig, desk.path().join("configs/x.yaml"));
    assert_eq!(federation.file, desk.path().join("deep/down/federation.yaml"));
}

#[test]
fn a_file_under_two_names_is_one_file() {
    let desk = Desk::new();
    std::os::unix::fs::symlink("home/.kube/config", desk.path().join("link")).unwrap();
    let report = desk.problems(&members(&["{name: a, context: kind-eu, kubeconfig: link}"]));
    assert!(report.contains("is `host.context` in line 6 as well"), "{report}");
}

//! What makes a cluster a member.

use super::{await_well, check, check_offline, in_namespace, kubefed, well};
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, Lab, MEMBER};
use crate::support::manifest;

fn account() -> String {
    format!("{MEMBER}-{HOST}")
}

#[test]
fn a_revoked_token() {
    let shared = well();
    in_namespace(MEMBER, &["delete", "secret", &account()]);
    let checked = check_offline(shared);
    let wrong = ["token-known", "token-host", "member-ready"];
    checked.is(9, &wrong.map(|check| (check, MEMBER)));
    checked.is_explained("token-known", MEMBER, "token-refused");
    checked.is_explained("token-host", MEMBER, "token-refused");
    checked.follow(&shared.home, "token-known", MEMBER);
    await_well(shared);
}

#[test]
fn a_deleted_service_account() {
    let shared = well();
    in_namespace(MEMBER, &["delete", "serviceaccount", &account()]);
    let checked = check_offline(shared);
    let wrong = ["account-there", "token-host", "member-ready"];
    checked.is(9, &wrong.map(|check| (check, MEMBER)));
    checked.is_explained("member-ready", MEMBER, "token-refused");
    checked.follow(&shared.home, "account-there", MEMBER);
    await_well(shared);
}

#[test]
fn a_deleted_binding() {
    let shared = well();
    let role = format!("kubefed-controller-manager:{}", account());
    Cluster::named(MEMBER).kubectl(["delete", "clusterrolebinding", &role]);
    let checked = check(&shared.home, &[]);
    checked.is(9, &[("role-bound", MEMBER)]);
    checked.follow(&shared.home, "role-bound", MEMBER);
    shared.home.ok(["up"]);
    await_well(shared);
}

#[test]
fn a_deleted_secret() {
    let shared = well();
    kubefed(&["delete", "secret", &format!("{MEMBER}-credentials")]);
    let checked = check(&shared.home, &[]);
    checked.is(9, &[("secret-there", MEMBER)]);
    assert_eq!(checked.verdict("answers-host", MEMBER), "skipped");
    checked.follow(&shared.home, "secret-there", MEMBER);
    await_well(shared);
}

#[test]
fn a_join_of_another_host() {
    let shared = well();
    let role = format!("kubefed-controller-manager:{MEMBER}-elsewhere");
    let member = Cluster::named(MEMBER);
    member.kubectl(["create", "clusterrole", &role, "--verb=get", "--resource=nodes"]);
    let checked = check(&shared.home, &[]);
    checked.is(0, &[("no-other-host", MEMBER)]);
    assert_eq!(checked.verdict("no-other-host", MEMBER), "warn");
    member.kubectl(["delete", "clusterrole", &role]);
    await_well(shared);
}

/// The file of the federation, without its member.
fn file_of_the_host() -> String {
    let whole = manifest::federation(crate::federation::NAME, "");
    let others = whole.lines().filter(|line| !line.starts_with("  - ") && *line != "members:");
    others.map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_member_that_is_in_no_file() {
    let shared = well();
    shared.home.ok(["unjoin", MEMBER]);
    let (lab, host) = (Lab::get(), format!("--host-cluster-context={HOST}"));
    #[expect(clippy::disallowed_methods, reason = "a person joins by hand")]
    let mut kubefedctl = std::process::Command::new(lab.tool("kubefedctl"));
    let joined = kubefedctl
        .args(["join", MEMBER, &host, "--v=2"])
        .env_clear()
        .env("KUBECONFIG", lab.kubeconfigs())
        .env("HOME", shared.home.path(""))
        .output()
        .unwrap();
    assert!(joined.status.success(), "{}", String::from_utf8_lossy(&joined.stderr));
    shared.home.put("alone.yaml", file_of_the_host());
    let checked = check(&shared.home, &["-f", "alone.yaml"]);
    checked.is(0, &[("no-stranger-joined", HOST)]);
    assert!(checked.said.stdout.contains(&format!("{MEMBER} is not")), "{}", checked.said);
    checked.follow(&shared.home, "no-stranger-joined", HOST);
    check(&shared.home, &["-f", "alone.yaml", "--wait=3m"]).is(0, &[]);
    shared.home.ok(["up"]);
    await_well(shared);
}

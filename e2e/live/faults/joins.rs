//! What makes a cluster a member.

use super::{await_well, check, check_offline, in_namespace, kubefed, well};
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, MEMBER};

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

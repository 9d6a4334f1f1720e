//! The way from the host to a member.

use serde_json::json;

use super::{await_well, change_join, check_offline, well};
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, MEMBER};
use crate::unreached::Wall;

fn address() -> String {
    let config = Cluster::named(MEMBER).json(["config", "view", "--raw", "--minify"]);
    config["clusters"][0]["cluster"]["server"].as_str().unwrap().to_owned()
}

#[test]
fn a_wrong_port() {
    let shared = well();
    change_join(&json!({"spec": {"apiEndpoint": address().replace(":6443", ":6444")}}));
    let checked = check_offline(shared);
    let wrong = ["address-as-wanted", "answers-here", "answers-host", "member-ready"];
    checked.is(9, &wrong.map(|check| (check, MEMBER)));
    checked.is_explained("answers-host", MEMBER, "nothing-listens");
    checked.is_explained("member-ready", MEMBER, "nothing-listens");
    checked.follow(&shared.home, "address-as-wanted", MEMBER);
    await_well(shared);
}

#[test]
fn an_endpoint_whose_name_nobody_knows() {
    let shared = well();
    change_join(&json!({"spec": {"apiEndpoint": "https://nobody.invalid:6443"}}));
    let checked = check_offline(shared);
    let wrong = ["address-as-wanted", "answers-here", "answers-host", "member-ready"];
    checked.is(9, &wrong.map(|check| (check, MEMBER)));
    checked.is_explained("answers-here", MEMBER, "name-unknown");
    checked.is_explained("answers-host", MEMBER, "name-unknown");
    checked.follow(&shared.home, "address-as-wanted", MEMBER);
    await_well(shared);
}

#[test]
fn a_firewall_before_the_hosts_pods() {
    let shared = well();
    let wall = Wall::raise();
    let checked = check_offline(shared);
    // From here it is well, which is what two vantage points are for.
    checked.is(9, &[("answers-host", MEMBER), ("member-ready", MEMBER)]);
    checked.is_explained("answers-host", MEMBER, "firewall");
    assert_eq!(checked.verdict("answers-here", MEMBER), "pass");
    drop(wall);
    await_well(shared);
}

#[test]
fn another_authority() {
    let shared = well();
    let other = Cluster::named(HOST).json(["config", "view", "--raw", "--minify"]);
    let other = &other["clusters"][0]["cluster"]["certificate-authority-data"];
    change_join(&json!({"spec": {"caBundle": other}}));
    let checked = check_offline(shared);
    let wrong = ["trust-as-wanted", "trusted-here", "trusted-host", "member-ready"];
    checked.is(9, &wrong.map(|check| (check, MEMBER)));
    checked.is_explained("trusted-host", MEMBER, "certificate-other-authority");
    checked.follow(&shared.home, "trust-as-wanted", MEMBER);
    await_well(shared);
}

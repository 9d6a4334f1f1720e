//! A member itself: stopped, cut off, with a clock that is wrong, with another CA.

use super::{await_well, check, check_offline, well};
use crate::federation::NAME;
use crate::support::between::LoadBalancer;
use crate::support::harm::{Harm, docker};
use crate::support::lab::MEMBER;
use crate::support::manifest;

/// What is seen of a member that nobody gets to.
const LOST: [&str; 4] = ["api-answers", "answers-here", "answers-host", "member-ready"];

/// The API server of the member, stopped by a signal until the value is gone.
struct Stopped;

impl Stopped {
    fn stop() -> Self {
        signal("-STOP");
        Self
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        signal("-CONT");
    }
}

fn signal(signal: &str) {
    let node = format!("{MEMBER}-control-plane");
    docker(&["exec", &node, "pkill", signal, "kube-apiserver"]);
}

#[test]
fn a_stopped_api_server() {
    let shared = well();
    let stopped = Stopped::stop();
    let checked = check_offline(shared);
    checked.is(9, &LOST.map(|check| (check, MEMBER)));
    drop(stopped);
    checked.follow(&shared.home, "api-answers", MEMBER);
    await_well(shared);
}

#[test]
fn a_lost_region() {
    let shared = well();
    Harm::CutOff.befall(MEMBER);
    let checked = check_offline(shared);
    Harm::CutOff.end(MEMBER);
    checked.is(9, &LOST.map(|check| (check, MEMBER)));
    checked.follow(&shared.home, "api-answers", MEMBER);
    await_well(shared);
}

#[test]
fn a_clock_that_is_slow() {
    let shared = well();
    let balancer = LoadBalancer::start();
    shared.home.put("lb.pem", &balancer.certificate.authority);
    let member = format!("endpoint: '{}', tls: {{ca: lb.pem}}", balancer.endpoint("/late/"));
    shared.home.put("late.yaml", manifest::with(NAME, "", &member, ""));
    // A clock is looked at before anything is changed, and who says so goes on.
    let refused = shared.home.run(["up", "-f", "late.yaml"]);
    refused.is_refused(9, "check `clock-in-step` failed, and nothing was changed");
    refused.is_refused(9, "`fedrig up --skip clock-in-step` goes on all the same");
    shared.home.ok(["up", "-f", "late.yaml", "--skip", "clock-in-step"]);
    let checked = check(&shared.home, &["-f", "late.yaml"]);
    checked.is(9, &[("clock-in-step", MEMBER)]);
    assert!(checked.hint("clock-in-step", MEMBER).contains("timedatectl status"));
    shared.home.ok(["up"]);
    await_well(shared);
}

//! `fedrig status --watch` on real clusters.

use std::io::{BufRead, BufReader};
use std::process::Child;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::federation::up;
use crate::support::binary::Home;
use crate::support::harm::Harm;
use crate::support::lab::{HOST, MEMBER};

/// A watch, with the JSON objects that it tells.
fn watch(home: &Home) -> (Child, impl Iterator<Item = Value> + use<>) {
    let mut child = home.start(["status", "--watch", "-o", "json"]);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    (child, lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap()))
}

fn interrupt(mut child: Child) {
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "Ctrl-C is how a watch ends");
}

#[test]
fn a_member_that_goes_and_comes_is_told_with_the_reason() {
    let home = &up().home;
    let (child, mut told) = watch(home);
    let first = told.next().unwrap();
    assert_eq!((&first["event"], &first["status"]["ready"]), (&json!("state"), &json!(true)));
    home.ok(["unjoin", MEMBER]);
    let gone = told.find(|it| it["cluster"] == MEMBER && it["reason"] == "not joined").unwrap();
    assert_eq!(gone["to"], "not Ready");
    home.ok(["join", MEMBER]);
    let back = told.find(|it| it["cluster"] == MEMBER && it["to"] == "Ready").unwrap();
    assert_eq!(back["from"], "not Ready");
    interrupt(child);
}

#[test]
fn an_api_server_that_goes_away_is_told_and_waited_for() {
    let (child, mut told) = watch(&up().home);
    assert_eq!(told.next().unwrap()["event"], "state");
    Harm::ApiServerKilled.befall(HOST);
    let away = told.find(|it| it["event"] == "hostAway").unwrap();
    assert!(!away["reason"].as_str().unwrap().is_empty());
    assert!(told.any(|it| it["event"] == "hostBack"), "the watch ended");
    interrupt(child);
    Harm::ApiServerKilled.end(HOST);
}

#[test]
fn a_watch_ends_by_itself_when_it_is_told_for_what() {
    let home = &up().home;
    let said = home.ok(["status", "--watch", "--until", "ready", "--for", "60s"]);
    assert_eq!(said.stdout.matches("  yes  ").count(), 2, "{said}");
    home.ok(["status", "--watch", "--for", "1s"]);
}

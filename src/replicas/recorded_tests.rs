//! The model answers as KubeFed's planner did.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Current, Preference, Preferences, Schedule, schedule};
use crate::name::ClusterName;

#[derive(Deserialize)]
struct Recorded {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    key: String,
    total: i64,
    rebalance: bool,
    wishes: BTreeMap<String, Preference>,
    available: Vec<String>,
    running: BTreeMap<String, i64>,
    capacity: BTreeMap<String, i64>,
    schedule: BTreeMap<String, i64>,
}

fn named<T>(map: BTreeMap<String, T>) -> BTreeMap<ClusterName, T> {
    map.into_iter().map(|(name, value)| (name.parse().unwrap(), value)).collect()
}

#[test]
fn every_recorded_case_is_answered_as_kubefeds_planner_did() {
    let recorded: Recorded = serde_json::from_str(include_str!("recorded.json")).unwrap();
    assert!(recorded.cases.len() >= 200);
    let mut wrong: Vec<(Schedule, Schedule)> = Vec::new();
    for case in recorded.cases {
        let mut wishes = case.wishes;
        let others = wishes.remove("*");
        let wanted = Preferences {
            total: case.total,
            rebalance: case.rebalance,
            members: named(wishes),
            others,
        };
        let available: Vec<ClusterName> =
            case.available.iter().map(|name| name.parse().unwrap()).collect();
        let current = Current { running: named(case.running), capacity: named(case.capacity) };
        let (ours, theirs) =
            (schedule(&wanted, &available, &current, &case.key), named(case.schedule));
        if ours != theirs {
            wrong.push((ours, theirs));
        }
    }
    assert_eq!(wrong, Vec::new());
}

//! Five hundred objects to three members, each timed, and nothing of them is left.

use serde_json::Value;

use super::chance::rounds;
use super::result::Tally;
use crate::support::cluster::Cluster;
use crate::three::{MEMBERS, Three};

#[test]
fn five_hundred_objects_arrive_in_each_member() {
    let mut tally = Tally { name: "arrivals", rounds: rounds(1), ..Tally::default() };
    let three = Three::up();
    let everything = || MEMBERS.map(|name| Cluster::named(name).everything());
    let before = everything();
    for _ in 0..tally.rounds {
        let said = three.home.ok(["propagation", "--objects", "500", "-o", "json"]);
        let measured: Value = serde_json::from_str(&said.stdout).unwrap();
        let members = measured["members"].as_array().unwrap();
        assert_eq!(members.len(), 3, "{said}");
        for member in members {
            println!("{}", of(member));
        }
        tally.converged += u32::from(members.iter().all(|member| member["arrived"] == 500));
        let after = everything();
        for (after, before) in after.iter().zip(&before) {
            tally.leftovers += after.iter().filter(|object| !before.contains(object)).count();
        }
    }
    drop(three);
    tally.conclude();
}

/// A member and its percentiles, without each object's time.
fn of(member: &Value) -> Value {
    let names = ["member", "arrived", "p50S", "p90S", "p99S", "maxS"];
    names.map(|name| (name.to_owned(), member[name].clone())).into_iter().collect()
}

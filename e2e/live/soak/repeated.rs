//! `up` and `down`, again and again: the clusters are as before the first.

use super::chance::rounds;
use super::home;
use super::result::Tally;
use super::tokens::tokens_seen;
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, MEMBER};

#[test]
fn up_and_down_ten_times_leaves_the_clusters_as_they_were() {
    let everything = || [HOST, MEMBER].map(|name| Cluster::named(name).everything());
    let home = home();
    let before = everything();
    let mut tally = Tally { name: "repeated", rounds: rounds(10), ..Tally::default() };
    for _ in 0..tally.rounds {
        let up = home.run(["up"]);
        if up.code == Some(0) {
            tally.tokens_seen += tokens_seen(&home, &[&up]);
        }
        let down = home.run(["down"]);
        if (up.code, down.code) == (Some(0), Some(0)) {
            tally.converged += 1;
        } else {
            println!("{up}\n{down}");
        }
        let differ = |(now, then): (Vec<String>, &Vec<String>)| {
            now.iter().filter(|object| !then.contains(object)).count()
        };
        tally.leftovers += everything().into_iter().zip(&before).map(differ).sum::<usize>();
    }
    tally.conclude();
}

//! What befalls a cluster before, during and after its join: it is named or `up` succeeds, in time,
//! the others are Ready, and once it is over `up` completes the federation.

use std::time::{Duration, Instant};

use super::chance::{Chance, pass};
use super::result::Tally;
use super::tokens::tokens_seen;
use super::{NAMESPACE, home, is_complete};
use crate::support::binary::{Home, Said};
use crate::support::cluster::Cluster;
use crate::support::harm::Harm;
use crate::support::lab::{HOST, MEMBER};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    Before,
    During,
    After,
}

/// Longer than the file's limits of a run together is no deadline kept.
const DEADLINE: Duration = Duration::from_secs(180);

#[test]
fn whatever_befalls_a_cluster_it_is_named_and_the_others_are_ready() {
    use Harm::{ApiServerKilled, CutOff, NoNames, Paused};
    use Moment::{After, Before, During};
    let stories: Vec<(Harm, &[&str], Moment)> = [Paused, CutOff]
        .into_iter()
        .flat_map(|harm| [Before, During, After].map(|moment| (harm, &[MEMBER][..], moment)))
        .chain([
            (ApiServerKilled, &[MEMBER][..], During),
            (ApiServerKilled, &[HOST][..], During),
            (ApiServerKilled, &[HOST][..], During),
            (ApiServerKilled, &[HOST, MEMBER][..], During),
            (NoNames, &[HOST, MEMBER][..], Before),
        ])
        .collect();
    let (mut chance, seed) = Chance::seeded();
    println!("FEDRIG_SEED={seed}");
    let home = home();
    let rounds = u32::try_from(stories.len()).unwrap();
    let mut tally = Tally { name: "disturbed", rounds, ..Tally::default() };
    for (harm, clusters, moment) in stories {
        home.ok(["down"]);
        let began = Instant::now();
        let after = Duration::from_millis(chance.below(12_000));
        println!("{harm:?} {moment:?} {clusters:?} {after:?}");
        let said = disturb(&home, harm, clusters, moment, after);
        let in_time = began.elapsed() < DEADLINE;
        let named = clusters.iter().any(|name| said.stderr.contains(name));
        let others = clusters.contains(&HOST) || is_ready(HOST);
        for cluster in clusters {
            harm.end(cluster);
        }
        let (complete, again) = is_complete(&home);
        let fair = said.code == Some(0) || (named && others);
        if fair && in_time && complete {
            tally.converged += 1;
            tally.tokens_seen += tokens_seen(&home, &[&said, &again]);
        } else {
            println!("in time {in_time}, others Ready {others}\n{said}\n{again}");
        }
    }
    home.ok(["down"]);
    tally.conclude();
}

fn disturb(home: &Home, harm: Harm, clusters: &[&str], moment: Moment, after: Duration) -> Said {
    let befall = || clusters.iter().for_each(|cluster| harm.befall(cluster));
    if moment == Moment::During {
        let child = home.start(["up"]);
        pass(after);
        befall();
        return Said::of(child.wait_with_output().unwrap());
    }
    if moment == Moment::After {
        home.ok(["up"]);
    }
    befall();
    home.run(["up"])
}

fn is_ready(cluster: &str) -> bool {
    let cluster = format!("kubefedcluster/{cluster}");
    let query = "--output=jsonpath={.status.conditions[?(@.type==\"Ready\")].status}";
    Cluster::named(HOST).kubectl(["get", &cluster, "-n", NAMESPACE, query]) == "True"
}

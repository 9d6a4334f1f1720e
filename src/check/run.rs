//! Runs checks: side by side, each with its deadline, and none before what it needs is so.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::stream::FuturesUnordered;

use super::answer::{Answer, Report, Verdict};
use super::catalogue::all;
use super::choice::Choice;
use super::definition::{Check, Finding, Over};
use super::scene::{At, Scene};
use crate::name::ClusterName;
use crate::spec::Cluster;

/// How long a command tries until all checks pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Once.
    Once,
    /// Again and again, at most this long.
    For(Duration),
}

type Key = (&'static str, Option<ClusterName>);

struct Instance<'a> {
    check: &'static Check,
    cluster: &'a Cluster,
    key: Key,
}

/// Runs the wanted checks, and without a word those that they need.
pub async fn run(scene: &Scene<'_>, choice: &Choice) -> Report {
    let mut waiting = instances(scene, choice);
    let mut answers: BTreeMap<Key, Answer> = BTreeMap::new();
    let mut running = FuturesUnordered::new();
    loop {
        let (free, later): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|instance| is_free(instance, &answers, choice));
        waiting = later;
        for instance in free {
            let lacking = lacking(&instance, &answers);
            running.push(answer(scene, instance, lacking));
        }
        let Some((key, answer)) = running.next().await else { break };
        answers.insert(key, answer);
    }
    let place = |id: &str| all().position(|check| check.id == id);
    let mut wanted: Vec<Answer> = answers
        .into_values()
        .filter(|answer| all().any(|check| check.id == answer.check && choice.wants(check)))
        .collect();
    wanted.sort_by_key(|answer| place(answer.check));
    Report::of(scene.rig.federation.name.to_string(), wanted)
}

fn instances<'a>(scene: &'a Scene<'_>, choice: &Choice) -> Vec<Instance<'a>> {
    let federation = &scene.rig.federation;
    let mut found = Vec::new();
    for check in needed(choice) {
        let one = |cluster: &'a Cluster, name: Option<ClusterName>| Instance {
            check,
            cluster,
            key: (check.id, name),
        };
        let of = |cluster: &'a Cluster| one(cluster, Some(cluster.name.clone()));
        match check.over {
            Over::Federation => found.push(one(&federation.host, None)),
            Over::Host => found.push(of(&federation.host)),
            Over::Clusters => found.extend(federation.all_clusters().map(of)),
            Over::Members => found.extend(federation.clusters().map(of)),
        }
    }
    found
}

/// The wanted checks and those that they need, however far.
fn needed(choice: &Choice) -> Vec<&'static Check> {
    let mut ids: Vec<&str> =
        all().filter(|check| choice.wants(check)).map(|check| check.id).collect();
    let mut at = 0;
    while at < ids.len() {
        let check = all().find(|check| check.id == ids[at]);
        for need in check.map(|check| check.needs).unwrap_or_default() {
            let may = all().any(|check| check.id == *need && choice.may_run(check));
            if may && !ids.contains(need) {
                ids.push(need);
            }
        }
        at += 1;
    }
    all().filter(|check| ids.contains(&check.id)).collect()
}

/// What a need means for an instance: of its own cluster, where the need is per cluster.
fn key_of(need: &'static str, instance: &Instance<'_>) -> Option<Key> {
    let over = all().find(|check| check.id == need)?.over;
    Some(match over {
        Over::Federation => (need, None),
        Over::Host | Over::Clusters | Over::Members => (need, instance.key.1.clone()),
    })
}

/// The answers that a need can have: the host's own, where only the host is asked.
fn answered<'a>(
    need: &'static str,
    instance: &Instance<'_>,
    answers: &'a BTreeMap<Key, Answer>,
) -> Option<&'a Answer> {
    let key = key_of(need, instance)?;
    answers.get(&key).or_else(|| {
        let is_hosts = all().any(|check| check.id == need && check.over == Over::Host);
        answers.values().find(|answer| is_hosts && answer.check == need)
    })
}

fn is_free(instance: &Instance<'_>, answers: &BTreeMap<Key, Answer>, choice: &Choice) -> bool {
    instance.check.needs.iter().all(|need| {
        // What may not run is taken as so.
        let runs = all().any(|check| check.id == *need && choice.may_run(check));
        !runs || answered(need, instance, answers).is_some()
    })
}

fn lacking(instance: &Instance<'_>, answers: &BTreeMap<Key, Answer>) -> Option<String> {
    let bad =
        instance.check.needs.iter().find_map(|need| {
            answered(need, instance, answers).filter(|answer| !answer.lets_on())
        })?;
    let what = match bad.verdict {
        Verdict::Skipped => "was skipped",
        Verdict::Error => "could not be run",
        Verdict::Fail | Verdict::Pass | Verdict::Warn => "failed",
    };
    Some(format!("it needs `{}`, which {what}", bad.check))
}

async fn answer(
    scene: &Scene<'_>,
    instance: Instance<'_>,
    lacking: Option<String>,
) -> (Key, Answer) {
    let Instance { check, cluster, key } = instance;
    let at = At { scene, cluster };
    let began = Instant::now();
    let is_unasked = lacking.is_some();
    let found = match lacking {
        Some(reason) => Ok(Finding::Skipped(reason)),
        None => match tokio::time::timeout(check.deadline(), (check.run)(at)).await {
            Ok(found) => found,
            Err(_) => Err(format!("there was no answer within {} s", check.seconds)),
        },
    };
    let took = began.elapsed().as_secs_f64();
    let answer = Answer::of(check, at, key.1.clone(), found, took);
    (key, Answer { is_unasked, ..answer })
}

//! What runs in the members, as KubeFed counts it. Source: `clustersReplicaState` in replicascheduler.go
//! and `AnalyzePods` in podanalyzer/pod_helper.go.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use crate::name::ClusterName;

/// A pod that finds no node counts as one without room after this time: `UnschedulableThreshold`.
const NO_ROOM_AFTER: Duration = Duration::from_secs(60);

/// What runs in the members, as the planner takes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Current {
    /// Replicas that run, by member; those that have no such workload are not in it.
    pub running: BTreeMap<ClusterName, i64>,
    /// How many a member has room for, where that is known to be too few.
    pub capacity: BTreeMap<ClusterName, i64>,
}

/// A workload as it is in a member.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// How many replicas it wants: `spec.replicas`.
    pub wanted: i64,
    /// How many of them are ready: `status.readyReplicas`.
    pub ready: i64,
    /// Its pods.
    pub pods: Vec<Pod>,
}

/// A pod of a workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pod {
    /// It runs, and says something of its readiness; KubeFed does not ask what.
    Running,
    /// It finds no node, since then.
    Homeless(Timestamp),
    /// It is on its way.
    Coming,
}

/// What KubeFed counts of what was `found`, at this time.
pub fn current(found: &BTreeMap<ClusterName, Found>, now: Timestamp) -> Current {
    let mut current = Current::default();
    for (member, found) in found {
        if found.wanted == found.ready {
            current.running.insert(member.clone(), found.ready);
            continue;
        }
        let count = |is: &dyn Fn(&&Pod) -> bool| found.pods.iter().filter(is).count();
        let running = count(&|pod| **pod == Pod::Running);
        let without_room =
            count(&|pod| matches!(pod, Pod::Homeless(since) if is_long(*since, now)));
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        current.running.insert(member.clone(), number(running));
        if without_room > 0 {
            current.capacity.insert(member.clone(), found.wanted - number(without_room));
        }
    }
    current
}

fn is_long(since: Timestamp, now: Timestamp) -> bool {
    now.duration_since(since) > NO_ROOM_AFTER.try_into().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn of(found: Found, now: i64) -> (Option<i64>, Option<i64>) {
        let member: ClusterName = "eu".parse().unwrap();
        let current = current(&BTreeMap::from([(member.clone(), found)]), at(now));
        (current.running.get(&member).copied(), current.capacity.get(&member).copied())
    }

    #[test]
    fn what_is_at_rest_counts_as_it_says() {
        assert_eq!(of(Found { wanted: 3, ready: 3, pods: Vec::new() }, 0), (Some(3), None));
    }

    #[test]
    fn of_what_moves_the_pods_are_counted() {
        let pods = vec![Pod::Running, Pod::Coming, Pod::Homeless(at(0))];
        assert_eq!(of(Found { wanted: 3, ready: 1, pods }, 30), (Some(1), None));
    }

    #[test]
    fn a_pod_that_finds_no_node_for_a_minute_says_that_there_is_no_room() {
        let pods = vec![Pod::Running, Pod::Homeless(at(0)), Pod::Homeless(at(0))];
        assert_eq!(of(Found { wanted: 3, ready: 1, pods }, 61), (Some(1), Some(1)));
    }
}

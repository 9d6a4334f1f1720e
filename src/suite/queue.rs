//! Which spec runs next.

use super::Listed;
use super::claim::{Claim, claims};
use crate::verdict::Scope;

/// Specs that wait, longest first, and what those that run have for themselves.
#[derive(Debug)]
pub(super) struct Queue {
    waiting: Vec<Job>,
    running: Vec<Job>,
}

/// A spec and what it needs for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Job {
    pub spec: Listed,
    /// Its place in the list.
    pub index: usize,
    claims: Vec<Claim>,
}

/// Seconds that specs took one after another on two idle cores; of those that are not named none
/// took 3. Only the order depends on it.
const LONG: [(&str, u32); 5] = [
    ("Federated \"jobs.batch\" should be created, read, updated", 21),
    ("Federated CRD resources ", 13),
    ("Federated ", 11),
    ("DeleteOptions ", 12),
    ("Federate  resource \"clusterroles", 11),
];

impl Queue {
    /// The chosen ones of these specs. First are those that are part of the longest sequence of
    /// specs that can't run side by side, since that is how long it takes at the least.
    pub fn of(specs: &[Listed], scope: Scope) -> Self {
        let chosen = specs.iter().enumerate().filter(|(_, spec)| spec.chosen);
        let job = |(index, spec): (usize, &Listed)| Job {
            claims: claims(&spec.name, scope),
            spec: spec.clone(),
            index,
        };
        let mut waiting: Vec<Job> = chosen.map(job).collect();
        let sequence = |job: &Job| -> u32 {
            let beside = waiting.iter().filter(|other| job.excludes(other));
            beside.map(|other| seconds(&other.spec.name)).sum()
        };
        let key = |job: &Job| (sequence(job).max(seconds(&job.spec.name)), seconds(&job.spec.name));
        let mut keyed: Vec<_> = waiting.iter().map(key).zip(waiting.iter().cloned()).collect();
        keyed.sort_by(|(one, _), (other, _)| other.cmp(one));
        waiting = keyed.into_iter().map(|(_, job)| job).collect();
        Self { waiting, running: Vec::new() }
    }

    /// The next one that may run beside those that do; nothing when none may, or none waits.
    pub fn take(&mut self) -> Option<Job> {
        let free = |job: &Job| !self.running.iter().any(|running| running.excludes(job));
        let next = self.waiting.iter().position(free)?;
        let job = self.waiting.remove(next);
        self.running.push(job.clone());
        Some(job)
    }

    /// It has ended.
    pub fn release(&mut self, index: usize) {
        self.running.retain(|running| running.index != index);
    }
}

impl Job {
    /// Whether the two can't run side by side.
    fn excludes(&self, other: &Self) -> bool {
        let alone = |job: &Self| job.claims.contains(&Claim::Everything);
        alone(self) || alone(other) || self.claims.iter().any(|claim| other.claims.contains(claim))
    }

    /// Whether it starts programs that listen on ports of this machine.
    pub fn needs_ports(&self) -> bool {
        self.claims.contains(&Claim::Ports)
    }
}

fn seconds(name: &str) -> u32 {
    LONG.iter().find(|(begins, _)| name.starts_with(begins)).map_or(1, |(_, seconds)| *seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::{junit, listing};

    fn specs() -> Vec<Listed> {
        let report = junit::read(include_str!("recordings/list-0.10.0.xml")).unwrap();
        listing::listed(&report)
    }

    /// Runs the queue with so many workers, each spec as long as it is known to take; gives the time
    /// that it took and what ran.
    fn simulate(scope: Scope, workers: usize) -> (u32, Vec<Job>) {
        let mut queue = Queue::of(&specs(), scope);
        let (mut now, mut running, mut ran) = (0, Vec::<(u32, Job)>::new(), Vec::new());
        loop {
            while running.len() < workers
                && let Some(job) = queue.take()
            {
                assert!(running.iter().all(|(_, other)| !other.excludes(&job)), "{job:?}");
                running.push((now + seconds(&job.spec.name), job));
            }
            running.sort_by_key(|(end, _)| *end);
            if running.is_empty() {
                return (now, ran);
            }
            let (end, job) = running.remove(0);
            now = end;
            queue.release(job.index);
            ran.push(job);
        }
    }

    #[rstest::rstest]
    #[case::one(1)]
    #[case::two(2)]
    #[case::many(16)]
    fn every_spec_runs_once_however_many_workers(
        #[case] workers: usize,
        #[values(Scope::Cluster, Scope::Namespaced)] scope: Scope,
    ) {
        let (_, ran) = simulate(scope, workers);
        let mut indices: Vec<usize> = ran.iter().map(|job| job.index).collect();
        indices.sort_unstable();
        assert_eq!(indices, (0..58).collect::<Vec<_>>());
    }

    #[test]
    fn with_enough_workers_it_takes_as_long_as_the_longest_sequence() {
        let (alone, _) = simulate(Scope::Cluster, 1);
        let (many, _) = simulate(Scope::Cluster, 8);
        let deployments = 11 + 11 + 12;
        assert!(many <= deployments + 3 && many * 5 < alone, "{many} of {alone} s");
    }

    #[test]
    fn what_was_not_chosen_does_not_run() {
        let mut specs = specs();
        for spec in &mut specs[1..] {
            spec.chosen = false;
        }
        let mut queue = Queue::of(&specs, Scope::Cluster);
        assert_eq!(queue.take().map(|job| job.index), Some(0));
        assert_eq!(queue.take(), None);
    }
}

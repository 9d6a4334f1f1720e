//! What a node takes of the machine, as it was measured, and what is missing.

use super::machine::Machine;
use super::unfit::Unfit;

/// What one node takes of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Needs {
    /// In bytes.
    pub memory: u64,
    /// In bytes.
    pub disk: u64,
    /// Instances of inotify, of which a user has a limited number.
    pub instances: u64,
    /// Watches of inotify, of which a user has a limited number.
    pub watches: u64,
}

/// A node, measured on kind 0.30.0 with Kubernetes 1.33.13: `docker stats` said 390 MiB when it was
/// new and 680 MiB with KubeFed 0.10.0's control plane on it, `du` of its volume 0.2 GB (kind's own
/// node images bring more layers), and /proc/*/fdinfo of its processes had 27 instances of inotify
/// with 322 watches. Rounded up for what else runs on it.
pub(super) const NODE: Needs =
    Needs { memory: 800 << 20, disk: 1 << 30, instances: 40, watches: 500 };

/// What the machine lacks for so many nodes more. What can't be seen of the machine is not missed.
pub(super) fn shortfalls(nodes: usize, machine: &Machine) -> Vec<Unfit> {
    let nodes = nodes as u64;
    let short = |what, needs: u64, has: Option<u64>, unit, hint: &dyn Fn(u64, u64) -> String| {
        let has = has?;
        (has < needs).then(|| Unfit::Short {
            what,
            nodes,
            needs,
            has,
            unit,
            hint: hint(needs, has),
        })
    };
    let free_memory = |_, _| {
        "`fedrig env list` shows the clusters that run: `fedrig env down` removes some".to_owned()
    };
    let free_disk = |_, _| {
        "`docker system df` shows what takes it; `fedrig env sweep --images` what fedrig left"
            .to_owned()
    };
    let raise = |name: &'static str, limit: u64| {
        move |needs: u64, has: u64| {
            let wanted = (limit + needs.saturating_sub(has)).next_power_of_two();
            format!(
                "`sudo sysctl -w fs.inotify.{name}={wanted}`, and a line in /etc/sysctl.d to keep it"
            )
        }
    };
    let instances = machine.instances;
    let watches = machine.watches;
    [
        short("memory", nodes * NODE.memory, machine.memory, "MiB", &free_memory),
        short("disk", nodes * NODE.disk, machine.disk, "MiB", &free_disk),
        short(
            "instances of inotify",
            nodes * NODE.instances,
            instances.map(|limited| limited.free()),
            "",
            &raise("max_user_instances", instances.map_or(0, |limited| limited.limit)),
        ),
        short(
            "watches of inotify",
            nodes * NODE.watches,
            watches.map(|limited| limited.free()),
            "",
            &raise("max_user_watches", watches.map_or(0, |limited| limited.limit)),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::machine::Limited;

    const ROOMY: Machine = Machine {
        memory: Some(64 << 30),
        disk: Some(500 << 30),
        instances: Some(Limited { limit: 1024, used: 50 }),
        watches: Some(Limited { limit: 524_288, used: 100 }),
    };

    #[test]
    fn a_roomy_machine_is_fit_and_one_that_tells_nothing_too() {
        assert_eq!(shortfalls(8, &ROOMY), []);
        assert_eq!(shortfalls(8, &Machine::default()), []);
    }

    #[test]
    fn everything_that_is_missing_is_named_with_what_to_do() {
        let small = Machine {
            memory: Some(1 << 30),
            disk: Some(1 << 30),
            instances: Some(Limited { limit: 128, used: 100 }),
            watches: Some(Limited { limit: 8192, used: 8000 }),
        };
        let said: Vec<String> = shortfalls(4, &small)
            .iter()
            .map(|unfit| format!("{unfit}\n  {}", unfit.hints("").join("\n  ")))
            .collect();
        insta::assert_snapshot!(said.join("\n"));
    }
}

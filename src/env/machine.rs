//! What this machine has: read in /proc, where the engine runs on it.

use std::fs;
use std::path::Path;

use ipnet::Ipv4Net;

use super::ranges;
use crate::memory::Memory;
use crate::tool::docker::Engine;

/// What the machine has left. Nothing where it can't be seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Machine {
    /// Memory that can be had without swapping, in bytes.
    pub memory: Option<u64>,
    /// Disk where the engine keeps its volumes, in bytes.
    pub disk: Option<u64>,
    /// Instances of inotify of root, as whom nodes run.
    pub instances: Option<Limited>,
    /// Watches of inotify of root.
    pub watches: Option<Limited>,
}

/// Something of which a user has so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limited {
    pub limit: u64,
    pub used: u64,
}

impl Limited {
    pub fn free(self) -> u64 {
        self.limit.saturating_sub(self.used)
    }
}

impl Machine {
    /// The machine of the engine: this one, or nothing is known of it.
    pub fn look(engine: &Engine) -> Self {
        let here = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        if here.trim() != engine.name {
            return Self::default();
        }
        let (instances, watches) = inotify_in_use();
        Self {
            memory: Memory::read().available,
            disk: free_disk(&engine.docker_root_dir),
            instances: limit("max_user_instances", instances),
            watches: limit("max_user_watches", watches),
        }
    }
}

/// The networks that this machine has routes to.
pub(super) fn routes() -> Vec<Ipv4Net> {
    fs::read_to_string("/proc/net/route").map_or_else(|_| Vec::new(), |t| ranges::of_routes(&t))
}

fn free_disk(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    disk.f_bavail.checked_mul(disk.f_frsize)
}

fn limit(name: &str, used: u64) -> Option<Limited> {
    let limit = fs::read_to_string(format!("/proc/sys/fs/inotify/{name}")).ok()?;
    Some(Limited { limit: limit.trim().parse().ok()?, used })
}

/// The instances and watches of inotify of the processes that may be looked at.
fn inotify_in_use() -> (u64, u64) {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let folders = processes.map(|process| process.path()).filter(|path| is_process(path));
    let (mut instances, mut watches) = (0, 0);
    for process in folders {
        let files = fs::read_dir(process.join("fd")).into_iter().flatten().flatten();
        for file in files {
            let is_inotify = fs::read_link(file.path())
                .is_ok_and(|target| target.as_os_str() == "anon_inode:inotify");
            if is_inotify {
                let info = fs::read_to_string(process.join("fdinfo").join(file.file_name()));
                let info = info.unwrap_or_default();
                instances += 1;
                watches += info.lines().filter(|line| line.starts_with("inotify ")).count() as u64;
            }
        }
    }
    (instances, watches)
}

fn is_process(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name.as_encoded_bytes().iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn an_engine_elsewhere_tells_nothing_of_this_machine() {
        let engine = |name: &str| Engine {
            server_version: "20.10.24".to_owned(),
            docker_root_dir: "/".into(),
            mem_total: 1,
            name: name.to_owned(),
        };
        assert_eq!(Machine::look(&engine("no.such.machine.example")), Machine::default());
        let here = fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
        let machine = Machine::look(&engine(here.trim()));
        assert!(machine.memory.is_some() && machine.disk.is_some(), "{machine:?}");
        assert!(machine.instances.is_some() && machine.watches.is_some(), "{machine:?}");
    }
}

//! A process, told apart from a later one with the same number.

use serde::{Deserialize, Serialize};

/// A process of this machine, in its present boot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    /// Its number.
    pub pid: u32,
    /// When it started, in clock ticks since boot (field 22 of /proc/PID/stat).
    pub started: Option<u64>,
    /// The boot (/proc/sys/kernel/random/boot_id).
    pub boot: Option<String>,
}

impl Process {
    /// The process with that number, now.
    pub fn of(pid: u32) -> Self {
        Self { pid, started: started(pid), boot: boot() }
    }

    /// This process.
    pub fn this() -> Self {
        Self::of(std::process::id())
    }

    /// Whether it was a process of this boot; where nothing is known of that, it counts as one.
    pub fn is_of_this_boot(&self) -> bool {
        self.boot.is_none() || self.boot == boot()
    }

    /// Whether it still runs. Without /proc nothing is known, and it counts as running.
    pub fn is_running(&self) -> bool {
        match (self.started, boot()) {
            (Some(then), Some(now)) => {
                self.boot.as_ref() == Some(&now) && started(self.pid) == Some(then)
            }
            _ => true,
        }
    }
}

/// The command in the second field may hold blanks and brackets, so fields are counted behind it.
fn started(pid: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = stat.rsplit_once(") ")?.1.split(' ');
    if fields.next() == Some("Z") {
        return None;
    }
    fields.nth(18)?.parse().ok()
}

fn boot() -> Option<String> {
    let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(id.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_runs_and_one_of_another_time_does_not() {
        let this = Process::this();
        assert!(this.is_running());
        let other = Process { started: this.started.map(|ticks| ticks + 1), ..this };
        assert!(!other.is_running());
    }
}

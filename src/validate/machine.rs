//! The machine that a validation runs on.

use super::Tools;
use crate::verdict::Machine;

/// This machine; what can't be found out is zero or empty.
pub(super) async fn this(tools: &Tools) -> Machine {
    let engine = tools.docker().engine().await.map(|engine| engine.server_version);
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    Machine {
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        memory_mib: total_mib(&memory),
        platform: format!("{} {}", std::env::consts::OS, processor()),
        engine: engine.map_or_else(|_| String::new(), |version| format!("docker {version}")),
    }
}

/// In the words of the field.
fn processor() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}

fn total_mib(meminfo: &str) -> u64 {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or_default() / 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_from_the_kernels_table() {
        assert_eq!(total_mib("MemTotal:       24601232 kB\nMemFree: 1 kB\n"), 24024);
        assert_eq!(total_mib(""), 0);
    }
}

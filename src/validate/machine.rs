//! The machine that a validation runs on.

use super::Tools;
use crate::memory::Memory;
use crate::verdict::Machine;

/// This machine; what can't be found out is zero or empty.
pub(super) async fn this(tools: &Tools) -> Machine {
    let engine = tools.docker().engine().await.map(|engine| engine.server_version);
    let memory = Memory::read().total.unwrap_or_default();
    Machine {
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        memory_mib: memory >> 20,
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

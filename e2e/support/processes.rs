//! What runs on this machine, read from /proc.

use std::fs;

/// The processes whose environment has this text, by command.
pub fn with_environment(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let Ok(environment) = fs::read(entry.path().join("environ")) else { continue };
        let environment = String::from_utf8_lossy(&environment);
        if environment.split('\0').any(|variable| variable == text) {
            let command = fs::read(entry.path().join("cmdline")).unwrap_or_default();
            // A dead process that waits for its parent has no command any more.
            if !command.is_empty() {
                found.push(String::from_utf8_lossy(&command).replace('\0', " "));
            }
        }
    }
    found
}

//! The programs that a run of fedrig has started, found in /proc.

use std::fs;

use rustix::process::Pid;

use super::binary::Home;

/// A process of `program` that runs for this home, if there is one at the moment.
pub fn find(home: &Home, program: &str) -> Option<Pid> {
    let state = format!("FEDRIG_STATE_DIR={}", home.path("state").display());
    let is = |entry: &fs::DirEntry| {
        let environment = fs::read(entry.path().join("environ")).unwrap_or_default();
        let is_program = fs::read_link(entry.path().join("exe"))
            .is_ok_and(|path| path.file_name().is_some_and(|name| name == program));
        is_program && String::from_utf8_lossy(&environment).split('\0').any(|line| line == state)
    };
    let entry = fs::read_dir("/proc").unwrap().flatten().find(is)?;
    entry.file_name().to_str()?.parse().ok().and_then(Pid::from_raw)
}

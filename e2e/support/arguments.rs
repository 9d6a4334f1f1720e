//! The arguments of every process of this machine, while something runs.

use std::collections::BTreeSet;
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

/// Does `work`, and gives every command line that any process had meanwhile.
pub fn while_running(work: impl FnOnce()) -> BTreeSet<String> {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let mut seen = BTreeSet::new();
            while !done.load(Ordering::Relaxed) {
                seen.extend(command_lines());
                pause();
            }
            seen
        });
        let worked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        done.store(true, Ordering::Relaxed);
        let seen = watching.join().unwrap();
        if let Err(panic) = worked {
            std::panic::resume_unwind(panic);
        }
        seen
    })
}

/// A process of interest lives for many times this.
fn pause() {
    #[expect(clippy::disallowed_methods, reason = "/proc tells nobody when it changes")]
    std::thread::sleep(std::time::Duration::from_millis(2));
}

fn command_lines() -> Vec<String> {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let lines = processes.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
    lines.map(|line| String::from_utf8_lossy(&line).replace('\0', " ")).collect()
}

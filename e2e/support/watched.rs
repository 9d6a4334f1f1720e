//! What every process of this machine shows of itself while something runs: its arguments and its
//! environment, read from /proc again and again.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// What was seen.
pub struct Watched {
    /// Arguments and environments, each once.
    pub texts: BTreeSet<String>,
    /// How often all processes were looked at.
    pub rounds: usize,
}

/// Does something, and watches all processes meanwhile.
pub fn while_doing<T>(what: impl FnOnce() -> T) -> (T, Watched) {
    let (done, rounds) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            let mut texts = BTreeSet::new();
            while !done.load(Ordering::Relaxed) {
                look(&mut texts);
                rounds.fetch_add(1, Ordering::Relaxed);
            }
            texts
        });
        let result = catch_unwind(AssertUnwindSafe(what));
        done.store(true, Ordering::Relaxed);
        let texts = watcher.join().unwrap();
        let result = result.unwrap_or_else(|panic| resume_unwind(panic));
        (result, Watched { texts, rounds: rounds.load(Ordering::Relaxed) })
    })
}

fn look(texts: &mut BTreeSet<String>) {
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let is_process = entry.file_name().to_str().is_some_and(|name| name.parse::<u32>().is_ok());
        for file in ["cmdline", "environ"].iter().filter(|_| is_process) {
            // A process may be gone by now.
            if let Ok(text) = fs::read(entry.path().join(file))
                && !text.is_empty()
            {
                texts.insert(String::from_utf8_lossy(&text).into_owned());
            }
        }
    }
}

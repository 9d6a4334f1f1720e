//! What became of each fault, as a table: docs/faults.md, when `FEDRIG_FAULTS` names it.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// A fault that a check has named.
struct Named {
    test: String,
    checks: String,
    code: i32,
    took: Duration,
    at: Instant,
}

static NAMED: Mutex<Option<Named>> = Mutex::new(None);
static HAS_BEGUN: Mutex<bool> = Mutex::new(false);

const HEADING: &str = "# Faults, made for real

`make faults` makes each of these on two kind clusters, and writes this page. Just the named checks may fail
or warn, all others have to pass; then what the hint says is done, and all have to pass again.

| fault | named by | exit | named after | well again after |
|---|---|---|---|---|
";

/// Notes the checks that did not pass; of several in a test the first counts.
pub fn named(bad: &BTreeSet<(&str, &str)>, code: i32, took: Duration) {
    let test = test();
    let mut named = NAMED.lock().unwrap();
    if bad.is_empty()
        || !test.contains("faults::")
        || named.as_ref().is_some_and(|it| it.test == test)
    {
        return;
    }
    let checks: BTreeSet<String> = bad.iter().map(|(check, _)| format!("`{check}`")).collect();
    let checks = checks.into_iter().collect::<Vec<_>>().join(", ");
    *named = Some(Named { test, checks, code, took, at: Instant::now() });
}

/// Writes the fault's row, once nothing is wrong any more.
pub fn well_again() {
    let of_this_test = |it: &mut Named| it.test == test();
    let Some(named) = NAMED.lock().unwrap().take_if(of_this_test) else { return };
    let Named { test, checks, code, took, at } = named;
    let fault = test.rsplit("::").next().unwrap_or_default().replace('_', " ");
    let (took, healed) = (took.as_secs_f64(), at.elapsed().as_secs_f64());
    put(&format!("| {fault} | {checks} | {code} | {took:.1} s | {healed:.1} s |\n"));
}

fn put(row: &str) {
    #[expect(clippy::disallowed_methods, reason = "the Makefile says it this way")]
    let Some(path) = std::env::var_os("FEDRIG_FAULTS").map(PathBuf::from) else { return };
    let mut has_begun = HAS_BEGUN.lock().unwrap();
    let text = if *has_begun { row.to_owned() } else { format!("{HEADING}{row}") };
    if !*has_begun {
        std::fs::write(&path, "").unwrap();
    }
    let mut file = OpenOptions::new().append(true).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
    *has_begun = true;
}

fn test() -> String {
    std::thread::current().name().unwrap_or_default().to_owned()
}

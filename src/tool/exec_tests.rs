//! Children that behave and that don't.

use std::path::Path;

use super::*;

fn shell(script: &str) -> Invocation {
    Invocation::of(Path::new("/bin/sh")).arg("-c").arg(script)
}

const LONG: Duration = Duration::from_secs(60);

#[tokio::test]
async fn what_a_child_says_is_kept() {
    let output = Exec::default().run(shell("echo out; echo err >&2"), LONG).await.unwrap();
    assert_eq!((output.stdout.as_str(), output.stderr.as_str()), ("out\n", "err\n"));
}

#[tokio::test]
async fn a_child_reads_what_it_is_given() {
    let call = Invocation::of(Path::new("/bin/cat")).stdin("manifest");
    assert_eq!(Exec::default().run(call, LONG).await.unwrap().stdout, "manifest");
}

#[tokio::test]
async fn a_program_that_is_not_there_is_told_apart() {
    let failure = Exec::default().run(Invocation::of(Path::new("/no/helm")), LONG).await;
    assert!(matches!(failure, Err(ToolFailure::NotFound { .. })), "{failure:?}");
}

#[tokio::test]
async fn a_file_that_can_not_be_executed_is_told_apart() {
    let failure = Exec::default().run(Invocation::of(Path::new("/etc/hostname")), LONG).await;
    assert!(matches!(failure, Err(ToolFailure::Spawn { .. })), "{failure:?}");
}

#[tokio::test]
async fn a_bad_ending_has_its_code_and_its_signal() {
    let exec = Exec::default();
    let failure = exec.run(shell("echo 'Error: no' >&2; exit 3"), LONG).await.unwrap_err();
    assert_eq!(failure.to_string(), "`sh` exited with code 3: no");
    let failure = exec.run(shell("kill -9 $$"), LONG).await.unwrap_err();
    assert_eq!(failure.to_string(), "`sh` was ended by signal 9");
}

#[tokio::test]
async fn a_late_child_ends_with_its_grandchildren() {
    let folder = tempfile::tempdir().unwrap();
    let pid_file = folder.path().join("pid");
    let script = format!("sleep 600 & echo $! > {}; wait", pid_file.display());
    let started = Instant::now();
    let failure =
        Exec::default().run(shell(&script), Duration::from_millis(300)).await.unwrap_err();
    assert!(matches!(failure, ToolFailure::TimedOut { .. }), "{failure}");
    assert!(started.elapsed() < GRACE, "SIGTERM is enough for `sleep`");
    let grandchild = std::fs::read_to_string(&pid_file).unwrap();
    // The kernel ends it in its own time, a moment after it was told.
    while !is_gone(grandchild.trim()) {
        assert!(started.elapsed() < GRACE, "process {grandchild} is still running");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_cancelled_run_ends_its_children_and_starts_no_more() {
    let cancel = CancellationToken::new();
    let exec = Exec::new(cancel.clone(), CancellationToken::new());
    let child = tokio::spawn({
        let exec = exec.clone();
        async move { exec.run(shell("sleep 600"), LONG).await }
    });
    cancel.cancel();
    assert!(matches!(child.await.unwrap(), Err(ToolFailure::Cancelled { .. })));
    assert!(matches!(exec.run(shell("true"), LONG).await, Err(ToolFailure::Cancelled { .. })));
}

#[tokio::test]
async fn a_flood_keeps_its_end() {
    let script = "yes 0123456789 | head -c 3000000 >&2; echo end >&2; exit 1";
    let failure = Exec::default().run(shell(script), LONG).await.unwrap_err();
    assert!(failure.stderr().ends_with("end\n"));
    assert!(failure.stderr().len() <= STDERR_LIMIT);
}

/// Gone, or dead and only waiting for its parent to notice.
fn is_gone(pid: &str) -> bool {
    match std::fs::read_to_string(format!("/proc/{pid}/stat")) {
        Ok(stat) => stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('Z')),
        Err(_) => true,
    }
}

#[tokio::test]
async fn all_that_a_child_said_is_in_its_log_however_it_ended() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let call = shell("echo out; echo err >&2; kill -9 $$").logged_to(&log);
    Exec::default().run(call, LONG).await.unwrap_err();
    let mut said: Vec<String> =
        std::fs::read_to_string(log).unwrap().lines().map(str::to_owned).collect();
    said.sort();
    assert_eq!(said, ["err", "out"]);
}

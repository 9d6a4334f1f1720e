//! What a journal of a killed run tells.

use std::process::Command;

use super::{Ended, Journal, Process, RUN_MARK, What, orphans, runs};

fn child(pid: u32, started: Option<u64>) -> Process {
    Process { pid, started, boot: Process::this().boot }
}

fn gone() -> Process {
    child(std::process::id(), Some(1))
}

fn started(verb: &str, process: Process) -> What {
    What::RunStarted {
        verb: verb.to_owned(),
        version: "0".to_owned(),
        process,
        user: "me".to_owned(),
    }
}

fn helm(process: Process) -> What {
    let command = "/opt/helm --kubeconfig c upgrade --install kubefed".to_owned();
    What::ChildStarted { tool: "helm".to_owned(), command, process }
}

#[test]
fn a_helm_that_nobody_saw_end_and_that_is_gone_was_killed() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::begin(folder.path().to_owned());
    journal.note(started("up", gone()));
    journal.note(helm(gone()));
    assert_eq!(journal.helm_of(journal.id()), Ended::Killed);
    assert_eq!(orphans(folder.path()), []);
}

#[test]
fn a_helm_that_ended_was_not_killed_and_an_unknown_run_proves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::begin(folder.path().to_owned());
    journal.note(started("up", gone()));
    journal.note(helm(gone()));
    let (tool, process) = ("helm".to_owned(), gone());
    journal.note(What::ChildEnded { tool, process, code: Some(1), took_seconds: 1.0 });
    assert!(matches!(journal.helm_of(journal.id()), Ended::At(_)));
    assert_eq!(journal.helm_of("20200101T000000-1"), Ended::Unknown);
}

#[test]
fn a_program_that_outlived_its_fedrig_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::begin(folder.path().to_owned());
    journal.note(started("up", gone()));
    journal.note(helm(Process::this()));
    let found = orphans(folder.path());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].process, Process::this());
    assert_eq!(journal.helm_of(journal.id()), Ended::Running { pid: std::process::id() });
}

/// A run may be killed between a program's start and the line about it.
#[test]
fn a_program_without_a_line_is_found_by_its_mark() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::begin(folder.path().to_owned());
    journal.note(started("up", gone()));
    assert_eq!(orphans(folder.path()), []);
    #[expect(clippy::disallowed_methods, reason = "a program that nothing knows of")]
    let mut program = Command::new("sleep").arg("60").env(RUN_MARK, journal.id()).spawn().unwrap();
    let found = orphans(folder.path());
    let helm = journal.helm_of(journal.id());
    program.kill().unwrap();
    program.wait().unwrap();
    let pids: Vec<u32> = found.iter().map(|orphan| orphan.process.pid).collect();
    assert_eq!(pids, [program.id()]);
    assert_eq!(helm, Ended::Running { pid: program.id() });
    assert_eq!(orphans(folder.path()), []);
    assert_eq!(journal.helm_of(journal.id()), Ended::Killed);
}

#[test]
fn runs_are_listed_with_how_they_ended() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::begin(folder.path().to_owned());
    journal.note(started("down", Process::this()));
    journal.note(What::RunEnded { exit: 7, took_seconds: 2.5 });
    let listed = runs(folder.path());
    assert_eq!((listed[0].verb.as_str(), listed[0].exit), ("down", Some(7)));
}

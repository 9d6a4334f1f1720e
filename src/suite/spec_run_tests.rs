//! Verdicts from what the real suite wrote, and from what it can't be told to do.

use super::*;
use crate::suite::Listed;
use crate::suite::queue::Queue;
use crate::tool::Invocation;
use crate::verdict::Scope;

const ELECTION: &str = "Leader Elector should chose secondary instance, primary goes down";

fn job(name: &str) -> Job {
    let suite = "KubeFed e2e suite".to_owned();
    let specs = [Listed { suite, name: name.to_owned(), chosen: true }];
    Queue::of(&specs, Scope::Cluster).take().unwrap()
}

fn call() -> Box<Invocation> {
    Box::new(Invocation::of(Path::new("/store/e2e.test")))
}

fn well() -> Result<Output, ToolFailure> {
    Ok(Output { stdout: String::new(), stderr: String::new() })
}

fn exit(stderr: &str) -> Result<Output, ToolFailure> {
    Err(ToolFailure::Exit { call: call(), code: 1, stderr: stderr.to_owned() })
}

fn recorded(text: &str) -> Result<Report, String> {
    junit::read(text).map_err(|error| error.to_string())
}

const FAILED: &str = include_str!("recordings/failed-0.10.0.xml");
const BEFORE: &str = include_str!("recordings/before-suite-failed-0.10.0.xml");
const RUN: &str = include_str!("recordings/run-0.10.0.xml");

#[test]
fn a_failed_spec_has_the_suites_words_and_the_place() {
    let spec = judge(&job(ELECTION), exit(""), || recorded(FAILED));
    assert_eq!(spec.verdict, SpecVerdict::Failed);
    let says = spec.says.unwrap();
    assert!(says.starts_with("Unexpected error:\n"), "{says}");
    assert!(says.contains("exec: \"controller-manager\": executable file not found in $PATH"));
    assert!(says.ends_with("\nat sigs.k8s.io/kubefed@v0.10.0/test/e2e/leaderelection.go:47"));
}

#[test]
fn a_skipped_spec_has_the_suites_reason() {
    let spec = judge(&job("Simulated Scale should create a simulated federation"), well(), || {
        recorded(RUN)
    });
    let reason = "Simulated scale testing is not compatible with cluster-scoped federation.";
    assert_eq!((spec.verdict, spec.says.as_deref()), (SpecVerdict::Skipped, Some(reason)));
}

#[test]
fn a_passed_spec_has_its_own_time_and_no_words() {
    let spec = judge(&job(ELECTION), well(), || recorded(RUN));
    assert_eq!((spec.verdict, spec.says), (SpecVerdict::Passed, None));
    assert!(spec.took_s > 1.0 && spec.took_s < 3.0, "{}", spec.took_s);
}

#[test]
fn what_fails_before_every_spec_fails_the_spec() {
    let spec = judge(&job(ELECTION), exit(""), || recorded(BEFORE));
    let says = spec.says.unwrap();
    assert_eq!(spec.verdict, SpecVerdict::Failed);
    assert!(says.starts_with("what comes before every spec failed: Unexpected error:"), "{says}");
}

#[test]
fn a_spec_that_passed_in_a_process_that_ended_badly_did_not_pass() {
    let spec = judge(&job(ELECTION), exit("E1124 a\ncould not remove the CRD\n"), || recorded(RUN));
    assert_eq!(spec.verdict, SpecVerdict::Failed);
    assert!(spec.says.unwrap().contains("could not remove the CRD"));
}

#[rstest::rstest]
#[case::without_a_report(well(), Err("no such file".to_owned()), SpecVerdict::Failed, "no such file")]
#[case::with_rubbish(well(), recorded("<html>"), SpecVerdict::Failed, "")]
#[case::of_another_spec(
    well(),
    recorded("<testsuite name=\"x\"></testsuite>"),
    SpecVerdict::Failed,
    "no word of it"
)]
#[case::panicked(
    exit("x\npanic: assignment to entry in nil map\n\ngoroutine 1 [running]:\n"),
    Err("no such file".to_owned()),
    SpecVerdict::Failed,
    "the suite's process ended: panic: assignment to entry in nil map"
)]
#[case::killed(
    Err(ToolFailure::Signal { call: call(), signal: 9, stderr: String::new() }),
    recorded(RUN),
    SpecVerdict::Failed,
    "signal 9"
)]
#[case::hung(
    Err(ToolFailure::TimedOut { call: call(), limit: LIMIT, stderr: String::new() }),
    recorded(RUN),
    SpecVerdict::Failed,
    "still running after 600 s"
)]
#[case::cancelled(
    Err(ToolFailure::Cancelled { call: call() }),
    recorded(RUN),
    SpecVerdict::NotRun,
    "cancelled"
)]
fn a_process_that_ended_otherwise_has_a_verdict(
    #[case] ended: Result<Output, ToolFailure>,
    #[case] report: Result<Report, String>,
    #[case] verdict: SpecVerdict,
    #[case] says: &str,
) {
    let spec = judge(&job(ELECTION), ended, || report);
    assert_eq!(spec.verdict, verdict);
    assert!(spec.says.as_ref().is_some_and(|said| said.contains(says)), "{spec:?}");
}

#[test]
fn a_log_is_found_by_the_specs_name() {
    assert_eq!(
        file_name(&job("Federated \"jobs.batch\" should be")),
        "01-federated-jobs-batch-should-be"
    );
    assert_eq!(file_name(&job(&"x ".repeat(100))).len(), 80);
}

#[test]
fn what_the_suite_leaves_out_without_a_word_is_no_skipped_spec() {
    let name = "Simulated Scale should create a simulated federation";
    let spec = judge(&job(name), well(), || recorded(FAILED));
    assert_eq!(spec.verdict, SpecVerdict::NotRun);
}

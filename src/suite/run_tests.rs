//! Several specs at once, with a suite that does what the real one can't be told to.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use semver::Version;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::tool::Access;

/// A run whose parts a test changes.
pub(in crate::suite) fn sample(folder: &Path) -> SuiteRun {
    SuiteRun {
        kubeconfig: folder.join("config"),
        context: "eu-central".parse().unwrap(),
        host: "eu-central".parse().unwrap(),
        namespace: "kube-federation-system".to_owned(),
        scope: Scope::Cluster,
        workers: 3,
        folder: folder.join("out"),
        limit: Duration::from_secs(60),
        chosen: None,
    }
}

/// A suite of specs that are named after what they do.
const STUB: &str = r#"#!/bin/sh
while [ $# -gt 0 ]; do
    case $1 in
    -ginkgo.reportFile) report=$2 ;;
    -ginkgo.focus) focus=$2 ;;
    esac
    shift
done
echo "begins: $focus"
case $focus in
*dies*) kill -9 $$ ;;
*hangs*) /bin/sleep 60 ;;
*rubbish*) echo '<html' >"$report" ;;
*) echo '<testsuite name="s"><testcase name="passes" time="0.5"></testcase></testsuite>' >"$report" ;;
esac
"#;

fn specs(names: &[&str]) -> Vec<Listed> {
    let listed = |name: &&str| Listed {
        suite: "s".to_owned(),
        name: (*name).to_owned(),
        chosen: *name != "is left",
    };
    names.iter().map(listed).collect()
}

async fn run(exec: &Exec, limit: Duration, names: &[&str]) -> (Vec<Spec>, Vec<Span>, String) {
    let folder = tempfile::tempdir().unwrap();
    let suite = BuiltSuite { folder: folder.path().to_owned(), kubefed: Version::new(0, 10, 0) };
    let program = folder.path().join("e2e.test");
    fs::write(&program, STUB).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let run = SuiteRun { limit, ..sample(folder.path()) };
    for name in ["logs", "reports"] {
        fs::create_dir_all(run.folder.join(name)).unwrap();
    }
    let access = Access::of(run.kubeconfig.clone(), run.context.clone());
    let worker = Worker { suite: &suite, exec, run: &run, access: &access };
    let specs = specs(names);
    let say = |_: &str| {};
    let at_work = AtWork { worker, started: Instant::now(), specs: &specs, say: &say };
    let (verdicts, spans) = at_work.all().await;
    let logs = fs::read_dir(run.folder.join("logs")).unwrap();
    let logs = logs.map(|log| fs::read_to_string(log.unwrap().path()).unwrap()).collect();
    (verdicts, spans, logs)
}

#[tokio::test]
async fn whatever_one_does_the_others_have_their_verdicts_and_each_its_log() {
    let names = ["dies", "hangs", "is left", "passes", "talks rubbish"];
    let (specs, spans, logs) = run(&Exec::default(), Duration::from_secs(3), &names).await;
    let told: Vec<(&str, SpecVerdict)> =
        specs.iter().map(|spec| (spec.name.as_str(), spec.verdict)).collect();
    assert_eq!(
        told,
        [
            ("dies", SpecVerdict::Failed),
            ("hangs", SpecVerdict::Failed),
            ("is left", SpecVerdict::NotRun),
            ("passes", SpecVerdict::Passed),
            ("talks rubbish", SpecVerdict::Failed),
        ]
    );
    assert!(specs[0].says.as_ref().unwrap().contains("signal 9"), "{specs:?}");
    assert!(specs[1].says.as_ref().unwrap().contains("still running after"), "{specs:?}");
    assert_eq!(spans.len(), 4);
    assert!(spans.iter().all(|span| span.ok == (span.what == "passes")), "{spans:?}");
    assert_eq!(logs.matches("begins: ").count(), 4, "{logs}");
}

#[tokio::test]
async fn what_does_not_begin_in_time_is_told_so() {
    let (specs, spans, _) = run(&Exec::default(), Duration::ZERO, &["passes"]).await;
    assert_eq!((specs[0].verdict, spans.len()), (SpecVerdict::NotRun, 0));
    assert_eq!(specs[0].says.as_deref(), Some("the suite's 0 s were over"));
}

#[tokio::test]
async fn a_run_that_is_ended_begins_nothing_more() {
    let cancel = CancellationToken::new();
    cancel.cancel();
    let exec = Exec::new(cancel, CancellationToken::new());
    let (specs, spans, _) = run(&exec, Duration::from_secs(60), &["passes"]).await;
    assert_eq!((specs[0].verdict, spans.len()), (SpecVerdict::NotRun, 0));
    assert_eq!(specs[0].says.as_deref(), Some("the run was ended"));
}

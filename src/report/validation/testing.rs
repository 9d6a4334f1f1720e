//! A validation with everything in it, the hostile above all.

use semver::Version;

use crate::verdict::{
    Arrivals, Cell, CellReport, CellVerdict, Expectation, Item, KnownFailure, KubeFed, Machine,
    Propagation, SCHEMA, Scope, Span, Spec, SpecVerdict, Stage, StageReport, StageVerdict, Suite,
    Validation,
};

/// What no form may let through as it is.
pub const HOSTILE: &str = "<script>alert(1)</script> \u{1b}[31mred\u{1b}[0m a|b `tick` \"q\" 'a' & 🦀 \
                           שלום \u{202e}evil\u{202c} \0\u{9b} ]]> {{ x }} ${{ y }} ![i](http://x)";

/// One cell of each verdict.
pub fn validation() -> Validation {
    let cells = vec![works(), known(), fails(), fails_as_expected(), unexpected(), not_judged()];
    of_cells(cells)
}

/// A validation of these cells.
pub fn of_cells(cells: Vec<CellReport>) -> Validation {
    Validation {
        schema: SCHEMA,
        fedrig: "0.1.0".to_owned(),
        began: "2026-11-24T08:00:00Z".parse().unwrap(),
        took_s: 1833.4,
        machines: vec![Machine {
            cores: 8,
            memory_mib: 24_064,
            platform: "linux amd64".to_owned(),
            engine: "28.3.1".to_owned(),
        }],
        shard: None,
        cells,
    }
}

/// A cell by its versions; its verdict follows from the stages.
pub fn cell(
    kubefed: &str,
    kubernetes: &str,
    expected: Expectation,
    stages: Vec<StageReport>,
) -> CellReport {
    let item = |name: &str, version: &str| Item {
        name: name.to_owned(),
        version: version.to_owned(),
        digest: Some(format!("sha256:{}", "5f3a9c0e17d2b846".repeat(4))),
        from: Some("https://github.com/kubernetes-sigs/kubefed".to_owned()),
    };
    let kubefed: Version = kubefed.parse().unwrap();
    CellReport {
        cell: Cell {
            kubefed: KubeFed::Release(kubefed.clone()),
            kubernetes: kubernetes.parse().unwrap(),
            scope: Scope::Cluster,
        },
        verdict: CellVerdict::of(&stages, &expected),
        expected,
        began: "2026-11-24T08:00:00Z".parse().unwrap(),
        took_s: stages.last().map_or(0.0, |stage| stage.begins_s + stage.took_s),
        stages,
        made_of: vec![
            item("chart", &kubefed.to_string()),
            item(&format!("kindest/node:v{kubernetes}"), kubernetes),
        ],
    }
}

/// All stages one after another, with this end of one of them; what comes after a failed one does
/// not run.
pub fn stages(special: Stage, verdict: StageVerdict, says: &str) -> Vec<StageReport> {
    let mut at = 0.0;
    let mut failed = false;
    let mut all = Vec::new();
    for (stage, took_s) in Stage::ALL
        .into_iter()
        .zip([2.1, 31.4, 8.2, 0.9, 1.4, 2.9, 96.3, 11.8, 24.0, 41.2, 19.6, 3.3, 6.8])
    {
        let (verdict, says) = match stage {
            stage if stage == special => (verdict, says.to_owned()),
            _ if failed => (StageVerdict::NotRun, format!("{special} failed")),
            Stage::Namespaced => (StageVerdict::Skipped, "not asked for".to_owned()),
            _ => (StageVerdict::Passed, "as it has to be".to_owned()),
        };
        failed = failed || verdict == StageVerdict::Failed;
        let ran = !matches!(verdict, StageVerdict::Skipped | StageVerdict::NotRun);
        let took_s = if ran { took_s } else { 0.0 };
        let mut report = stage_report(stage, verdict, &says, at, took_s);
        if ran && stage == Stage::Clusters {
            report.spans = vec![
                span("host", "create cluster", at, 24.2),
                span("host", "load images", at + 24.2, 7.0),
                span("member-eu", "create cluster", at, 27.5),
                span("member-us", "create cluster", at + 1.0, 30.1),
            ];
        }
        at += took_s;
        all.push(report);
    }
    all
}

fn stage_report(
    stage: Stage,
    verdict: StageVerdict,
    says: &str,
    begins_s: f64,
    took_s: f64,
) -> StageReport {
    StageReport {
        stage,
        verdict,
        begins_s,
        took_s,
        says: says.to_owned(),
        causes: Vec::new(),
        hints: Vec::new(),
        log_tail: Vec::new(),
        log: Some(format!("cells/a/logs/{stage}.log")),
        evidence: None,
        spans: Vec::new(),
        suite: None,
        propagation: None,
    }
}

fn span(lane: &str, what: &str, begins_s: f64, took_s: f64) -> Span {
    Span { lane: lane.to_owned(), what: what.to_owned(), begins_s, took_s, ok: true }
}

fn spec(name: &str, verdict: SpecVerdict, took_s: f64) -> Spec {
    Spec { name: name.to_owned(), verdict, took_s, says: None, known: None }
}

/// Upstream's suite on four workers.
fn suite(report: &mut StageReport, failed: Option<Spec>) {
    let types = ["deployments.apps", "services", "configmaps", "secrets", "jobs.batch"];
    let mut specs: Vec<Spec> = (0..25_u8)
        .map(|count| {
            let name = types[usize::from(count) % types.len()];
            let took_s = 3.0 + f64::from(count % 7);
            let words =
                format!("Federated \"{name}\" should be created, updated and deleted {count}");
            spec(&words, SpecVerdict::Passed, took_s)
        })
        .collect();
    specs.extend(failed);
    let mut at = [report.begins_s; 4];
    for (count, spec) in specs.iter().enumerate() {
        let (worker, lane) = (count % 4, format!("worker {}", count % 4 + 1));
        let ok = spec.verdict == SpecVerdict::Passed;
        report.spans.push(Span { ok, ..span(&lane, &spec.name, at[worker], spec.took_s) });
        at[worker] += spec.took_s;
    }
    specs.push(Spec {
        says: Some("no cloud provider".to_owned()),
        ..spec("Service DNS with a load balancer", SpecVerdict::Skipped, 0.0)
    });
    let sequential_s = specs.iter().map(|spec| spec.took_s).sum();
    report.suite = Some(Suite { specs, workers: 4, sequential_s });
}

/// Fifty objects, a member with a name that no form may let through.
fn propagation() -> Propagation {
    let times = |each: f64| (1..=50).map(|count| each * f64::from(count)).collect();
    let members = vec![
        Arrivals::of("host", times(0.011)),
        Arrivals::of(HOSTILE, times(0.024)),
        Arrivals::of("member-us", Vec::new()),
    ];
    Propagation { objects: 50, members }
}

fn works() -> CellReport {
    let mut stages = stages(Stage::Ready, StageVerdict::Passed, "all Ready after 2.9 s");
    suite(&mut stages[6], None);
    stages[7].propagation = Some(propagation());
    cell("0.10.0", "1.33.13", Expectation::Works, stages)
}

fn known() -> CellReport {
    let says = "25 of 26 specs passed, the other is known";
    let mut stages = stages(Stage::Suite, StageVerdict::Known, says);
    let failed = Spec {
        says: Some("expected 3 replicas, found 2\ncrud.go:112".to_owned()),
        known: Some(KnownFailure {
            why: "the API that it asks for is gone since Kubernetes 1.22".to_owned(),
            evidence: "https://github.com/kubernetes-sigs/kubefed/issues/1440".to_owned(),
        }),
        ..spec("Scheduling should rebalance replicas", SpecVerdict::Failed, 9.0)
    };
    suite(&mut stages[6], Some(failed));
    cell("0.8.1", "1.24.17", Expectation::Works, stages)
}

fn fails() -> CellReport {
    let mut stages = stages(Stage::Join, StageVerdict::Failed, &format!("`eu` {HOSTILE}"));
    let join = &mut stages[4];
    join.causes = vec!["`kubefedctl join eu` exited with code 255".to_owned(), HOSTILE.to_owned()];
    join.hints = vec!["`fedrig access -f federation.yaml` tests how each is reached".to_owned()];
    join.log_tail = vec![
        "I1124 08:00:41.112 join.go:158] Performing preflight checks.".to_owned(),
        format!("F1124 08:00:41.880 join.go:160] {HOSTILE}"),
        "x".repeat(10_000),
    ];
    join.evidence = Some("cells/a/evidence/join.tar.gz".to_owned());
    join.spans = vec![
        span("host", "kubefedctl join eu", 41.7, 0.8),
        Span { ok: false, ..span(HOSTILE, "kubefedctl join us", 41.7, 1.4) },
    ];
    let mut report = cell("0.10.0", "1.24.17", Expectation::Works, stages);
    report.cell.kubefed =
        KubeFed::Image { image: HOSTILE.to_owned(), version: "0.10.0".parse().unwrap() };
    report.cell.scope = Scope::Namespaced;
    report
}

fn fails_as_expected() -> CellReport {
    let why = "KubeFed 0.7.0 registers v1beta1 webhooks, which Kubernetes 1.22 removed";
    let says = "no matches for kind \"MutatingWebhookConfiguration\" in version v1beta1";
    let stages = stages(Stage::Install, StageVerdict::Failed, says);
    cell("0.7.0", "1.24.17", Expectation::Fails(why.to_owned()), stages)
}

fn unexpected() -> CellReport {
    let stages = stages(Stage::Ready, StageVerdict::Passed, "all Ready after 3.1 s");
    cell("0.7.0", "1.22.17", Expectation::Fails("nobody has seen it work".to_owned()), stages)
}

fn not_judged() -> CellReport {
    let says = "the node of `us` did not come up in 240 s";
    let stages = stages(Stage::Clusters, StageVerdict::Failed, says);
    cell("0.7.0", "1.21.14", Expectation::Works, stages)
}

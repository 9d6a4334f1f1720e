//! What the page shows, cleaned and in words; the templates only place it.

use serde::Serialize;

use super::inline::{Piece, pieces};
use super::link::Link;
use super::timeline::Timeline;
use crate::report::propagation::View;
use crate::report::validation::words::{self, Mark, headline, specs, tally, took};
use crate::report::validation::{clean, problems};
use crate::verdict::{self, CellReport, Expectation, Item, StageReport, StageVerdict, Validation};

#[derive(Serialize)]
pub struct Report {
    mark: Mark,
    headline: String,
    tally: Vec<(Mark, usize)>,
    began: String,
    took: String,
    fedrig: String,
    shard: Option<String>,
    machines: Vec<String>,
    cells: Vec<Cell>,
}

#[derive(Serialize)]
struct Cell {
    anchor: String,
    kubefed: String,
    kubernetes: String,
    scope: String,
    mark: Mark,
    expected: Option<String>,
    why: Option<String>,
    began: String,
    took: String,
    stages: Vec<Stage>,
    problems: Vec<Stage>,
    timeline: Option<Timeline>,
    spans: Vec<Span>,
    suite: Option<Suite>,
    propagation: Option<View>,
    made_of: Vec<Made>,
}

#[derive(Serialize)]
struct Stage {
    name: &'static str,
    mark: Mark,
    /// Whether it has times.
    ran: bool,
    begins: String,
    took: String,
    says: Vec<Piece>,
    causes: Vec<Vec<Piece>>,
    hints: Vec<Vec<Piece>>,
    log_tail: String,
    log: Option<Link>,
    evidence: Option<Link>,
}

#[derive(Serialize)]
struct Span {
    lane: String,
    what: String,
    begins: String,
    took: String,
    ok: bool,
}

#[derive(Serialize)]
struct Suite {
    counts: String,
    workers: usize,
    took: String,
    sequential: String,
    failed: Vec<Spec>,
    specs: Vec<Spec>,
}

#[derive(Serialize)]
struct Spec {
    name: String,
    mark: Mark,
    took: String,
    says: String,
    why: Option<String>,
    evidence: Option<Link>,
}

#[derive(Serialize)]
struct Made {
    name: String,
    version: String,
    digest: Option<String>,
    from: Option<String>,
}

impl Report {
    pub fn of(validation: &Validation) -> Self {
        let machine = |machine: &verdict::Machine| {
            let memory = machine.memory_mib / 1024;
            let text = format!(
                "{} cores, {memory} GiB, {}, engine {}",
                machine.cores, machine.platform, machine.engine
            );
            clean::line(&text)
        };
        Self {
            mark: Mark::of_all(validation),
            headline: headline(validation),
            tally: tally(validation),
            began: date(validation.began),
            took: took(validation.took_s),
            fedrig: clean::line(&validation.fedrig),
            shard: validation.shard.map(|shard| format!("{} of {}", shard.index, shard.of)),
            machines: validation.machines.iter().map(machine).collect(),
            cells: validation
                .cells
                .iter()
                .enumerate()
                .map(|(at, cell)| Cell::of(at, cell))
                .collect(),
        }
    }
}

impl Cell {
    fn of(at: usize, cell: &CellReport) -> Self {
        let suites = cell.stages.iter().filter_map(|stage| Some((stage, stage.suite.as_ref()?)));
        let spans = cell.stages.iter().flat_map(|stage| &stage.spans);
        Self {
            anchor: format!("cell-{}", at + 1),
            kubefed: clean::line(&cell.cell.kubefed.to_string()),
            kubernetes: cell.cell.kubernetes.to_string(),
            scope: cell.cell.scope.to_string(),
            mark: Mark::of_cell(cell.verdict),
            expected: match &cell.expected {
                Expectation::Works => None,
                Expectation::Fails(why) => Some(clean::line(why)),
            },
            why: problems::why(cell),
            began: date(cell.began),
            took: took(cell.took_s),
            stages: cell.stages.iter().map(|stage| Stage::of(stage, cell)).collect(),
            problems: problems::failed(cell).map(|stage| Stage::of(stage, cell)).collect(),
            timeline: Timeline::of(cell),
            spans: spans.map(Span::of).collect(),
            suite: suites.map(|(stage, suite)| Suite::of(stage, suite)).next(),
            propagation: cell.stages.iter().find_map(|it| it.propagation.as_ref()).map(View::of),
            made_of: cell.made_of.iter().map(Made::of).collect(),
        }
    }
}

impl Stage {
    fn of(stage: &StageReport, cell: &CellReport) -> Self {
        let several = |texts: &[String]| texts.iter().map(|text| pieces(text)).collect();
        let tail = stage.log_tail.iter().map(|line| clean::lines(line)).collect::<Vec<_>>();
        Self {
            name: stage.stage.name(),
            mark: Mark::of_stage(stage, cell),
            ran: !matches!(stage.verdict, StageVerdict::Skipped | StageVerdict::NotRun),
            begins: took(stage.begins_s),
            took: took(stage.took_s),
            says: pieces(&stage.says),
            causes: several(&stage.causes),
            hints: several(&stage.hints),
            log_tail: tail.join("\n"),
            log: stage.log.as_deref().map(Link::to_file),
            evidence: stage.evidence.as_deref().map(Link::to_file),
        }
    }
}

impl Span {
    fn of(span: &verdict::Span) -> Self {
        Self {
            lane: clean::line(&span.lane),
            what: clean::line(&span.what),
            begins: took(span.begins_s),
            took: took(span.took_s),
            ok: span.ok,
        }
    }
}

impl Suite {
    fn of(stage: &StageReport, suite: &verdict::Suite) -> Self {
        let failed = suite.specs.iter().filter(|spec| spec.verdict == verdict::SpecVerdict::Failed);
        // What nobody knows yet comes first.
        let mut failed: Vec<&verdict::Spec> = failed.collect();
        failed.sort_by_key(|spec| spec.known.is_some());
        Self {
            counts: specs(suite),
            workers: suite.workers,
            took: took(stage.took_s),
            sequential: took(suite.sequential_s),
            failed: failed.into_iter().map(Spec::of).collect(),
            specs: suite.specs.iter().map(Spec::of).collect(),
        }
    }
}

impl Spec {
    fn of(spec: &verdict::Spec) -> Self {
        Self {
            name: clean::line(&spec.name),
            mark: words::Mark::of_spec(spec),
            took: took(spec.took_s),
            says: clean::lines(spec.says.as_deref().unwrap_or_default()),
            why: spec.known.as_ref().map(|known| clean::line(&known.why)),
            evidence: spec.known.as_ref().map(|known| Link::to_page(&known.evidence)),
        }
    }
}

impl Made {
    fn of(item: &Item) -> Self {
        let clean = |text: &Option<String>| text.as_deref().map(clean::line);
        Self {
            name: clean::line(&item.name),
            version: clean::line(&item.version),
            digest: clean(&item.digest),
            from: clean(&item.from),
        }
    }
}

fn date(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

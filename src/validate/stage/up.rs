//! Install, join and Ready: one `fedrig up`, taken apart by its events.

use super::super::desk::Desk;
use super::super::fault::Fault;
use super::super::log::Log;
use super::super::spans::{Ended, Step, steps};
use super::Ran;
use crate::tool::ToolFailure;
use crate::verdict::{Expectation, Stage, StageVerdict};

/// The refusals of `fedrig up` that a cell tries all the same when it is expected to fail: names for
/// `--allow`.
const ALLOWED: [&str; 2] = ["kubefed-kubernetes", "kubefedctl-join"];

/// How one of the three stages went, and when.
pub(in crate::validate) struct Part {
    pub stage: Stage,
    pub begins_s: f64,
    pub took_s: f64,
    pub ran: Result<Ran, Fault>,
}

/// Takes the cell's clusters to Ready, and judges each of the three stages by its steps.
pub(in crate::validate) async fn up(desk: &Desk, log: &Log) -> Vec<Part> {
    let begins_s = desk.began.elapsed().as_secs_f64();
    let allowed: &[&str] = match desk.expected {
        Expectation::Works => &[],
        Expectation::Fails(_) => &ALLOWED,
    };
    let fedrig = desk.fedrig(Stage::Install, log);
    let ended = fedrig.up(&desk.file(Stage::Install), allowed).await;
    let all = steps(&log.take_out());
    let fault = ended.err().map(|failure| fault_of(&failure));
    let parts = [Stage::Install, Stage::Join, Stage::Ready];
    parts.map(|stage| part(stage, &all, fault.as_ref(), begins_s)).into()
}

fn fault_of(failure: &ToolFailure) -> Fault {
    Fault::of_fedrig("`fedrig up` failed", failure)
}

fn part(stage: Stage, all: &[Step], fault: Option<&Fault>, up_begins_s: f64) -> Part {
    let steps: Vec<&Step> = all.iter().filter(|step| stage_of(step) == stage).collect();
    let begins = steps.iter().map(|step| step.begins_s).reduce(f64::min);
    let ends = steps.iter().map(|step| step.ends_s()).reduce(f64::max);
    let begins_s =
        if stage == Stage::Install { up_begins_s } else { begins.unwrap_or(up_begins_s) };
    let took_s = ends.map_or(0.0, |ends| ends - begins_s).max(0.0);
    let ran = judge(stage, all, &steps, fault);
    Part { stage, begins_s, took_s, ran: ran.map(|ran| with_spans(ran, &steps)) }
}

fn with_spans(ran: Ran, steps: &[&Step]) -> Ran {
    Ran { spans: steps.iter().map(|step| step.span()).collect(), ..ran }
}

fn judge(stage: Stage, all: &[Step], steps: &[&Step], fault: Option<&Fault>) -> Result<Ran, Fault> {
    let failed = steps.iter().find_map(|step| match &step.ended {
        Ended::Badly(fault) => Some(fault.clone()),
        Ended::Well(_) | Ended::LeftOut => None,
    });
    let left_out = steps.iter().any(|step| step.ended == Ended::LeftOut);
    let any_failed = all.iter().any(|step| matches!(step.ended, Ended::Badly(_)));
    match (failed, fault) {
        (Some(failed), _) => Err(failed),
        (None, Some(fault)) if fault.cancelled => Err(fault.clone()),
        // Nothing was tried: fedrig itself refused, or ended without a word.
        (None, Some(fault)) if stage == Stage::Install && !any_failed => Err(fault.clone()),
        (None, Some(_)) if left_out || !is_complete(stage, steps) => {
            let says = "what it builds on failed".to_owned();
            Ok(Ran { verdict: StageVerdict::NotRun, ..Ran::passed(says) })
        }
        (None, _) if is_complete(stage, steps) => Ok(Ran::passed(says(stage, all, steps))),
        (None, _) => Err(Fault::new("`fedrig up` ended well without this stage's steps")),
    }
}

/// The step without which nothing can be said of the stage.
fn is_complete(stage: Stage, steps: &[&Step]) -> bool {
    let wanted = match stage {
        Stage::Install => "install chart",
        Stage::Join => "join ",
        _ => "await ",
    };
    steps.iter().any(|step| step.name.starts_with(wanted))
}

fn says(stage: Stage, all: &[Step], steps: &[&Step]) -> String {
    let count = |prefix: &str| steps.iter().filter(|step| step.name.starts_with(prefix)).count();
    match stage {
        Stage::Install => {
            let install = steps.iter().find(|step| step.name == "install chart");
            match install.map(|step| &step.ended) {
                Some(Ended::Well(fact)) => fact.clone(),
                Some(Ended::Badly(_) | Ended::LeftOut) | None => "installed".to_owned(),
            }
        }
        Stage::Join => format!("{} clusters joined", count("join ")),
        _ => {
            let joins = all.iter().filter(|step| step.name.starts_with("join "));
            let joined = joins.map(Step::ends_s).fold(0.0, f64::max);
            let ready = steps.iter().map(|step| step.ends_s()).fold(0.0, f64::max);
            let after = (ready - joined).max(0.0);
            format!("{} clusters Ready, {after:.1} s after the last join", count("await "))
        }
    }
}

/// The stage that a step of `fedrig up` belongs to.
fn stage_of(step: &Step) -> Stage {
    const JOINS: [&str; 8] = [
        "join ",
        "grant access",
        "check endpoint",
        "label ",
        "limit roles",
        "renew token",
        "await namespace gone",
        "fetch access",
    ];
    let of_cluster = !matches!(step.lane.as_str(), "tools" | "control-plane");
    if JOINS.iter().any(|prefix| step.name.starts_with(prefix)) {
        Stage::Join
    } else if of_cluster && step.name.starts_with("await ") {
        Stage::Ready
    } else {
        Stage::Install
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(lane: &str, name: &str, begins_s: f64, ended: Ended) -> Step {
        Step { lane: lane.to_owned(), name: name.to_owned(), begins_s, took_s: 1.0, ended }
    }

    fn well(lane: &str, name: &str, begins_s: f64) -> Step {
        step(lane, name, begins_s, Ended::Well("done".to_owned()))
    }

    fn verdicts(all: &[Step], fault: Option<Fault>) -> Vec<Result<StageVerdict, String>> {
        let parts = [Stage::Install, Stage::Join, Stage::Ready];
        let parts = parts.map(|stage| part(stage, all, fault.as_ref(), 0.0));
        let verdict = |part: Part| part.ran.map(|ran| ran.verdict).map_err(|fault| fault.says);
        parts.into_iter().map(verdict).collect()
    }

    #[test]
    fn a_run_that_went_well_is_three_stages_with_their_times() {
        let all = [
            well("control-plane", "install chart", 1.0),
            well("us", "join us", 5.0),
            well("us", "await us", 6.0),
        ];
        let passed = StageVerdict::Passed;
        assert_eq!(verdicts(&all, None), [Ok(passed), Ok(passed), Ok(passed)]);
        let ready = part(Stage::Ready, &all, None, 0.0);
        assert_eq!((ready.begins_s, ready.took_s), (6.0, 1.0));
        assert_eq!(ready.ran.unwrap().says, "1 clusters Ready, 1.0 s after the last join");
    }

    #[test]
    fn a_refusal_is_a_failed_install() {
        let all = [well("us", "probe us", 1.0)];
        let found = verdicts(&all, Some(Fault::new("refused")));
        let not_run = Ok(StageVerdict::NotRun);
        assert_eq!(found, [Err("refused".to_owned()), not_run.clone(), not_run]);
    }

    #[test]
    fn a_failed_join_leaves_the_install_as_it_was() {
        let all = [
            well("control-plane", "install chart", 1.0),
            step("us", "join us", 5.0, Ended::Badly(Fault::new("no token"))),
            step("us", "await us", 6.0, Ended::LeftOut),
        ];
        let found = verdicts(&all, Some(Fault::new("no token")));
        let (passed, not_run) = (Ok(StageVerdict::Passed), Ok(StageVerdict::NotRun));
        assert_eq!(found, [passed, Err("no token".to_owned()), not_run]);
    }
}

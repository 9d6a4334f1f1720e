//! The loop: start what is free, take in what ended, until nothing is left.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;

use super::{Event, Finished, Outcome, Sink, Summary};
use crate::plan::{Plan, Step, StepId};
use crate::step::{Change, Rig};

/// How long steps have to end by themselves once the run is cancelled: longer than a child has.
const GRACE: Duration = Duration::from_secs(8);

/// Runs `plan` with at most `parallel` steps at work at once; what only watches takes no place from
/// them. One step's failure stops only what needs it.
pub async fn run(plan: &Plan, rig: &Rig, parallel: NonZeroUsize, sink: &dyn Sink) -> Summary {
    sink.hear(&Event::PlanStarted { steps: plan.steps().len() });
    let mut waiting: Vec<&Step> = plan.steps().iter().collect();
    let mut succeeded: BTreeMap<StepId, bool> = BTreeMap::new();
    let mut running: FuturesUnordered<BoxFuture<'_, (&Step, Finished)>> = FuturesUnordered::new();
    let mut at_work = 0;
    let mut finished = Vec::new();
    loop {
        while let Some(over) = take_hopeless(&mut waiting, &succeeded, rig) {
            record(over, &mut succeeded, &mut finished, sink);
        }
        while let Some(step) = take_free(&mut waiting, &succeeded, at_work < parallel.get()) {
            at_work += usize::from(!step.action.only_watches());
            running.push(Box::pin(async move { (step, perform(step, rig, sink).await) }));
        }
        let Some((step, over)) = running.next().await else { break };
        at_work -= usize::from(!step.action.only_watches());
        record(over, &mut succeeded, &mut finished, sink);
    }
    let summary = Summary { finished, time: rig.timing.division() };
    sink.hear(&Event::PlanFinished(&summary));
    summary
}

fn record(
    over: Finished,
    succeeded: &mut BTreeMap<StepId, bool>,
    finished: &mut Vec<Finished>,
    sink: &dyn Sink,
) {
    sink.hear(&Event::StepFinished(&over));
    succeeded.insert(over.step.clone(), over.outcome.is_success());
    finished.push(over);
}

/// A step that can't begin any more: something that it needs failed, or the run was cancelled.
fn take_hopeless(
    waiting: &mut Vec<&Step>,
    succeeded: &BTreeMap<StepId, bool>,
    rig: &Rig,
) -> Option<Finished> {
    let over = |step: &Step, outcome| Finished {
        lane: step.lane.clone(),
        step: step.id.clone(),
        outcome,
        took: Duration::ZERO,
    };
    if rig.cancel.is_cancelled() && !waiting.is_empty() {
        return Some(over(waiting.remove(0), Outcome::Cancelled));
    }
    let lacks =
        |step: &Step| step.needs.iter().find(|need| succeeded.get(*need) == Some(&false)).cloned();
    let (at, needs) = waiting.iter().enumerate().find_map(|(at, step)| Some((at, lacks(step)?)))?;
    Some(over(waiting.remove(at), Outcome::Skipped { needs }))
}

/// The first step that can begin: all that it needs is there, and there is room for it.
fn take_free<'a>(
    waiting: &mut Vec<&'a Step>,
    succeeded: &BTreeMap<StepId, bool>,
    has_room: bool,
) -> Option<&'a Step> {
    let done: BTreeSet<&StepId> =
        succeeded.iter().filter(|(_, success)| **success).map(|(id, _)| id).collect();
    let is_free = |step: &&Step| {
        (has_room || step.action.only_watches())
            && step.needs.iter().all(|need| done.contains(need))
    };
    let at = waiting.iter().position(is_free)?;
    Some(waiting.remove(at))
}

async fn perform(step: &Step, rig: &Rig, sink: &dyn Sink) -> Finished {
    let (lane, id) = (&step.lane, &step.id);
    sink.hear(&Event::StepStarted { lane, step: id });
    let started = Instant::now();
    let say = |reason: &str| {
        let after = started.elapsed();
        sink.hear(&Event::StepWaiting { lane, step: id, reason, after });
    };
    let applied = tokio::select! {
        applied = step.action.apply(rig, &say) => Some(applied),
        () = overdue(rig) => None,
    };
    let outcome = match applied {
        Some(Ok(Change::Changed(fact))) => Outcome::Changed(fact),
        Some(Ok(Change::Unchanged(fact))) => Outcome::Unchanged(fact),
        Some(Err(error)) if error.is_cancelled() => Outcome::Cancelled,
        Some(Err(error)) => Outcome::Failed(error),
        None => Outcome::Cancelled,
    };
    Finished { lane: lane.clone(), step: id.clone(), outcome, took: started.elapsed() }
}

async fn overdue(rig: &Rig) {
    rig.cancel.cancelled().await;
    tokio::time::sleep(GRACE).await;
}

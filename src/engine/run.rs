//! The loop: start what is free, take in what ended, until nothing is left.

use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;

use super::schedule::Schedule;
use super::{Event, Finished, Outcome, Sink, Summary};
use crate::plan::{Plan, Step};
use crate::step::{Change, Rig};

/// How long steps have to end by themselves once the run is cancelled: longer than a child has.
const GRACE: Duration = Duration::from_secs(8);

/// Runs `plan` with at most `parallel` steps at work at once; what only watches takes no place from
/// them. One step's failure stops only what needs it.
pub async fn run(plan: &Plan, rig: &Rig, parallel: NonZeroUsize, sink: &dyn Sink) -> Summary {
    sink.hear(&Event::PlanStarted { steps: plan.steps().len() });
    let mut schedule = Schedule::of(plan);
    let mut running: FuturesUnordered<BoxFuture<'_, (&Step, Finished)>> = FuturesUnordered::new();
    let mut at_work = 0;
    let mut finished = Vec::new();
    loop {
        while let Some(over) = take_hopeless(&mut schedule, rig) {
            record(over, &mut schedule, &mut finished, sink);
        }
        while let Some(step) = schedule.take_free(at_work < parallel.get()) {
            at_work += usize::from(!step.action.only_watches());
            running.push(Box::pin(async move { (step, perform(step, rig, sink).await) }));
        }
        let Some((step, over)) = running.next().await else { break };
        at_work -= usize::from(!step.action.only_watches());
        record(over, &mut schedule, &mut finished, sink);
    }
    let summary = Summary { finished, time: rig.timing.division() };
    sink.hear(&Event::PlanFinished(&summary));
    summary
}

fn record(
    over: Finished,
    schedule: &mut Schedule<'_>,
    finished: &mut Vec<Finished>,
    sink: &dyn Sink,
) {
    sink.hear(&Event::StepFinished(&over));
    schedule.over(&over.step, over.outcome.is_success());
    finished.push(over);
}

/// A step that can't begin any more: something that it needs failed, or the run was cancelled.
fn take_hopeless(schedule: &mut Schedule<'_>, rig: &Rig) -> Option<Finished> {
    let over = |step: &Step, outcome| Finished {
        lane: step.lane.clone(),
        step: step.id.clone(),
        outcome,
        took: Duration::ZERO,
    };
    if rig.cancel.is_cancelled() {
        return schedule.take_first().map(|step| over(step, Outcome::Cancelled));
    }
    let (step, needs) = schedule.take_hopeless()?;
    Some(over(step, Outcome::Skipped { needs: needs.clone() }))
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

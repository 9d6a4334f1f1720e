//! What the time of a run went to: foreign programs, waiting for clusters, or fedrig itself.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Records spans; clones record into the same place.
#[derive(Debug, Clone)]
pub struct Timing {
    started: Instant,
    spans: Arc<Mutex<Vec<Span>>>,
}

/// What a span was spent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spent {
    /// A foreign program ran.
    Child,
    /// A cluster or a download was waited for.
    Waiting,
}

#[derive(Debug, Clone, Copy)]
struct Span {
    on: Spent,
    from: Instant,
    to: Instant,
}

/// How a run's time divides. `children` and `waiting` overlap, as work runs side by side.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Division {
    /// The whole run, in seconds.
    pub total_seconds: f64,
    /// At least one foreign program ran, in seconds.
    pub children_seconds: f64,
    /// At least one answer of a cluster or a server was waited for, in seconds.
    pub waiting_seconds: f64,
    /// Neither of the two: fedrig itself, in seconds.
    pub own_seconds: f64,
}

impl Default for Timing {
    fn default() -> Self {
        Self { started: Instant::now(), spans: Arc::default() }
    }
}

impl Timing {
    /// Records that `on` began at `from` and ended now.
    pub fn record(&self, on: Spent, from: Instant) {
        if let Ok(mut spans) = self.spans.lock() {
            spans.push(Span { on, from, to: Instant::now() });
        }
    }

    /// Runs `future` and records it as waiting.
    pub async fn waiting<T>(&self, future: impl Future<Output = T>) -> T {
        let from = Instant::now();
        let value = future.await;
        self.record(Spent::Waiting, from);
        value
    }

    /// How the time from the start until now divides.
    pub fn division(&self) -> Division {
        let spans = self.spans.lock().map(|spans| spans.clone()).unwrap_or_default();
        let total = self.started.elapsed();
        let of = |on: Spent| covered(spans.iter().filter(|span| span.on == on));
        let both = covered(spans.iter());
        Division {
            total_seconds: total.as_secs_f64(),
            children_seconds: of(Spent::Child).as_secs_f64(),
            waiting_seconds: of(Spent::Waiting).as_secs_f64(),
            own_seconds: total.saturating_sub(both).as_secs_f64(),
        }
    }
}

/// The time in which at least one of the spans was open.
fn covered<'a>(spans: impl Iterator<Item = &'a Span>) -> Duration {
    let mut spans: Vec<(Instant, Instant)> = spans.map(|span| (span.from, span.to)).collect();
    spans.sort();
    let mut sum = Duration::ZERO;
    let mut until: Option<Instant> = None;
    for (from, to) in spans {
        let from = until.map_or(from, |until| until.max(from));
        sum += to.saturating_duration_since(from);
        until = Some(until.map_or(to, |until| until.max(to)));
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_spans_count_once() {
        let zero = Instant::now();
        let at = |seconds| zero + Duration::from_secs(seconds);
        let span = |from, to| Span { on: Spent::Child, from: at(from), to: at(to) };
        let spans = [span(5, 9), span(0, 4), span(1, 2), span(3, 6), span(20, 21)];
        assert_eq!(covered(spans.iter()), Duration::from_secs(10));
    }
}

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
        let time = |span: &Span| (self.since_start(span.from), self.since_start(span.to));
        let of = |on: Spent| covered(spans.iter().filter(|span| span.on == on).map(time));
        let both = covered(spans.iter().map(time));
        Division {
            total_seconds: total.as_secs_f64(),
            children_seconds: of(Spent::Child).as_secs_f64(),
            waiting_seconds: of(Spent::Waiting).as_secs_f64(),
            own_seconds: total.saturating_sub(both).as_secs_f64(),
        }
    }

    fn since_start(&self, at: Instant) -> Duration {
        at.saturating_duration_since(self.started)
    }
}

/// The time in which at least one of the spans was open, each from when to when on one clock.
pub fn covered(spans: impl Iterator<Item = (Duration, Duration)>) -> Duration {
    let mut spans: Vec<(Duration, Duration)> = spans.collect();
    spans.sort();
    let (mut sum, mut until) = (Duration::ZERO, Duration::ZERO);
    for (from, to) in spans {
        sum += to.saturating_sub(from.max(until));
        until = until.max(to);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_spans_count_once() {
        let span = |from, to| (Duration::from_secs(from), Duration::from_secs(to));
        let spans = [span(5, 9), span(0, 4), span(1, 2), span(3, 6), span(20, 21)];
        assert_eq!(covered(spans.into_iter()), Duration::from_secs(10));
    }
}

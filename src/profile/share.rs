//! How the time of a run divides.

use std::time::Duration;

use serde::Serialize;

use super::{Bar, Kind};
use crate::timing;

/// How the time of a run divides; the three parts add up to all of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Share {
    /// Seconds in which at least one foreign program ran.
    pub programs_s: f64,
    /// Seconds in which none did, and a step waited for a cluster or a server.
    pub answers_s: f64,
    /// Seconds in which no step was at work: fedrig itself.
    pub own_s: f64,
}

impl Share {
    pub(super) fn of(bars: &[Bar], took_s: f64) -> Self {
        let programs = covered(bars.iter().filter(|bar| bar.kind == Kind::Program));
        let all = covered(bars.iter());
        Self {
            programs_s: programs,
            answers_s: (all - programs).max(0.0),
            own_s: (took_s - all).max(0.0),
        }
    }
}

/// Seconds in which at least one of the bars was there.
fn covered<'a>(bars: impl Iterator<Item = &'a Bar>) -> f64 {
    let times = bars.map(|bar| (seconds(bar.begins_s), seconds(bar.ends_s())));
    timing::covered(times).as_secs_f64()
}

/// A journal that somebody wrote into may have any number; such a bar counts as nothing.
fn seconds(number: f64) -> Duration {
    Duration::try_from_secs_f64(number).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(kind: Kind, begins_s: f64, took_s: f64) -> Bar {
        Bar { kind, what: String::new(), begins_s, took_s, ok: true, is_critical: false }
    }

    #[test]
    fn what_overlaps_counts_once() {
        let bars = [
            bar(Kind::Step, 1.0, 6.0),
            bar(Kind::Program, 2.0, 3.0),
            bar(Kind::Program, 3.0, 1.0),
            bar(Kind::Step, 3.0, 5.0),
        ];
        let share = Share::of(&bars, 10.0);
        assert_eq!(share, Share { programs_s: 3.0, answers_s: 4.0, own_s: 3.0 });
    }
}

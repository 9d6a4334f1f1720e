//! The chain of steps that held a run up.

use super::{Bar, Kind};

/// How much later than what it waited for a step may begin, in seconds; the journal notes ends to
/// the millisecond.
const SLACK: f64 = 0.02;

/// Marks the chain from the step that ended last back to the first: before each step that one which
/// ended last before it began. A step that did nothing is in the chain only when nothing else is.
pub(super) fn mark(bars: &mut [Bar]) {
    let mut until = f64::INFINITY;
    while let Some(last) = last_before(bars, until) {
        bars[last].is_critical = true;
        until = bars[last].begins_s;
    }
}

fn last_before(bars: &[Bar], until: f64) -> Option<usize> {
    let before = bars.iter().enumerate().filter(|(_, bar)| {
        bar.kind == Kind::Step && !bar.is_critical && bar.ends_s() <= until + SLACK
    });
    // Of those that ended together the longer one held the run up.
    let (index, _) = before.max_by(|(_, a), (_, b)| {
        let together = (a.ends_s() - b.ends_s()).abs() < SLACK;
        if together { a.took_s.total_cmp(&b.took_s) } else { a.ends_s().total_cmp(&b.ends_s()) }
    })?;
    (bars[index].begins_s < until).then_some(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(what: &str, begins_s: f64, took_s: f64) -> Bar {
        let (kind, what) = (Kind::Step, what.to_owned());
        Bar { kind, what, begins_s, took_s, ok: true, is_critical: false }
    }

    #[test]
    fn the_chain_goes_from_the_end_to_the_begin() {
        let mut bars = [
            step("fetch kubectl", 0.0, 0.4),
            step("fetch chart", 0.0, 1.0),
            step("grant access", 1.0, 0.5),
            step("install", 1.0, 6.0),
            step("join", 7.01, 1.0),
        ];
        mark(&mut bars);
        let critical = bars.iter().filter(|bar| bar.is_critical).map(|bar| bar.what.as_str());
        assert_eq!(critical.collect::<Vec<_>>(), ["fetch chart", "install", "join"]);
    }

    #[test]
    fn a_run_without_steps_has_no_chain() {
        mark(&mut []);
    }

    proptest::proptest! {
        #[test]
        fn it_ends_whatever_the_bars(times in proptest::collection::vec((0.0..9.0f64, 0.0..9.0f64), 0..40)) {
            let mut bars: Vec<Bar> = times.iter().map(|(from, took)| step("s", *from, *took)).collect();
            mark(&mut bars);
        }
    }
}

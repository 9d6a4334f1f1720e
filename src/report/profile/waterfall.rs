//! A profile as text: a line a step or program, its bar on the run's clock.

use std::fmt::Write;

use crate::profile::{Bar, Kind, Profile, Share};

/// The narrowest clock that still tells something, in characters.
const NARROWEST: usize = 20;

/// The profile in lines of at most `width` characters. `*` marks the steps that held the run up;
/// programs are indented below.
pub fn waterfall(profile: &Profile, width: usize) -> String {
    let Profile { run, verb, took_s, bars, share } = profile;
    let Share { programs_s, answers_s, own_s } = share;
    let name = bars.iter().map(|bar| label(bar).chars().count()).max().unwrap_or(0);
    let clock = width.saturating_sub(name + 12).max(NARROWEST);
    let mut text = format!(
        "{verb} {run}: {took_s:.1} s, of it programs {programs_s:.1} s, answers of clusters and servers {answers_s:.1} s, fedrig itself {own_s:.2} s\n"
    );
    for bar in bars {
        let drawn = draw(bar, *took_s, clock);
        // Writing to a String does not fail.
        let _ = writeln!(text, "{:<name$}  {drawn}  {:>5.1} s", label(bar), bar.took_s);
    }
    text
}

fn label(bar: &Bar) -> String {
    let failed = if bar.ok { "" } else { ", failed" };
    match (bar.kind, bar.is_critical) {
        (Kind::Step, true) => format!("* {}{failed}", bar.what),
        (Kind::Step, false) => format!("  {}{failed}", bar.what),
        (Kind::Program, _) => format!("      {}{failed}", bar.what),
    }
}

/// A bar on a clock of `clock` characters; the shortest one still has one.
fn draw(bar: &Bar, took_s: f64, clock: usize) -> String {
    let per_second = clock as f64 / took_s.max(0.001);
    let from = ((bar.begins_s * per_second) as usize).min(clock - 1);
    let length = ((bar.took_s * per_second).round() as usize).clamp(1, clock - from);
    let sign = if bar.kind == Kind::Step { "█" } else { "─" };
    let rest = clock - from - length;
    format!("{}{}{}", "·".repeat(from), sign.repeat(length), "·".repeat(rest))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn profile() -> Profile {
        let bar = |kind, what: &str, begins_s, took_s, ok, is_critical| Bar {
            kind,
            what: what.to_owned(),
            begins_s,
            took_s,
            ok,
            is_critical,
        };
        Profile {
            run: "20261124T090104-4711".into(),
            verb: "up".into(),
            took_s: 12.5,
            bars: vec![
                bar(Kind::Step, "fetch kubectl", 0.1, 0.2, true, true),
                bar(Kind::Step, "install chart", 0.3, 8.0, true, true),
                bar(Kind::Program, "helm upgrade", 0.4, 3.0, true, false),
                bar(Kind::Step, "join <us-east>", 8.3, 0.5, false, true),
            ],
            share: Share { programs_s: 3.0, answers_s: 5.7, own_s: 3.8 },
        }
    }

    #[test]
    fn the_longest_chain_is_marked_and_programs_are_indented() {
        insta::assert_snapshot!(waterfall(&profile(), 70), @r"
        up 20261124T090104-4711: 12.5 s, of it programs 3.0 s, answers of clusters and servers 5.7 s, fedrig itself 3.80 s
        * fetch kubectl           █·································    0.2 s
        * install chart           ██████████████████████············    8.0 s
              helm upgrade        ·────────·························    3.0 s
        * join <us-east>, failed  ······················█···········    0.5 s
        ");
    }

    proptest::proptest! {
        #[test]
        fn any_width_and_time_can_be_drawn(width in 0usize..300, took in 0.0..1e6f64) {
            let mut profile = profile();
            profile.took_s = took;
            waterfall(&profile, width);
        }
    }
}

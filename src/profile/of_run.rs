//! A run's journal as bars.

use jiff::Timestamp;
use serde::Serialize;

use super::{Bar, Kind, Share, chain};
use crate::journal::{Run, What};

/// Where the time of a run went.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// The run.
    pub run: String,
    /// The verb: `up`.
    pub verb: String,
    /// Seconds that the run took; of one that was killed, until the last that is known of it.
    pub took_s: f64,
    /// Its steps and programs, by their begin.
    pub bars: Vec<Bar>,
    /// How its time divides.
    pub share: Share,
}

impl Profile {
    /// What a run's journal tells of its time. Steps that did not run, and programs whose end nobody
    /// saw, are left out.
    pub fn of(run: &Run) -> Self {
        let begin = run.at.unwrap_or_default();
        let mut bars: Vec<Bar> = Vec::new();
        for line in &run.lines {
            let ended = seconds(begin, line.at);
            let bar = match &line.what {
                What::StepEnded { outcome, .. } if outcome == "skipped" => continue,
                What::StepEnded { step, outcome, took_seconds, .. } => {
                    let ok = matches!(outcome.as_str(), "changed" | "unchanged");
                    bar(Kind::Step, step.clone(), ended, *took_seconds, ok)
                }
                What::ChildEnded { tool, process, code, took_seconds } => {
                    let command = run.lines.iter().find_map(|line| match &line.what {
                        What::ChildStarted { command, process: started, .. }
                            if started == process =>
                        {
                            Some(command.as_str())
                        }
                        _ => None,
                    });
                    let what = short(tool, command.unwrap_or_default());
                    bar(Kind::Program, what, ended, *took_seconds, *code == Some(0))
                }
                _ => continue,
            };
            bars.push(bar);
        }
        bars.sort_by(|a, b| a.begins_s.total_cmp(&b.begins_s));
        chain::mark(&mut bars);
        let last = run.lines.last().map_or(0.0, |line| seconds(begin, line.at));
        let took_s = run.took_seconds.unwrap_or(last).max(last);
        let share = Share::of(&bars, took_s);
        Self { run: run.id.clone(), verb: run.verb.clone(), took_s, bars, share }
    }
}

fn bar(kind: Kind, what: String, ended: f64, took: f64, ok: bool) -> Bar {
    let begins_s = (ended - took).max(0.0);
    Bar { kind, what, begins_s, took_s: took, ok, is_critical: false }
}

fn seconds(from: Timestamp, to: Timestamp) -> f64 {
    to.duration_since(from).as_secs_f64()
}

/// The program and its verb: `helm upgrade`, `kubectl apply`. Flags and their values tell nothing
/// of what it does.
fn short(tool: &str, command: &str) -> String {
    const VERBS: [&str; 18] = [
        "annotate",
        "apply",
        "create",
        "delete",
        "disable",
        "enable",
        "exec",
        "get",
        "history",
        "join",
        "list",
        "patch",
        "rollback",
        "status",
        "uninstall",
        "unjoin",
        "upgrade",
        "version",
    ];
    let verb = command.split_whitespace().skip(1).find(|word| VERBS.contains(word));
    verb.map_or_else(|| tool.to_owned(), |verb| format!("{tool} {verb}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Line, Process};

    fn line(second: i64, what: What) -> Line {
        Line { at: Timestamp::from_second(1_000_000 + second).unwrap(), what }
    }

    #[test]
    fn a_journal_becomes_bars_on_one_clock() {
        let process = Process { pid: 7, started: Some(1), boot: Process::this().boot };
        let started = What::ChildStarted {
            tool: "helm".into(),
            command: "/opt/helm --kubeconfig /run/upgrade upgrade --install kubefed".into(),
            process: process.clone(),
        };
        let ended =
            What::ChildEnded { tool: "helm".into(), process, code: Some(0), took_seconds: 4.0 };
        let step = What::StepEnded {
            step: "install chart".into(),
            outcome: "changed".into(),
            text: String::new(),
            took_seconds: 5.0,
        };
        let skipped = What::StepEnded {
            step: "join".into(),
            outcome: "skipped".into(),
            text: String::new(),
            took_seconds: 0.0,
        };
        let lines = vec![line(0, started), line(6, ended), line(7, step), line(7, skipped)];
        let run = Run {
            id: "r".into(),
            at: Some(lines[0].at),
            verb: "up".into(),
            user: String::new(),
            exit: Some(0),
            took_seconds: Some(8.0),
            lines,
        };
        let profile = Profile::of(&run);
        let bars: Vec<_> =
            profile.bars.iter().map(|b| (b.what.as_str(), b.begins_s, b.took_s)).collect();
        assert_eq!(bars, [("helm upgrade", 2.0, 4.0), ("install chart", 2.0, 5.0)]);
        assert!(profile.bars[1].is_critical && !profile.bars[0].is_critical);
        assert_eq!(profile.share, Share { programs_s: 4.0, answers_s: 1.0, own_s: 3.0 });
    }
}

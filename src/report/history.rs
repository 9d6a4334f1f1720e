//! Earlier runs as text.

use std::fmt::Write;

use super::table::plain;
use crate::journal::{Run, What};

/// A line a run.
pub fn table(runs: &[Run]) -> String {
    let rows = runs.iter().map(|run| {
        [
            run.id.clone(),
            run.verb.clone(),
            run.exit.map_or_else(|| "killed, or running".to_owned(), |exit| exit.to_string()),
            run.took_seconds.map_or_else(|| "-".to_owned(), |took| format!("{took:.1} s")),
            run.user.clone(),
        ]
    });
    plain(["RUN", "VERB", "EXIT", "TOOK", "USER"], rows)
}

/// What happened in a run, in its order.
pub fn story(run: &Run) -> String {
    let mut text = String::new();
    for line in &run.lines {
        let at = line.at.strftime("%H:%M:%S%.3f");
        // Writing to a String does not fail.
        let _ = writeln!(text, "{at}  {}", sentence(&line.what));
    }
    text
}

fn sentence(what: &What) -> String {
    match what {
        What::RunStarted { verb, version, user, process } => {
            format!("fedrig {version} {verb}, by {user}, process {}", process.pid)
        }
        What::Planned { steps } => {
            format!("planned:\n              {}", steps.join("\n              "))
        }
        What::ChildStarted { command, process, .. } => format!("[{}] {command}", process.pid),
        What::ChildEnded { tool, process, code, took_seconds } => {
            let code = code.map_or_else(|| "a signal".to_owned(), |code| format!("code {code}"));
            format!("[{}] {tool} ended with {code} after {took_seconds:.1} s", process.pid)
        }
        What::StepEnded { step, outcome, text, took_seconds } => {
            format!("{step}: {outcome}, {text} ({took_seconds:.1} s)")
        }
        What::RunEnded { exit, took_seconds } => format!("exit {exit} after {took_seconds:.1} s"),
    }
}

//! The state of a federation as it changes: a table that moves where a person watches, a line a
//! change where nobody does, and JSON lines.

use console::Term;
use jiff::Timestamp;
use serde_json::json;

use super::status::table;
use super::terminal::Terminal;
use crate::status::FederationStatus;
use crate::status::watch::{Change, Seen};

/// How many of the last changes stand below the table.
const CHANGES: usize = 8;

/// Shows what a watch tells.
pub enum View {
    /// A table that is drawn anew.
    Table(Box<Moving>),
    /// A line a change.
    Lines(Terminal),
    /// A JSON object a line.
    Json(Terminal),
}

/// A table that is drawn anew, with the last changes below it.
pub struct Moving {
    out: Term,
    status: Option<FederationStatus>,
    changes: Vec<String>,
    away: Option<String>,
    drawn: usize,
}

impl View {
    /// Lines or a table, by where it goes.
    pub fn for_people(terminal: &Terminal) -> Self {
        let out = Term::stdout();
        if !out.features().is_attended() {
            return Self::Lines(terminal.clone());
        }
        let (status, changes, away, drawn) = Default::default();
        Self::Table(Box::new(Moving { out, status, changes, away, drawn }))
    }

    /// Takes in what the watch tells.
    pub fn hear(&mut self, seen: &Seen) {
        let now = Timestamp::now();
        match self {
            Self::Table(moving) => moving.hear(seen),
            Self::Lines(terminal) => terminal.result(&lines(seen, now)),
            Self::Json(terminal) => {
                for line in json_lines(seen, now) {
                    terminal.result(&format!("{line}\n"));
                }
            }
        }
    }

    /// Draws what grows by itself: how long ago things were.
    pub fn tick(&mut self) {
        match self {
            Self::Table(moving) => moving.draw(),
            Self::Lines(_) | Self::Json(_) => {}
        }
    }
}

impl Moving {
    fn hear(&mut self, seen: &Seen) {
        match seen {
            Seen::State(status, changes) => {
                self.status = Some(status.clone());
                self.changes.extend(changes.iter().map(sentence));
            }
            Seen::Away(reason) => self.away = Some(reason.clone()),
            Seen::Back => self.away = None,
        }
        let excess = self.changes.len().saturating_sub(CHANGES);
        self.changes.drain(..excess);
        self.draw();
    }

    fn draw(&mut self) {
        let text = self.text(Timestamp::now());
        let width = usize::from(self.out.size().1);
        let height = usize::from(self.out.size().0).saturating_sub(1);
        // A line that is broken by the terminal would count as one, and be left behind.
        let lines: Vec<_> =
            text.lines().map(|line| console::truncate_str(line, width, "…")).collect();
        let lines = &lines[..lines.len().min(height)];
        // A terminal that went away takes nothing any more, which is no failure of the watch.
        let _ = self.out.clear_last_lines(self.drawn);
        let _ = self.out.write_line(&lines.join("\n"));
        self.drawn = lines.len().max(1);
    }

    fn text(&self, now: Timestamp) -> String {
        let mut text = match &self.status {
            Some(status) => table(status, now),
            None => "waiting for the host\n".to_owned(),
        };
        if let Some(reason) = &self.away {
            text.push_str(&format!(
                "\nthe host does not answer, this is what it said last: {reason}\n"
            ));
        }
        if !self.changes.is_empty() {
            text.push_str(&format!("\n{}\n", self.changes.join("\n")));
        }
        text
    }
}

/// The state at the beginning, then a line a change.
fn lines(seen: &Seen, now: Timestamp) -> String {
    match seen {
        Seen::State(status, changes) if changes.is_empty() => table(status, now),
        Seen::State(_, changes) => {
            changes.iter().map(|change| format!("{}\n", sentence(change))).collect()
        }
        Seen::Away(reason) => format!("{}  host  does not answer: {reason}\n", clock(now)),
        Seen::Back => format!("{}  host  answers again\n", clock(now)),
    }
}

fn json_lines(seen: &Seen, now: Timestamp) -> Vec<serde_json::Value> {
    match seen {
        Seen::State(status, changes) if changes.is_empty() => {
            vec![json!({"event": "state", "at": now, "status": status})]
        }
        Seen::State(status, changes) => changes
            .iter()
            .map(|change| {
                let ready = status.ready;
                json!({"event": "change", "at": change.at, "cluster": change.cluster,
                    "from": change.from, "to": change.to, "reason": change.reason, "ready": ready})
            })
            .collect(),
        Seen::Away(reason) => vec![json!({"event": "hostAway", "at": now, "reason": reason})],
        Seen::Back => vec![json!({"event": "hostBack", "at": now})],
    }
}

fn sentence(change: &Change) -> String {
    let cluster = change.cluster.as_deref().unwrap_or("control plane");
    let reason = change.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    format!("{}  {cluster}  {} → {}{reason}", clock(change.at), change.from, change.to)
}

fn clock(at: Timestamp) -> String {
    at.strftime("%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_one_line_with_time_cluster_and_reason() {
        let change = Change {
            at: "2026-11-24T08:01:05Z".parse().unwrap(),
            cluster: Some("us".to_owned()),
            from: "Ready".to_owned(),
            to: "not Ready".to_owned(),
            reason: Some("Offline".to_owned()),
        };
        assert_eq!(sentence(&change), "08:01:05Z  us  Ready → not Ready: Offline");
    }

    #[test]
    fn a_host_that_is_away_is_told_below_the_table() {
        let (out, status, changes) = (Term::stdout(), None, vec!["x".to_owned()]);
        let moving = Moving { out, status, changes, away: Some("refused".to_owned()), drawn: 0 };
        let text = moving.text(Timestamp::UNIX_EPOCH);
        assert!(text.contains("does not answer") && text.contains("refused"), "{text}");
    }
}

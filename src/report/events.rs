//! Events as a table, or a line each.

use crate::events::{FederationEvent, Seen};

use super::table::plain;

/// A line an event, the newest last.
pub fn table(events: &[FederationEvent]) -> String {
    if events.is_empty() {
        return "no events concern the federation\n".to_owned();
    }
    plain(
        ["LAST SEEN", "CLUSTER", "TYPE", "COUNT", "OBJECT", "REASON", "MESSAGE"],
        events.iter().map(row),
    )
}

/// What a watch told, as lines.
pub fn line(seen: &Seen) -> String {
    match seen {
        Seen::Before(events) => {
            events.iter().map(|event| row(event).join("  ")).collect::<Vec<_>>().join("\n")
        }
        Seen::Event(event) => row(event).join("  "),
        Seen::Away { cluster, reason } => format!("{cluster} does not answer: {reason}"),
        Seen::Back { cluster } => format!("{cluster} answers again"),
    }
}

fn row(event: &FederationEvent) -> [String; 7] {
    let at = event.at.map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    let words: Vec<&str> = event.message.split_whitespace().collect();
    [
        at.unwrap_or_else(|| "-".to_owned()),
        event.cluster.to_string(),
        event.kind.clone(),
        event.count.to_string(),
        event.object.clone(),
        event.reason.clone(),
        words.join(" "),
    ]
}

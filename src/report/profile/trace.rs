//! A profile for trace viewers: Chrome's trace event format, which Perfetto and speedscope read.

use serde_json::{Value, json};

use crate::profile::{Kind, Profile};

/// The profile as a trace: complete events (`X`) in microseconds, a row each that is free by then.
pub fn trace(profile: &Profile) -> String {
    let mut free_from: Vec<f64> = Vec::new();
    let mut events: Vec<Value> = Vec::new();
    for bar in &profile.bars {
        let row = free_from.iter().position(|free| *free <= bar.begins_s + 1e-6);
        let row = row.unwrap_or_else(|| {
            free_from.push(0.0);
            free_from.len() - 1
        });
        free_from[row] = bar.ends_s();
        let category = match bar.kind {
            Kind::Step => "step",
            Kind::Program => "program",
        };
        events.push(json!({
            "name": bar.what, "cat": category, "ph": "X", "pid": 1, "tid": row + 1,
            "ts": (bar.begins_s * 1e6).round(), "dur": (bar.took_s * 1e6).round(),
            "args": {"ok": bar.ok, "critical": bar.is_critical},
        }));
    }
    let trace = json!({
        "traceEvents": events,
        "displayTimeUnit": "ms",
        "otherData": {"run": profile.run, "verb": profile.verb},
    });
    format!("{trace:#}\n")
}

#[cfg(test)]
mod tests {
    use super::super::waterfall::tests::profile;
    use super::*;

    #[test]
    fn what_runs_side_by_side_has_rows_of_its_own() {
        let trace: Value = serde_json::from_str(&trace(&profile())).unwrap();
        let events = trace["traceEvents"].as_array().unwrap();
        let rows: Vec<_> = events.iter().map(|event| event["tid"].as_u64().unwrap()).collect();
        assert_eq!(rows, [1, 1, 2, 1]);
        assert_eq!(events[1]["dur"], 8_000_000.0);
    }
}

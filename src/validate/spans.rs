//! What ran when: of a child by its events, of a stage's own work by the clock.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Instant;

use serde::Deserialize;
use serde_json::Value;

use super::fault::Fault;
use crate::verdict::Span;

/// A step of a child, as its events tell it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    /// `tools`, `control-plane`, or the cluster's name.
    pub lane: String,
    /// `join us-east`.
    pub name: String,
    /// Seconds from the cell's start.
    pub begins_s: f64,
    /// Seconds that it took.
    pub took_s: f64,
    /// How it ended.
    pub ended: Ended,
}

/// How a step of a child ended.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ended {
    /// Well, and what it came to.
    Well(String),
    /// Badly.
    Badly(Fault),
    /// It was not begun, or not finished.
    LeftOut,
}

impl Step {
    /// As a piece of the timeline.
    pub fn span(&self) -> Span {
        let (lane, what) = (self.lane.clone(), self.name.clone());
        let ok = matches!(self.ended, Ended::Well(_));
        Span { lane, what, begins_s: self.begins_s, took_s: self.took_s, ok }
    }

    /// When it ended, in seconds from the cell's start.
    pub fn ends_s(&self) -> f64 {
        self.begins_s + self.took_s
    }
}

#[derive(Deserialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Line {
    StepStarted {
        step: String,
    },
    StepFinished {
        lane: Value,
        step: String,
        took_seconds: f64,
        outcome: Value,
    },
    #[serde(other)]
    Other,
}

/// The steps in the order in which they ended; what is no event is passed over.
pub(super) fn steps(lines: &[(f64, String)]) -> Vec<Step> {
    let mut begun: HashMap<String, f64> = HashMap::new();
    let mut steps = Vec::new();
    for (at, line) in lines {
        match serde_json::from_str(line) {
            Ok(Line::StepStarted { step }) => drop(begun.insert(step, *at)),
            Ok(Line::StepFinished { lane, step, took_seconds, outcome }) => {
                let begins_s = begun.remove(&step).unwrap_or(at - took_seconds);
                let (lane, ended) = (lane_of(&lane), ended(&outcome));
                steps.push(Step { lane, name: step, begins_s, took_s: took_seconds, ended });
            }
            Ok(Line::Other) | Err(_) => {}
        }
    }
    steps
}

/// What a line of a child says to whoever watches; nothing when it is no news.
pub(super) fn news(line: &str) -> Option<String> {
    let event: Value = serde_json::from_str(line).ok()?;
    let lane = lane_of(&event["lane"]);
    match event["event"].as_str()? {
        "stepFinished" => {
            let outcome = &event["outcome"];
            let said = outcome["fact"].as_str().or_else(|| outcome["error"].as_str())?;
            Some(format!("{lane}: {said}"))
        }
        "stepWaiting" => Some(format!("{lane}: {}", event["reason"].as_str()?)),
        _ => None,
    }
}

/// A line of a child as a log has it: an event in words, nothing for one that has none.
pub(super) fn logged(line: &str) -> Option<String> {
    let Ok(event) = serde_json::from_str::<Value>(line) else { return Some(line.to_owned()) };
    let lane = lane_of(&event["lane"]);
    match event["event"].as_str() {
        Some("stepStarted") => Some(format!("{lane}: {} …", event["step"].as_str()?)),
        Some(_) => news(line),
        None => Some(line.to_owned()),
    }
}

fn lane_of(lane: &Value) -> String {
    match lane["kind"].as_str() {
        Some("cluster") => lane["cluster"].as_str().unwrap_or_default().to_owned(),
        Some("controlPlane") => "control-plane".to_owned(),
        Some(other) => other.to_owned(),
        None => String::new(),
    }
}

fn ended(outcome: &Value) -> Ended {
    let texts = |name: &str| -> Vec<String> {
        let list = outcome[name].as_array().into_iter().flatten();
        list.filter_map(|text| text.as_str().map(str::to_owned)).collect()
    };
    match outcome["kind"].as_str() {
        Some("changed" | "unchanged") => {
            Ended::Well(outcome["fact"].as_str().unwrap_or_default().to_owned())
        }
        Some("failed") => Ended::Badly(Fault {
            causes: texts("causes"),
            hints: texts("hints"),
            ..Fault::new(outcome["error"].as_str().unwrap_or_default())
        }),
        Some(_) | None => Ended::LeftOut,
    }
}

/// Measures what a stage does itself.
pub(super) struct Clock {
    began: Instant,
    spans: Mutex<Vec<Span>>,
}

impl Clock {
    /// Of a cell that began then.
    pub fn of(began: Instant) -> Self {
        Self { began, spans: Mutex::default() }
    }

    /// Does the work, and notes when it ran in the lane.
    pub async fn time<T, E>(
        &self,
        lane: impl ToString,
        what: impl Into<String>,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let begins_s = self.began.elapsed().as_secs_f64();
        let result = work.await;
        let took_s = self.began.elapsed().as_secs_f64() - begins_s;
        let (lane, what, ok) = (lane.to_string(), what.into(), result.is_ok());
        if let Ok(mut spans) = self.spans.lock() {
            spans.push(Span { lane, what, begins_s, took_s, ok });
        }
        result
    }

    /// What was measured.
    pub fn spans(&self) -> Vec<Span> {
        self.spans.lock().map(|mut spans| std::mem::take(&mut *spans)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_has_words_and_no_events() {
        let failed = r#"{"event":"stepFinished","lane":{"kind":"controlPlane"},"step":"install chart","tookSeconds":1.5,"outcome":{"kind":"failed","error":"no","causes":[],"hints":[]}}"#;
        assert_eq!(logged(failed).as_deref(), Some("control-plane: no"));
        assert_eq!(logged(r#"{"event":"planStarted","steps":6}"#), None);
        assert_eq!(logged("till created").as_deref(), Some("till created"));
    }

    #[test]
    fn events_become_steps_with_their_time() {
        let lines = [
            (1.0, r#"{"event":"stepStarted","lane":{"kind":"tools"},"step":"fetch helm"}"#),
            (
                2.5,
                r#"{"event":"stepFinished","lane":{"kind":"tools"},"step":"fetch helm","tookSeconds":1.5,"outcome":{"kind":"changed","fact":"helm 3"}}"#,
            ),
            (3.0, "rubbish"),
            (3.0, r#"{"event":"somethingNew","step":1}"#),
            (
                9.0,
                r#"{"event":"stepFinished","lane":{"kind":"cluster","cluster":"us"},"step":"join us","tookSeconds":2.0,"outcome":{"kind":"failed","phase":"join","error":"no","causes":["c"],"hints":["h"]}}"#,
            ),
        ];
        let steps = steps(&lines.map(|(at, line)| (at, line.to_owned())));
        assert_eq!(steps.len(), 2);
        assert_eq!((steps[0].begins_s, steps[0].ends_s()), (1.0, 2.5));
        assert_eq!(steps[0].ended, Ended::Well("helm 3".to_owned()));
        assert_eq!((steps[1].lane.as_str(), steps[1].begins_s), ("us", 7.0));
        let Ended::Badly(fault) = &steps[1].ended else { panic!("it failed") };
        assert_eq!((fault.says.as_str(), fault.causes.as_slice()), ("no", &["c".to_owned()][..]));
    }
}

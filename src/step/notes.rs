//! What the fetcher notes, as the reason why a step is not done yet.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::Say;
use crate::fetch::{Note, Progress};

/// How often the bytes of a download are news.
const PACE: Duration = Duration::from_secs(2);

/// Says what the fetcher notes.
pub(crate) struct Notes<'a> {
    say: Say<'a>,
    pace: Duration,
    told: Mutex<Told>,
}

/// When something was told, and since when bytes come.
struct Told {
    at: Instant,
    began: Instant,
    first: u64,
}

impl<'a> Notes<'a> {
    /// Notes that are told to `say`.
    pub fn new(say: Say<'a>) -> Self {
        let now = Instant::now();
        Self { say, pace: PACE, told: Mutex::new(Told { at: now, began: now, first: 0 }) }
    }

    /// With the bytes of a download as news so often.
    pub fn each(self, pace: Duration) -> Self {
        Self { pace, ..self }
    }

    /// How fast the bytes come, if that is news: bytes a second.
    fn news(&self, bytes: u64) -> Option<f64> {
        let mut told = self.told.lock().ok()?;
        if bytes <= told.first || told.first == 0 && bytes == 0 {
            (told.began, told.first) = (Instant::now(), bytes);
        }
        if told.at.elapsed() < self.pace {
            return None;
        }
        told.at = Instant::now();
        #[expect(clippy::cast_precision_loss, reason = "a rate of two digits")]
        let came = (bytes - told.first) as f64;
        Some(came / told.began.elapsed().as_secs_f64().max(0.001))
    }
}

impl Progress for Notes<'_> {
    fn note(&self, note: Note) {
        let text = match &note {
            Note::Downloading { what, bytes, total } => {
                self.news(*bytes).map(|rate| coming(what, *bytes, *total, rate))
            }
            other => words(other),
        };
        if let Some(text) = text {
            (self.say)(&text);
        }
    }
}

/// Bytes, rate and time left.
fn coming(what: &str, bytes: u64, total: Option<u64>, rate: f64) -> String {
    let rate_text = format!("{:.1} MiB/s", rate / f64::from(1 << 20));
    let Some(total) = total else {
        return format!("downloading {what}: {}, {rate_text}", mebibytes(bytes));
    };
    let text =
        format!("downloading {what}: {} of {}, {rate_text}", mebibytes(bytes), mebibytes(total));
    if rate < 1.0 {
        return text;
    }
    #[expect(clippy::cast_precision_loss, reason = "whole seconds are shown")]
    let left = total.saturating_sub(bytes) as f64 / rate;
    format!("{text}, {left:.0} s left")
}

/// A note as text; checksums that match are no news.
fn words(note: &Note) -> Option<String> {
    Some(match note {
        Note::PassedOver(passed) => passed.to_string(),
        Note::Waiting { what } => format!("another fedrig is fetching {what}"),
        Note::Altered { what, path } => {
            format!("`{}` was changed by somebody: {what} is fetched anew", path.display())
        }
        Note::Retrying { what, reason, pause } => {
            format!("{what}: {reason}; trying again in {:.1} s", pause.as_secs_f32())
        }
        Note::Downloading { .. } | Note::Verified { .. } => return None,
    })
}

fn mebibytes(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "one digit is shown")]
    let number = bytes as f64 / f64::from(1 << 20);
    format!("{number:.1} MiB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_download_says_how_far_how_fast_and_how_long() {
        let mib = 1 << 20;
        assert_eq!(
            coming("helm 3.19.5", 3 * mib, Some(17 * mib), f64::from(2 << 20)),
            "downloading helm 3.19.5: 3.0 MiB of 17.0 MiB, 2.0 MiB/s, 7 s left"
        );
        assert_eq!(
            coming("helm 3.19.5", 3 * mib, None, f64::from(2 << 20)),
            "downloading helm 3.19.5: 3.0 MiB, 2.0 MiB/s"
        );
    }
}

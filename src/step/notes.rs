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
    told: Mutex<Instant>,
}

impl<'a> Notes<'a> {
    /// Notes that are told to `say`.
    pub fn new(say: Say<'a>) -> Self {
        Self { say, told: Mutex::new(Instant::now()) }
    }

    fn is_news(&self, note: &Note) -> bool {
        if !matches!(note, Note::Downloading { .. }) {
            return true;
        }
        let Ok(mut told) = self.told.lock() else { return false };
        let due = told.elapsed() >= PACE;
        if due {
            *told = Instant::now();
        }
        due
    }
}

impl Progress for Notes<'_> {
    fn note(&self, note: Note) {
        if self.is_news(&note)
            && let Some(text) = words(&note)
        {
            (self.say)(&text);
        }
    }
}

/// A note as text; checksums that match are no news.
fn words(note: &Note) -> Option<String> {
    Some(match note {
        Note::PassedOver(passed) => passed.to_string(),
        Note::Waiting { what } => format!("another fedrig is fetching {what}"),
        Note::Downloading { what, bytes, total: Some(total) } => {
            format!("downloading {what}: {} of {}", mebibytes(*bytes), mebibytes(*total))
        }
        Note::Downloading { what, bytes, total: None } => {
            format!("downloading {what}: {}", mebibytes(*bytes))
        }
        Note::Retrying { what, reason, pause } => {
            format!("{what}: {reason}; trying again in {:.1} s", pause.as_secs_f32())
        }
        Note::Verified { .. } => return None,
    })
}

fn mebibytes(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "one digit is shown")]
    let number = bytes as f64 / f64::from(1 << 20);
    format!("{number:.1} MiB")
}

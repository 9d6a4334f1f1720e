//! Writes to stdout and stderr. Nothing else in fedrig does.

use std::io::Write;
use std::sync::{Arc, Mutex};

use console::Term;

use super::validation::Paint;

/// Where results and messages go, and how.
#[derive(Debug, Clone)]
pub struct Terminal {
    err: Term,
    verbosity: Verbosity,
    recorded: Option<Arc<Mutex<String>>>,
}

/// How much is said on stderr.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verbosity {
    /// Progress and errors.
    Normal,
    /// Errors only.
    Quiet,
}

impl Terminal {
    /// The process's own stdout and stderr.
    pub fn new(verbosity: Verbosity) -> Self {
        Self { err: Term::stderr(), verbosity, recorded: None }
    }

    /// One that shows nothing and keeps what would have been said, for a file.
    pub fn recording() -> Self {
        Self { recorded: Some(Arc::default()), ..Self::new(Verbosity::Quiet) }
    }

    /// What was kept.
    pub fn recorded(&self) -> String {
        let kept = self.recorded.as_ref().and_then(|kept| kept.lock().ok());
        kept.map(|kept| kept.clone()).unwrap_or_default()
    }

    /// Whether a person watches stderr, so that lines can move.
    pub fn is_live(&self) -> bool {
        self.err.features().is_attended() && self.verbosity == Verbosity::Normal
    }

    /// The width of stderr in characters.
    pub fn width(&self) -> usize {
        usize::from(self.err.size_checked().map_or(100, |(_, columns)| columns))
    }

    /// The width of stdout in characters, if it is a terminal: a pipe has none.
    pub fn result_width(&self) -> Option<usize> {
        let out = Term::stdout();
        let size = out.features().is_attended().then(|| out.size_checked()).flatten();
        size.map(|(_, columns)| usize::from(columns))
    }

    /// Whether what was asked for is coloured: on a terminal, unless `NO_COLOR` is set.
    pub fn paint(&self) -> Paint {
        if console::colors_enabled() { Paint::Colour } else { Paint::Plain }
    }

    /// What was asked for: stdout. A reader that went away is no failure of ours.
    pub fn result(&self, text: &str) {
        if self.keeps(text) {
            return;
        }
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// Progress: stderr, unless quiet.
    pub fn progress(&self, line: &str) {
        if self.verbosity == Verbosity::Normal {
            let _ = self.err.write_line(line);
        }
    }

    /// An error: stderr, always.
    pub fn error(&self, text: &str) {
        if self.keeps(text) {
            return;
        }
        let _ = self.err.write_line(text.trim_end());
    }

    fn keeps(&self, text: &str) -> bool {
        let Some(mut kept) = self.recorded.as_ref().and_then(|kept| kept.lock().ok()) else {
            return false;
        };
        kept.push_str(text.trim_end());
        kept.push('\n');
        true
    }
}

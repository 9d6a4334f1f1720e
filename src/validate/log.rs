//! The log of a stage: what its children say, line by line, with the second of the cell.

use std::collections::VecDeque;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use super::redact::redacted;
use super::spans::logged;
use crate::tool::{Hear, Stream};

/// How many lines of a failed stage stand in the report.
const TAIL: usize = 40;

/// The log of a stage.
#[derive(Clone)]
pub(super) struct Log {
    began: Instant,
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    file: Option<File>,
    tail: VecDeque<String>,
    /// What children said on standard output, with the second of the cell.
    out: Vec<(f64, String)>,
}

impl Log {
    /// The log at `path`, of a cell that began then. A file that can't be made costs the log and
    /// nothing else: verdicts do not depend on it.
    pub fn begin(path: &Path, began: Instant) -> Self {
        let made = path.parent().map(std::fs::create_dir_all).transpose();
        let file = made.and_then(|_| File::options().create(true).append(true).open(path)).ok();
        Self { began, inner: Arc::new(Mutex::new(Inner { file, ..Inner::default() })) }
    }

    /// Adds a line of fedrig's own.
    pub fn line(&self, text: &str) {
        self.add(self.seconds(), text);
    }

    fn seconds(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }

    fn add(&self, at: f64, text: &str) {
        let text = redacted(text);
        let Ok(mut inner) = self.inner.lock() else { return };
        if let Some(file) = &mut inner.file {
            // A full disk must not end a validation.
            let _ = writeln!(file, "{at:8.1}  {text}");
        }
        inner.tail.push_back(text);
        if inner.tail.len() > TAIL {
            inner.tail.pop_front();
        }
    }

    /// Writes down what children say, and gives each line to `tell` as well.
    pub fn hear(&self, tell: impl Fn(Stream, &str) + Send + Sync + 'static) -> Hear {
        let log = self.clone();
        Hear::by(move |stream, line| {
            let at = log.seconds();
            if let Some(text) = logged(line) {
                log.add(at, &text);
            }
            if stream == Stream::Out
                && let Ok(mut inner) = log.inner.lock()
            {
                inner.out.push((at, line.to_owned()));
            }
            tell(stream, line);
        })
    }

    /// What children said on standard output since the last call, with the second of the cell.
    pub fn take_out(&self) -> Vec<(f64, String)> {
        self.inner.lock().map(|mut inner| std::mem::take(&mut inner.out)).unwrap_or_default()
    }

    /// The last lines, without secrets.
    pub fn tail(&self) -> Vec<String> {
        self.inner.lock().map(|inner| inner.tail.iter().cloned().collect()).unwrap_or_default()
    }
}

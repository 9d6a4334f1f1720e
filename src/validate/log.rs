//! The log of a stage: what its children say, line by line, with the second of the cell.

use std::collections::VecDeque;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Instant;

use super::spans::logged;
use crate::redact::{Lines, Redactor};
use crate::tool::{Hear, Stream};

/// How many lines of a failed stage stand in the report.
const TAIL: usize = 40;

/// fedrig's own output has no secrets; that of the tools below it, and of pods, is somebody else's.
static REDACTOR: LazyLock<Redactor> = LazyLock::new(Redactor::default);

/// The log of a stage.
#[derive(Clone)]
pub(super) struct Log {
    began: Instant,
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    file: Option<File>,
    lines: Lines<'static>,
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
        let lines = Lines::new(&REDACTOR);
        let inner = Inner { file, lines, tail: VecDeque::new(), out: Vec::new() };
        Self { began, inner: Arc::new(Mutex::new(inner)) }
    }

    /// Adds a line of fedrig's own.
    pub fn line(&self, text: &str) {
        self.add(self.seconds(), text);
    }

    fn seconds(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }

    fn add(&self, at: f64, text: &str) {
        let Ok(mut inner) = self.inner.lock() else { return };
        let Some(text) = inner.lines.next(text) else { return };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_the_file_nor_the_tail_has_a_secret() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("logs/install.log");
        let log = Log::begin(&path, Instant::now());
        log.line("  token: s3cret-word rest");
        log.line("-----BEGIN RSA PRIVATE KEY-----");
        log.line("MIIEpAIBAAKCAQEA7bqMZxv");
        log.line("-----END RSA PRIVATE KEY-----");
        log.line("join us-east: token secret made");
        let written = std::fs::read_to_string(path).unwrap();
        assert_eq!(log.tail()[0], "  token: [redacted] rest");
        for text in [written, log.tail().join("\n")] {
            assert!(!text.contains("s3cret-word") && !text.contains("MIIE"), "{text}");
            assert!(text.ends_with("join us-east: token secret made") || text.ends_with("made\n"));
        }
    }
}

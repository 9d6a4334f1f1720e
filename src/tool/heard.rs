//! What a child says: the end of it is kept, each line can be heard as it comes, and all of it can go
//! to a file.

use std::collections::VecDeque;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

/// Where a child said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// On standard output.
    Out,
    /// On standard error.
    Err,
}

type Ear = dyn Fn(Stream, &str) + Send + Sync;

/// Hears the lines of a child, on threads of their own.
#[derive(Clone)]
pub struct Hear(Arc<Ear>);

impl Hear {
    /// One that gives each line to `hear`.
    pub fn by(hear: impl Fn(Stream, &str) + Send + Sync + 'static) -> Self {
        Self(Arc::new(hear))
    }

    pub(super) fn of(&self, stream: Stream) -> impl Fn(&str) + Send + 'static {
        let hear = Arc::clone(&self.0);
        move |line| hear(stream, line)
    }
}

impl fmt::Debug for Hear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hear")
    }
}

/// The file that a child's words are written to, for its owner only.
pub(super) fn open_log(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)
}

/// Reads to the end, on a thread, and keeps the last `limit` bytes; all of them go to the log, if
/// there is one.
pub(super) fn tail(
    mut pipe: impl Read + Send + 'static,
    limit: usize,
    mut log: Option<File>,
    hear: Option<impl Fn(&str) + Send + 'static>,
) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut kept = VecDeque::new();
        let mut begun = Vec::new();
        let mut chunk = vec![0; 64 << 10];
        while let Ok(count) = pipe.read(&mut chunk)
            && count > 0
        {
            if let Some(file) = &mut log {
                // A full disk must not stop the child; what it said last is kept anyway.
                let _ = file.write_all(&chunk[..count]);
            }
            kept.extend(&chunk[..count]);
            let excess = kept.len().saturating_sub(limit);
            kept.drain(..excess);
            if let Some(hear) = &hear {
                begun.extend_from_slice(&chunk[..count]);
                tell_lines(&mut begun, limit, hear);
            }
        }
        if let Some(hear) = &hear
            && !begun.is_empty()
        {
            hear(&String::from_utf8_lossy(&begun));
        }
        String::from_utf8_lossy(kept.make_contiguous()).into_owned()
    })
}

/// Tells the whole lines of `begun` and leaves the rest; one that is absurdly long is cut.
fn tell_lines(begun: &mut Vec<u8>, limit: usize, hear: &impl Fn(&str)) {
    let end = begun.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let end = if end == 0 && begun.len() > limit { begun.len() } else { end };
    let whole: Vec<u8> = begun.drain(..end).collect();
    String::from_utf8_lossy(&whole).lines().for_each(hear);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_heard_once_and_the_end_is_kept() {
        let heard = Arc::new(std::sync::Mutex::new(Vec::new()));
        let into = Arc::clone(&heard);
        let hear = Hear::by(move |_, line| into.lock().unwrap().push(line.to_owned()));
        let kept = tail("one\ntwo\nth".as_bytes(), 6, None, Some(hear.of(Stream::Out))).join();
        assert_eq!(kept.unwrap(), "two\nth".to_owned());
        assert_eq!(*heard.lock().unwrap(), ["one", "two", "th"]);
    }
}

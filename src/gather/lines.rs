//! Keeps the newest lines of a stream, each without secrets, in a bounded memory.

use std::collections::VecDeque;

use futures::io::{AsyncBufRead, AsyncBufReadExt};

use crate::redact::{Lines, Redactor};

/// The newest lines of a stream.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Newest {
    lines: VecDeque<String>,
    bytes: usize,
    dropped: usize,
}

impl Newest {
    /// Adds a line, and lets go of the oldest ones when there are more than `limit` bytes.
    fn push(&mut self, line: String, limit: usize) {
        self.bytes += line.len() + 1;
        self.lines.push_back(line);
        while self.bytes > limit
            && let Some(oldest) = self.lines.pop_front()
        {
            self.bytes -= oldest.len() + 1;
            self.dropped += 1;
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The text, with a word about what is missing.
    pub fn into_text(self) -> String {
        let mut text = String::with_capacity(self.bytes + 80);
        if self.dropped > 0 {
            text.push_str(&format!("[{} earlier lines were left out]\n", self.dropped));
        }
        for line in self.lines {
            text.push_str(&line);
            text.push('\n');
        }
        text
    }
}

/// Reads a stream to its end and gives the newest lines. A stream that breaks off leaves what was
/// read.
pub(super) async fn newest(
    mut stream: impl AsyncBufRead + Unpin,
    redactor: &Redactor,
    limit: usize,
) -> Newest {
    let mut filter = Lines::new(redactor);
    let (mut kept, mut line, mut is_long) = (Newest::default(), Vec::new(), false);
    while let Ok(chunk) = stream.fill_buf().await
        && !chunk.is_empty()
    {
        let end = chunk.iter().position(|byte| *byte == b'\n');
        let part = &chunk[..end.unwrap_or(chunk.len())];
        let room = Lines::limit().saturating_sub(line.len());
        is_long |= part.len() > room;
        line.extend_from_slice(&part[..part.len().min(room)]);
        let used = part.len() + usize::from(end.is_some());
        stream.consume_unpin(used);
        if end.is_some() {
            add(&mut kept, &mut filter, &line, is_long, limit);
            line.clear();
            is_long = false;
        }
    }
    if !line.is_empty() {
        add(&mut kept, &mut filter, &line, is_long, limit);
    }
    kept
}

fn add(kept: &mut Newest, filter: &mut Lines<'_>, line: &[u8], is_long: bool, limit: usize) {
    let text = String::from_utf8_lossy(line);
    let clean = match is_long {
        true => filter.next(Lines::shortened(&text)).map(|line| line + " [the rest was left out]"),
        false => filter.next(&text),
    };
    if let Some(clean) = clean {
        kept.push(clean, limit);
    }
}

#[cfg(test)]
mod tests {
    use futures::io::Cursor;

    use super::*;

    async fn read(text: &str, limit: usize) -> String {
        newest(Cursor::new(text.as_bytes()), &Redactor::default(), limit).await.into_text()
    }

    #[tokio::test]
    async fn the_newest_lines_are_kept_and_the_number_of_the_others_is_told() {
        let text: String = (0..100).map(|number| format!("line {number}\n")).collect();
        let kept = read(&text, 20).await;
        assert_eq!(kept, "[98 earlier lines were left out]\nline 98\nline 99\n");
    }

    #[tokio::test]
    async fn a_line_that_does_not_end_is_no_end_of_the_memory() {
        let text = format!("level=info {}\nnext\n", "x".repeat(1 << 20));
        assert_eq!(read(&text, 1 << 20).await, "level=info [the rest was left out]\nnext\n");
    }

    #[tokio::test]
    async fn a_secret_in_a_line_goes() {
        let kept = read("got --token=abcdefgh\nlast", 1 << 20).await;
        assert_eq!(kept, "got --token=[redacted]\nlast\n");
    }
}

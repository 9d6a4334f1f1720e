//! Changes of a text, collected first and made all at once.

use std::ops::Range;

/// Replacements by place. None overlaps another.
#[derive(Debug)]
pub(super) struct Edits<'a> {
    text: &'a str,
    replaced: Vec<(Range<usize>, String)>,
    lines_removed: Vec<Range<usize>>,
    fields_added: Vec<String>,
}

impl<'a> Edits<'a> {
    pub fn of(text: &'a str) -> Self {
        Self { text, replaced: Vec::new(), lines_removed: Vec::new(), fields_added: Vec::new() }
    }

    /// The line break of the text.
    pub fn line_break(&self) -> &'static str {
        match self.text.find('\n') {
            Some(at) if self.text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }

    pub fn replace(&mut self, range: Range<usize>, with: impl Into<String>) {
        self.replaced.push((range, with.into()));
    }

    /// Puts whole lines before the line that begins at `at`. A text whose last line has no end
    /// has none afterwards either, so that taking the lines away again gives the text as it was.
    pub fn insert_lines(&mut self, at: usize, lines: &str) {
        let line_break = self.line_break();
        let lines = lines.replace('\n', line_break);
        let open = at == self.text.len() && !self.text.is_empty() && !self.text.ends_with('\n');
        let lines = if open {
            format!("{line_break}{}", lines.strip_suffix(line_break).unwrap_or(&lines))
        } else {
            lines
        };
        self.replaced.push((at..at, lines));
    }

    /// Puts other lines in the place of lines.
    pub fn replace_lines(&mut self, range: Range<usize>, lines: &str) {
        let line_break = self.line_break();
        let lines = lines.replace('\n', line_break);
        let open = !self.text[range.clone()].ends_with('\n');
        let kept = lines.strip_suffix(line_break).filter(|_| open).unwrap_or(&lines);
        self.replaced.push((range, kept.to_owned()));
    }

    /// Adds a field to a root in braces; `put_fields` says where that is.
    pub fn add_field(&mut self, field: String) {
        self.fields_added.push(field);
    }

    /// Puts the added fields after the last that is there, or else at `first`.
    pub fn put_fields(&mut self, last: Option<usize>, first: usize) {
        let fields = std::mem::take(&mut self.fields_added).join(", ");
        match last {
            _ if fields.is_empty() => {}
            Some(last) => self.replaced.push((last..last, format!(", {fields}"))),
            None => self.replaced.push((first..first, fields)),
        }
    }

    /// Removes whole lines.
    pub fn remove_lines(&mut self, range: Range<usize>) {
        self.lines_removed.push(range);
    }

    /// The text with all changes.
    pub fn apply(mut self) -> String {
        for range in joined(std::mem::take(&mut self.lines_removed)) {
            self.replaced.push((self.with_the_break_before(range), String::new()));
        }
        // Stable: what goes to one place stays in the order in which it was asked for.
        self.replaced.sort_by_key(|(range, _)| range.start);
        let mut changed = String::with_capacity(self.text.len());
        let mut at = 0;
        for (range, with) in &self.replaced {
            changed.push_str(&self.text[at..range.start.max(at)]);
            changed.push_str(with);
            at = range.end.max(at);
        }
        changed.push_str(&self.text[at..]);
        changed
    }

    /// A last line without an end goes with the line break before it.
    fn with_the_break_before(&self, range: Range<usize>) -> Range<usize> {
        if range.end < self.text.len() || self.text.ends_with('\n') {
            return range;
        }
        let before = &self.text[..range.start];
        let kept = before.strip_suffix('\n').unwrap_or(before);
        kept.strip_suffix('\r').unwrap_or(kept).len()..range.end
    }
}

fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if last.end >= range.start => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

/// Where the line of `at` begins.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Where the next line begins: `at` itself when it is the beginning of a line, which is so after a
/// block scalar.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    if text[..at].ends_with('\n') {
        return at;
    }
    text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1)
}

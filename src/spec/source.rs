//! The text of a federation.yaml, and places in it.

use std::path::{Path, PathBuf};

use super::problem::{Excerpt, Problem, ProblemKind};

/// A piece of the text. Lines and columns begin at 1 and count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Place {
    pub line: usize,
    pub column: usize,
    /// How many characters it has; at least one is marked.
    pub width: usize,
}

impl Place {
    pub fn of(location: &serde_saphyr::Location) -> Self {
        let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        Self {
            line: number(location.line()),
            column: number(location.column()),
            width: number(location.span().len()),
        }
    }
}

/// A value with its place and its path: `members[1].name`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct At<T> {
    pub value: T,
    pub place: Place,
    pub path: String,
}

impl<T> At<T> {
    /// Another value at the same place.
    pub fn with<U>(&self, value: U) -> At<U> {
        At { value, place: self.place, path: self.path.clone() }
    }
}

/// The text, and the problems that were found in it so far.
#[derive(Debug)]
pub(super) struct Notes<'a> {
    pub file: PathBuf,
    text: &'a str,
    pub problems: Vec<Problem>,
}

impl<'a> Notes<'a> {
    pub fn new(file: &Path, text: &'a str) -> Self {
        Self { file: file.to_owned(), text, problems: Vec::new() }
    }

    /// Notes a problem of the file itself.
    pub fn add<T>(&mut self, at: &At<T>, message: impl Into<String>, instead: Option<String>) {
        self.add_kind(ProblemKind::File, at, message, instead);
    }

    /// Notes a problem of a kind.
    pub fn add_kind<T>(
        &mut self,
        kind: ProblemKind,
        at: &At<T>,
        message: impl Into<String>,
        instead: Option<String>,
    ) {
        self.problems.push(Problem {
            kind,
            path: visible(&at.path),
            excerpt: self.excerpt(at.place),
            message: visible(&message.into()),
            instead: instead.map(|instead| visible(&instead)),
        });
    }

    fn excerpt(&self, place: Place) -> Option<Excerpt> {
        let line = self.text.lines().nth(place.line.checked_sub(1)?)?;
        let column = place.column.max(1);
        let skip = (column - 1).saturating_sub(CONTEXT);
        let window = line.chars().skip(skip).take(WINDOW).map(printable).collect::<String>();
        let window = window.trim_end().to_owned();
        let offset = column - 1 - skip;
        let rest = window.chars().count().saturating_sub(offset);
        let width = place.width.clamp(1, rest.max(1));
        Some(Excerpt { line: place.line, column, text: window, offset, width })
    }
}

/// A long line is cut to so many characters before its value.
const CONTEXT: usize = 60;
/// A long line is cut to so many characters in all.
const WINDOW: usize = 100;
/// The most of somebody's text in one message, in characters.
const MESSAGE: usize = 600;

/// A file can't make a terminal do things by what it is quoted with.
fn visible(text: &str) -> String {
    let mut shown: String = text.chars().take(MESSAGE).map(printable).collect();
    if text.chars().nth(MESSAGE).is_some() {
        shown.push('…');
    }
    shown
}

fn printable(c: char) -> char {
    match c {
        '\t' | '\n' => ' ',
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

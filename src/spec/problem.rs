//! What is wrong with a federation.yaml: every problem, with its place and what to write instead.

use std::fmt;
use std::path::PathBuf;

/// Whose problem it is; the exit code goes by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ProblemKind {
    /// The file, or a file that it names, is not right.
    File,
    /// The file is right, but a cluster's address is of no use to the host's pods.
    Endpoint,
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// Whose problem it is.
    pub kind: ProblemKind,
    /// The field: `members[1].name`; empty when it is the whole file.
    pub path: String,
    /// The line of the file, where there is one.
    pub excerpt: Option<Excerpt>,
    /// What is wrong.
    pub message: String,
    /// What to write or do instead.
    pub instead: Option<String>,
}

/// A line of the file, and the value in it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Excerpt {
    /// The line's number, from 1.
    pub line: usize,
    /// The value's column, from 1.
    pub column: usize,
    /// The line, cut if it is long.
    pub text: String,
    /// Where in `text` the value begins, in characters.
    pub offset: usize,
    /// How many characters of `text` are the value.
    pub width: usize,
}

/// Everything that is wrong with a file, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Problems {
    /// The file as it was named.
    pub file: PathBuf,
    /// The problems; at least one.
    pub list: Vec<Problem>,
}

impl Problems {
    pub(super) fn sorted(file: PathBuf, mut list: Vec<Problem>) -> Self {
        let place = |problem: &Problem| {
            problem.excerpt.as_ref().map_or((0, 0), |excerpt| (excerpt.line, excerpt.column))
        };
        list.sort_by_key(place);
        Self { file, list }
    }

    /// The kind of the whole: `Endpoint` only when there is nothing else.
    pub fn kind(&self) -> ProblemKind {
        if self.list.iter().any(|problem| problem.kind == ProblemKind::File) {
            return ProblemKind::File;
        }
        ProblemKind::Endpoint
    }
}

impl std::error::Error for Problems {}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.list.len();
        let noun = if count == 1 { "problem" } else { "problems" };
        write!(f, "`{}` has {count} {noun}", self.file.display())?;
        for problem in &self.list {
            write!(f, "\n  {}", self.file.display())?;
            if let Some(excerpt) = &problem.excerpt {
                write!(f, ":{}:{}", excerpt.line, excerpt.column)?;
            }
            write!(f, ": {problem}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        if let Some(excerpt) = &self.excerpt {
            let marker = "^".repeat(excerpt.width);
            write!(f, "\n{:>6} | {}", excerpt.line, excerpt.text)?;
            write!(f, "\n{GUTTER} | {:offset$}{marker}", "", offset = excerpt.offset)?;
        }
        if let Some(instead) = &self.instead {
            write!(f, "\n{GUTTER} = {instead}")?;
        }
        Ok(())
    }
}

/// As wide as a line's number.
const GUTTER: &str = "      ";

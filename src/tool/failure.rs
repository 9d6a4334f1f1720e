//! The ways in which a foreign program fails; there is no other.

use std::time::Duration;

use super::Invocation;

/// Why a call gave no usable answer.
///
/// Three kinds are told apart: it could not start (`NotFound`, `Spawn`), it ended badly (`Exit`,
/// `Signal`, `TimedOut`, `Cancelled`), it said something unreadable (`Garbled`).
#[derive(Debug, thiserror::Error)]
pub enum ToolFailure {
    /// There is no program at the path.
    #[error("there is no program at `{}`", call.program().display())]
    NotFound {
        /// The call that was made.
        call: Box<Invocation>,
    },
    /// The program is there and can't be started: no permission, or not for this machine.
    #[error("`{}` could not be started", call.program().display())]
    Spawn {
        /// The call that was made.
        call: Box<Invocation>,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// The program ended with another code than 0.
    #[error("`{}` exited with code {code}{}", call.tool(), said(stderr))]
    Exit {
        /// The call that was made.
        call: Box<Invocation>,
        /// Its exit code.
        code: i32,
        /// The end of what it wrote to standard error.
        stderr: String,
    },
    /// The program was ended by a signal that fedrig did not send.
    #[error("`{}` was ended by signal {signal}{}", call.tool(), said(stderr))]
    Signal {
        /// The call that was made.
        call: Box<Invocation>,
        /// The signal's number.
        signal: i32,
        /// The end of what it wrote to standard error.
        stderr: String,
    },
    /// The program ran longer than it may and was ended with its whole process group.
    #[error("`{}` was still running after {} s and was ended{}", call.tool(), limit.as_secs_f32(), said(stderr))]
    TimedOut {
        /// The call that was made.
        call: Box<Invocation>,
        /// How long it could have run.
        limit: Duration,
        /// The end of what it wrote to standard error.
        stderr: String,
    },
    /// The run was cancelled, and the program with its whole process group was ended.
    #[error("`{}` was ended because the run was cancelled", call.tool())]
    Cancelled {
        /// The call that was made.
        call: Box<Invocation>,
    },
    /// The program ended well and what it said can't be read.
    #[error("`{}` said something unreadable: wanted {wanted}, got {}", call.tool(), excerpt(said))]
    Garbled {
        /// The call that was made.
        call: Box<Invocation>,
        /// What should have been there.
        wanted: &'static str,
        /// What was there.
        said: String,
    },
}

impl ToolFailure {
    /// The run was cancelled: not a failure of the program.
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::Cancelled { .. })
    }

    /// The call that failed.
    pub fn call(&self) -> &Invocation {
        match self {
            Self::NotFound { call }
            | Self::Spawn { call, .. }
            | Self::Exit { call, .. }
            | Self::Signal { call, .. }
            | Self::TimedOut { call, .. }
            | Self::Cancelled { call }
            | Self::Garbled { call, .. } => call,
        }
    }

    /// The end of what the program wrote to standard error, if it ran.
    pub fn stderr(&self) -> &str {
        match self {
            Self::Exit { stderr, .. }
            | Self::Signal { stderr, .. }
            | Self::TimedOut { stderr, .. } => stderr,
            Self::NotFound { .. }
            | Self::Spawn { .. }
            | Self::Cancelled { .. }
            | Self::Garbled { .. } => "",
        }
    }
}

/// Reads what a failed tool may say, for tests and for fuzzing.
#[cfg(any(test, fuzzing))]
pub(super) fn door(stderr: &str) {
    drop((said(stderr), excerpt(stderr)));
}

/// The line in which programs of this family say what is wrong, for the headline.
///
/// klog's fatal line begins with `F` and a date (kubefedctl); cobra's begins with `Error:` (helm,
/// kind) or `error:` (kubectl). Without one of these the last line is the best there is.
fn said(stderr: &str) -> String {
    let lines = || stderr.lines().map(str::trim).filter(|line| !line.is_empty());
    let fatal = lines().find_map(klog_fatal);
    let marked = || {
        let mark =
            |line: &str| MARKS.iter().find_map(|mark| Some(line.strip_prefix(mark)?.to_owned()));
        let (at, line) =
            lines().enumerate().filter_map(|(at, line)| Some((at, mark(line)?))).last()?;
        // helm writes several errors as a list below the first line.
        let list: Vec<&str> =
            if line.ends_with(':') { lines().skip(at + 1).collect() } else { Vec::new() };
        Some([vec![line.as_str()], list].concat().join(" "))
    };
    let last = || lines().next_back().map(str::to_owned);
    match fatal.map(str::to_owned).or_else(marked).or_else(last) {
        Some(line) => format!(": {}", excerpt(&line)),
        None => String::new(),
    }
}

/// How the line begins in which a program says what is wrong.
const MARKS: [&str; 3] = ["Error: ", "error: ", "ERROR: "];

/// `F1124 08:07:02.1 123 join.go:12] message` → `message`.
fn klog_fatal(line: &str) -> Option<&str> {
    let rest = line.strip_prefix('F')?;
    rest.get(..4)?.bytes().all(|c| c.is_ascii_digit()).then_some(())?;
    line.split_once("] ").map(|(_, message)| message)
}

/// The longest piece of foreign text in one of our lines, in characters.
const EXCERPT: usize = 400;

fn excerpt(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None if text.is_empty() => "nothing".to_owned(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::klog(
        "I1124 x\nF1124 08:07:02.112233 77 join.go:12] A KubeFedConfig named \"kubefed\" was not found\n\ngoroutine 1",
        ": A KubeFedConfig named \"kubefed\" was not found"
    )]
    #[case::cobra("WARN x\nError: release: not found\n", ": release: not found")]
    #[case::a_list(
        "Error: 1 error occurred:\n\t* kubefedconfigs \"kubefed\" already exists\n\n",
        ": 1 error occurred: * kubefedconfigs \"kubefed\" already exists"
    )]
    #[case::plain("one\ntwo\n", ": two")]
    #[case::nothing("", "")]
    fn the_telling_line_is_found(#[case] stderr: &str, #[case] expected: &str) {
        assert_eq!(said(stderr), expected);
    }
}

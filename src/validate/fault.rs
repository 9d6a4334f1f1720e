//! Why a stage did not pass.

use std::error::Error as StdError;

use crate::tool::ToolFailure;
use crate::watch::wait::WaitError;

/// Why a stage did not pass: what the report says of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fault {
    /// In a line.
    pub says: String,
    /// What lies beneath, outermost first.
    pub causes: Vec<String>,
    /// What to do next.
    pub hints: Vec<String>,
    /// The run was cancelled: nothing is known of the stage.
    pub cancelled: bool,
}

impl Fault {
    /// One with nothing beneath.
    pub fn new(says: impl Into<String>) -> Self {
        Self { says: says.into(), ..Self::default() }
    }

    /// An error and its causes, behind the words for what was tried.
    pub fn of(tried: &str, error: &(dyn StdError + 'static)) -> Self {
        let all = std::iter::successors(Some(error), |error| StdError::source(*error));
        let cancelled = all.clone().any(is_cancelled);
        Self { causes: all.map(ToString::to_string).collect(), cancelled, ..Self::new(tried) }
    }

    /// Of a fedrig that ended badly: what it said itself.
    pub fn of_fedrig(tried: &str, failure: &ToolFailure) -> Self {
        let said = parse(failure.stderr());
        match said {
            Some(fault) if !is_cancelled(failure) => fault,
            Some(_) | None => Self::of(tried, failure),
        }
    }

    /// With something to do next.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

fn is_cancelled(error: &(dyn StdError + 'static)) -> bool {
    let tool = error.downcast_ref::<ToolFailure>();
    let wait = error.downcast_ref::<WaitError>();
    matches!(tool, Some(ToolFailure::Cancelled { .. }))
        || matches!(wait, Some(WaitError::Cancelled { .. }))
}

/// Reads fedrig's own errors: of several the first is what the stage says, the others' headlines
/// come behind its causes.
fn parse(stderr: &str) -> Option<Fault> {
    let mut fault: Option<Fault> = None;
    let mut others = Vec::new();
    let mut last = Part::None;
    for line in stderr.lines() {
        let line = line.trim_end();
        if let Some(text) = line.strip_prefix("error: ") {
            match &fault {
                None => (fault, last) = (Some(Fault::new(text)), Part::Says),
                Some(_) => {
                    others.push(text.to_owned());
                    last = Part::None;
                }
            }
            continue;
        }
        let Some(fault) = fault.as_mut().filter(|_| others.is_empty()) else { continue };
        let known = [("  caused by: ", Part::Cause), ("  hint: ", Part::Hint)];
        let found = known.iter().find_map(|(mark, part)| Some((line.strip_prefix(mark)?, *part)));
        match (found, line.strip_prefix("    "), last) {
            (Some((text, part)), _, _) => {
                let list = if part == Part::Hint { &mut fault.hints } else { &mut fault.causes };
                list.push(text.to_owned());
                last = part;
            }
            (None, Some(more), Part::Cause) => append(fault.causes.last_mut(), more),
            (None, Some(more), Part::Hint) => append(fault.hints.last_mut(), more),
            (None, Some(_), Part::None | Part::Says) | (None, None, _) => last = Part::None,
        }
    }
    let mut fault = fault?;
    fault.causes.extend(others);
    Some(fault)
}

fn append(text: Option<&mut String>, more: &str) {
    if let Some(text) = text {
        text.push('\n');
        text.push_str(more);
    }
}

/// Which part of an error the next line may go on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    None,
    Says,
    Cause,
    Hint,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fedrig_says_is_read_again() {
        let stderr = "  us-east         waits\nerror: cluster `us-east` is not Ready\n  caused by: not within 180 s\n    last seen: Offline\n  command: kubectl get x\n  hint: `fedrig status` shows it\nerror: the other\n  caused by: something\n";
        let fault = parse(stderr).unwrap();
        assert_eq!(fault.says, "cluster `us-east` is not Ready");
        assert_eq!(fault.causes, ["not within 180 s\nlast seen: Offline", "the other"]);
        assert_eq!(fault.hints, ["`fedrig status` shows it"]);
        assert_eq!(parse("nothing of the kind"), None);
    }
}

//! Reads the JUnit report that ginkgo 1.x writes.

use serde::Deserialize;

/// A report, as far as fedrig looks at it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Report {
    /// The suite's description.
    #[serde(rename = "@name")]
    pub suite: String,
    /// What ran and what did not, in the order of this run.
    #[serde(rename = "testcase", default)]
    pub cases: Vec<Case>,
}

/// A spec, or what comes before or after all of them, which is reported only when it failed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Case {
    /// The spec's name.
    #[serde(rename = "@name")]
    pub name: String,
    /// Seconds that it took.
    #[serde(rename = "@time")]
    pub took_s: f64,
    /// How it failed.
    failure: Option<Text>,
    /// It did not run.
    skipped: Option<Text>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Text {
    #[serde(rename = "$text", default)]
    text: String,
}

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome<'a> {
    Passed,
    /// With what the suite said.
    Failed(&'a str),
    /// By the suite itself, with what it said.
    Skipped(&'a str),
    /// It was not chosen, or is pending.
    LeftOut,
}

impl Case {
    /// How it ended.
    pub fn outcome(&self) -> Outcome<'_> {
        match (&self.failure, &self.skipped) {
            (Some(failure), _) => Outcome::Failed(&failure.text),
            (None, Some(skipped)) if skipped.text.trim().is_empty() => Outcome::LeftOut,
            (None, Some(skipped)) => Outcome::Skipped(&skipped.text),
            (None, None) => Outcome::Passed,
        }
    }
}

/// Reads a report.
pub(super) fn read(text: &str) -> Result<Report, quick_xml::DeError> {
    quick_xml::de::from_str(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_the_real_suite_has_all_its_specs() {
        let report = read(include_str!("recordings/list-0.10.0.xml")).unwrap();
        assert_eq!((report.suite.as_str(), report.cases.len()), ("KubeFed e2e suite", 58));
        assert!(report.cases.iter().all(|case| case.outcome() == Outcome::Passed));
        let quoted = report.cases.iter().any(|case| {
            case.name
                == "Federated \"configmaps\" should be created, read, updated and deleted successfully"
        });
        assert!(quoted);
    }

    #[test]
    fn a_report_of_the_real_suite_has_passed_and_skipped_specs() {
        let report = read(include_str!("recordings/run-0.10.0.xml")).unwrap();
        let count = |wanted: fn(&Outcome<'_>) -> bool| {
            report.cases.iter().filter(|case| wanted(&case.outcome())).count()
        };
        assert_eq!(count(|outcome| *outcome == Outcome::Passed), 50);
        assert_eq!(count(|outcome| matches!(outcome, Outcome::Skipped(_))), 8);
    }

    #[test]
    fn what_was_not_chosen_is_told_from_what_skipped_itself() {
        let report = read(include_str!("recordings/failed-0.10.0.xml")).unwrap();
        let left_out =
            report.cases.iter().filter(|case| case.outcome() == Outcome::LeftOut).count();
        assert_eq!(left_out, report.cases.len() - 1);
    }

    #[rstest::rstest]
    #[case::nothing("")]
    #[case::half("<testsuite name=\"x\"><testcase name=\"y\" ti")]
    #[case::without_a_time("<testsuite name=\"x\"><testcase name=\"y\"/></testsuite>")]
    #[case::no_number("<testsuite name=\"x\"><testcase name=\"y\" time=\"soon\"/></testsuite>")]
    fn what_is_no_report_is_refused(#[case] text: &str) {
        assert!(read(text).is_err());
    }
}

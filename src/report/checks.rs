//! What checks came to: a table, a short list, JSON, or JUnit; and the list of all checks.

use std::time::Duration;

use comfy_table::{Table, presets};
use quick_junit::{NonSuccessKind, Report as JunitReport, TestCase, TestCaseStatus, TestSuite};

use crate::check::{Answer, Check, Group, Report, Verdict};

/// Every answer, group by group, and below what is to be done.
pub fn table(report: &Report) -> String {
    let mut text = format!("{}: {}\n", report.federation, in_short(report));
    for group in Group::ALL {
        let of_group = report.checks.iter().filter(|answer| answer.group == group);
        let rows: Vec<[String; 4]> = of_group.map(row).collect();
        if !rows.is_empty() {
            text.push_str(&format!("\n{group}\n{}", columns(rows)));
        }
    }
    text + &todo(report)
}

/// Only what did not pass, and what is to be done.
pub fn short(report: &Report) -> String {
    format!("{}: {}\n{}", report.federation, in_short(report), todo(report))
}

fn row(answer: &Answer) -> [String; 4] {
    let cluster = answer.cluster.as_ref().map(ToString::to_string).unwrap_or_default();
    let evidence = answer.evidence.lines().next().unwrap_or_default();
    [
        format!("  {}", answer.verdict.as_str()),
        answer.check.to_owned(),
        cluster,
        shortened(evidence, 100),
    ]
}

fn columns(rows: Vec<[String; 4]>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.add_rows(rows);
    table.to_string().lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    format!("{}…", text.chars().take(most).collect::<String>())
}

/// How many came to what.
pub(super) fn in_short(report: &Report) -> String {
    let counted = |verdict: Verdict, words: &str| {
        let count = report.with(verdict).count();
        (count > 0).then(|| format!("{count} {words}"))
    };
    let parts = [
        counted(Verdict::Pass, "passed"),
        counted(Verdict::Warn, "with a warning"),
        counted(Verdict::Fail, "failed"),
        counted(Verdict::Error, "could not be run"),
        counted(Verdict::Skipped, "skipped"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn todo(report: &Report) -> String {
    let order = [Verdict::Fail, Verdict::Error, Verdict::Warn];
    order.into_iter().flat_map(|verdict| report.with(verdict)).map(paragraph).collect()
}

fn paragraph(answer: &Answer) -> String {
    let word = match answer.verdict {
        Verdict::Fail => "failed",
        Verdict::Error => "could not be run",
        Verdict::Warn => "warning",
        Verdict::Pass | Verdict::Skipped => "",
    };
    let mut text = format!("\n{} ({word}): {}\n", answer.check, answer.statement);
    let mut line = |head: &str, body: &str| {
        text.push_str(&format!("  {head}: {}\n", body.trim().replace('\n', "\n    ")));
    };
    line("seen", &answer.evidence);
    if let Some(cause) = answer.cause {
        line("cause", cause);
    }
    for hint in &answer.hints {
        line("hint", hint);
    }
    line("more", &answer.page);
    text
}

/// JUnit, a suite a group and a case a check and cluster.
pub fn junit(report: &Report) -> Result<String, quick_junit::SerializeError> {
    let mut out = JunitReport::new(format!("fedrig check {}", report.federation));
    for group in Group::ALL {
        let of_group = report.checks.iter().filter(|answer| answer.group == group);
        let cases: Vec<TestCase> = of_group.map(case).collect();
        if !cases.is_empty() {
            let mut suite = TestSuite::new(group.as_str());
            suite.add_test_cases(cases);
            out.add_test_suite(suite);
        }
    }
    out.to_string()
}

fn case(answer: &Answer) -> TestCase {
    let told = || [vec![answer.evidence.clone()], answer.hints.clone()].concat().join("\n");
    let status = match answer.verdict {
        Verdict::Pass | Verdict::Warn => TestCaseStatus::success(),
        Verdict::Skipped => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(answer.evidence.clone());
            status
        }
        Verdict::Fail | Verdict::Error => {
            let kind = match answer.verdict {
                Verdict::Fail => NonSuccessKind::Failure,
                _ => NonSuccessKind::Error,
            };
            let mut status = TestCaseStatus::non_success(kind);
            status.set_message(answer.evidence.clone()).set_description(told());
            status
        }
    };
    let name = match &answer.cluster {
        Some(cluster) => format!("{} ({cluster})", answer.check),
        None => answer.check.to_owned(),
    };
    let mut case = TestCase::new(name, status);
    case.set_classname(answer.group.as_str())
        .set_time(Duration::from_secs_f64(answer.took_seconds));
    if answer.verdict == Verdict::Warn {
        case.set_system_out(told());
    }
    case
}

/// The list of checks.
pub fn list<'a>(checks: impl Iterator<Item = &'a Check>) -> String {
    let heading = ["CHECK", "GROUP", "LOOKS AT", "BEFORE INSTALL", "STATES"];
    let rows = checks.map(|check| {
        let pre = if check.pre { "yes" } else { "no" };
        let words = [check.id, check.group.as_str(), check.over.as_str(), pre, check.statement];
        words.map(str::to_owned)
    });
    super::table::plain(heading, rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(check: &'static str, verdict: Verdict, evidence: &str) -> Answer {
        Answer {
            check,
            group: Group::Joins,
            cluster: Some("us-east".parse().unwrap()),
            statement: "KubeFed finds us-east Ready".to_owned(),
            verdict,
            evidence: evidence.to_owned(),
            signature: None,
            cause: (verdict == Verdict::Fail).then_some("nothing listens at the endpoint"),
            hints: vec!["`fedrig up` joins it".to_owned()],
            page: format!("docs/troubleshooting.md#{check}"),
            is_unasked: false,
            took_seconds: 0.5,
        }
    }

    fn report() -> Report {
        let checks = vec![
            answer("joined", Verdict::Pass, "https://10.0.0.2:6443"),
            answer("member-ready", Verdict::Fail, "Offline: connection refused"),
            answer("token-host", Verdict::Skipped, "it needs `trusted-host`, which failed"),
        ];
        Report::of("two-regions".to_owned(), checks)
    }

    #[test]
    fn the_table_has_every_answer_and_below_what_is_to_be_done() {
        insta::assert_snapshot!(table(&report()), @"
        two-regions: 1 passed, 1 failed, 1 skipped

        joins
           pass     joined        us-east  https://10.0.0.2:6443
           fail     member-ready  us-east  Offline: connection refused
           skipped  token-host    us-east  it needs `trusted-host`, which failed

        member-ready (failed): KubeFed finds us-east Ready
          seen: Offline: connection refused
          cause: nothing listens at the endpoint
          hint: `fedrig up` joins it
          more: docs/troubleshooting.md#member-ready
        ");
    }

    #[test]
    fn what_passed_is_not_in_the_short_list() {
        insta::assert_snapshot!(short(&report()), @"
        two-regions: 1 passed, 1 failed, 1 skipped

        member-ready (failed): KubeFed finds us-east Ready
          seen: Offline: connection refused
          cause: nothing listens at the endpoint
          hint: `fedrig up` joins it
          more: docs/troubleshooting.md#member-ready
        ");
    }

    #[test]
    fn junit_has_a_case_an_answer() {
        let text = junit(&report()).unwrap();
        assert_eq!(text.matches("<testcase ").count(), 3, "{text}");
        assert_eq!(text.matches("<failure ").count(), 1, "{text}");
        assert_eq!(text.matches("<skipped ").count(), 1, "{text}");
    }
}

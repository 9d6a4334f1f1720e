//! What upstream's suite reported, as text.

use std::fmt::Write;

use super::table::plain;
use crate::suite::{Listed, NOT_CHOSEN};
use crate::verdict::{Spec, SpecVerdict, Suite};

/// The chosen specs, those first that somebody has to look at; then what each of these said.
pub fn table(suite: &Suite, took_s: f64) -> String {
    let chosen = |spec: &&Spec| spec.says.as_deref() != Some(NOT_CHOSEN);
    let mut specs: Vec<&Spec> = suite.specs.iter().filter(chosen).collect();
    specs.sort_by_key(|spec| rank(spec));
    let rows = specs
        .iter()
        .map(|spec| [word(spec).to_owned(), format!("{:.1}s", spec.took_s), spec.name.clone()]);
    let mut text =
        format!("{}\n\n{}", summary(suite, took_s), plain(["VERDICT", "TOOK", "SPEC"], rows));
    let silent = |spec: &Spec| matches!(spec.verdict, SpecVerdict::Passed | SpecVerdict::Skipped);
    for spec in specs.iter().filter(|spec| !silent(spec)) {
        let says = spec.says.as_deref().unwrap_or("the suite said nothing");
        // Writing to a String does not fail.
        let _ = write!(text, "\n{}\n  {}\n", spec.name, says.replace('\n', "\n  "));
        if let Some(known) = &spec.known {
            let _ = writeln!(text, "  known: {} ({})", known.why, known.evidence);
        }
    }
    text
}

/// `50 of 50 specs passed, 8 skipped; took 40.1 s with 8 workers, 235.0 s one after another`
pub fn summary(suite: &Suite, took_s: f64) -> String {
    let count = |verdict| suite.count(verdict);
    let passed = count(SpecVerdict::Passed);
    let ran = passed + count(SpecVerdict::Failed);
    let known = count(SpecVerdict::Failed) - suite.unexplained().count();
    let mut text = format!("{passed} of {ran} specs passed");
    for (number, what) in [
        (known, "failed as is known"),
        (count(SpecVerdict::Skipped), "skipped"),
        (count(SpecVerdict::NotRun), "not run"),
    ] {
        if number > 0 {
            let _ = write!(text, ", {number} {what}");
        }
    }
    let Suite { workers, sequential_s, .. } = suite;
    format!(
        "{text}; took {took_s:.1} s with {workers} at once, {sequential_s:.1} s one after another"
    )
}

/// The names of the chosen ones.
pub fn list(specs: &[Listed]) -> String {
    specs.iter().filter(|spec| spec.chosen).map(|spec| format!("{}\n", spec.name)).collect()
}

fn word(spec: &Spec) -> &'static str {
    match (spec.verdict, &spec.known) {
        (SpecVerdict::Passed, _) => "passed",
        (SpecVerdict::Failed, None) => "failed",
        (SpecVerdict::Failed, Some(_)) => "known",
        (SpecVerdict::Skipped, _) => "skipped",
        (SpecVerdict::NotRun, _) => "not run",
    }
}

fn rank(spec: &Spec) -> usize {
    match (spec.verdict, &spec.known) {
        (SpecVerdict::Failed, None) => 0,
        (SpecVerdict::Failed, Some(_)) => 1,
        (SpecVerdict::NotRun, _) => 2,
        (SpecVerdict::Passed, _) => 3,
        (SpecVerdict::Skipped, _) => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::KnownFailure;

    #[test]
    fn the_table_begins_with_what_somebody_has_to_look_at() {
        let spec = |name: &str, verdict, says: Option<&str>| Spec {
            name: name.to_owned(),
            verdict,
            took_s: 11.26,
            says: says.map(str::to_owned),
            known: None,
        };
        let known = KnownFailure { why: "a sample".to_owned(), evidence: "here/there".to_owned() };
        let suite = Suite {
            specs: vec![
                spec("Federated \"configmaps\"", SpecVerdict::Passed, None),
                spec("Placement", SpecVerdict::Skipped, Some("not for this scope")),
                Spec {
                    known: Some(known),
                    ..spec("Federated \"jobs.batch\"", SpecVerdict::Failed, Some("no"))
                },
                spec("Leader Elector", SpecVerdict::Failed, Some("no binary\nat x.go:47")),
                spec("Default", SpecVerdict::NotRun, Some("port 8080 is taken")),
                spec("Federate", SpecVerdict::NotRun, Some(NOT_CHOSEN)),
            ],
            workers: 8,
            sequential_s: 45.04,
        };
        insta::assert_snapshot!(table(&suite, 23.0), @r#"
        1 of 3 specs passed, 1 failed as is known, 1 skipped, 2 not run; took 23.0 s with 8 at once, 45.0 s one after another

        VERDICT  TOOK   SPEC
        failed   11.3s  Leader Elector
        known    11.3s  Federated "jobs.batch"
        not run  11.3s  Default
        passed   11.3s  Federated "configmaps"
        skipped  11.3s  Placement

        Leader Elector
          no binary
          at x.go:47

        Federated "jobs.batch"
          no
          known: a sample (here/there)

        Default
          port 8080 is taken
        "#);
    }
}

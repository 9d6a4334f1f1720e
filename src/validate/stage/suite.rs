//! Upstream's own end-to-end suite, by `fedrig suite run`.

use super::super::desk::Desk;
use super::super::fault::Fault;
use super::super::log::Log;
use super::Ran;
use crate::suite::Answer;
use crate::verdict::{KubeFed, Span, SpecVerdict, Stage, StageVerdict, Suite};

pub(super) async fn run(desk: &Desk, log: &Log) -> Result<Ran, Fault> {
    let folder = desk.folder().join("suite");
    // What an earlier run left there must not be taken for this one's.
    let stale = std::fs::remove_file(Answer::place(&folder));
    if let Err(error) = stale
        && error.kind() != std::io::ErrorKind::NotFound
    {
        return Err(Fault::of("what an earlier suite left can't be removed", &error));
    }
    let tree = match &desk.cell.kubefed {
        KubeFed::Tree { path, .. } => Some(path.as_path()),
        KubeFed::Release(_) | KubeFed::Image { .. } => None,
    };
    let file = desk.file(Stage::Install);
    let ended = desk.fedrig(Stage::Suite, log).suite(&file, &folder, tree).await;
    let Some(answer) = Answer::find(&folder) else {
        return Err(match ended {
            Err(failure) => Fault::of_fedrig("upstream's suite did not run", &failure),
            Ok(_) => Fault::new("upstream's suite ended without saying what it found"),
        });
    };
    let ends_s = desk.began.elapsed().as_secs_f64();
    let begins_s = (ends_s - answer.took_s).max(0.0);
    let spans = answer.spans.into_iter();
    let spans = spans.map(|span| Span { begins_s: span.begins_s + begins_s, ..span }).collect();
    let (verdict, says) = judge(&answer.suite);
    Ok(Ran { verdict, spans, suite: Some(answer.suite), ..Ran::passed(says) })
}

fn judge(suite: &Suite) -> (StageVerdict, String) {
    let count = |verdict| suite.count(verdict);
    let (passed, failed) = (count(SpecVerdict::Passed), count(SpecVerdict::Failed));
    let unexplained = suite.unexplained().count();
    let (skipped, not_run) = (count(SpecVerdict::Skipped), count(SpecVerdict::NotRun));
    let mut says = format!("{passed} of {} specs passed", passed + failed + not_run);
    let others = [
        (unexplained, "failed"),
        (failed - unexplained, "failed as is known"),
        (not_run, "did not run"),
        (skipped, "left out by the suite itself"),
    ];
    for (count, what) in others.into_iter().filter(|(count, _)| *count > 0) {
        says.push_str(&format!(", {count} {what}"));
    }
    let verdict = match (unexplained + not_run, failed) {
        (0, 0) if passed > 0 => StageVerdict::Passed,
        (0, 0) => StageVerdict::NotRun,
        (0, _) => StageVerdict::Known,
        _ => StageVerdict::Failed,
    };
    (verdict, says)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::{KnownFailure, Spec};

    fn suite(verdicts: &[(SpecVerdict, bool)]) -> Suite {
        let known = || KnownFailure { why: "w".to_owned(), evidence: "e".to_owned() };
        let specs = verdicts.iter().map(|(verdict, is_known)| Spec {
            name: "s".to_owned(),
            verdict: *verdict,
            took_s: 1.0,
            says: None,
            known: is_known.then(known),
        });
        Suite { specs: specs.collect(), workers: 1, sequential_s: 1.0 }
    }

    #[rstest::rstest]
    #[case::all(&[(SpecVerdict::Passed, false), (SpecVerdict::Skipped, false)], StageVerdict::Passed)]
    #[case::known(&[(SpecVerdict::Passed, false), (SpecVerdict::Failed, true)], StageVerdict::Known)]
    #[case::unknown(&[(SpecVerdict::Failed, true), (SpecVerdict::Failed, false)], StageVerdict::Failed)]
    #[case::cut_off(&[(SpecVerdict::Passed, false), (SpecVerdict::NotRun, false)], StageVerdict::Failed)]
    #[case::none(&[(SpecVerdict::Skipped, false)], StageVerdict::NotRun)]
    fn the_specs_make_the_verdict(
        #[case] specs: &[(SpecVerdict, bool)],
        #[case] verdict: StageVerdict,
    ) {
        assert_eq!(judge(&suite(specs)).0, verdict);
    }

    #[test]
    fn what_did_not_pass_is_counted_by_its_reason() {
        let (passed, failed, skipped) =
            (SpecVerdict::Passed, SpecVerdict::Failed, SpecVerdict::Skipped);
        let specs = [(passed, false), (failed, false), (failed, true), (skipped, false)];
        assert_eq!(
            judge(&suite(&specs)).1,
            "1 of 3 specs passed, 1 failed, 1 failed as is known, 1 left out by the suite itself"
        );
    }
}

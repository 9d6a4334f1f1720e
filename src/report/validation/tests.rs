//! Every form of every validation: what is in it, and what must not be.

use proptest::prelude::*;

use super::testing::{HOSTILE, cell, of_cells, stages, validation};
use super::*;
use crate::verdict::{Expectation, Stage, StageReport, StageVerdict, Validation};

/// Forty cells, each of which failed at another stage.
fn forty() -> Validation {
    let cell = |at: usize| {
        let stages = stages(Stage::ALL[at % 13], StageVerdict::Failed, HOSTILE);
        cell(&format!("0.{at}.0"), "1.33.13", Expectation::Works, stages)
    };
    of_cells((0..40).map(cell).collect())
}

/// The raw texts that would be a danger in any form.
fn assert_clean(text: &str) {
    let raw = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
    assert_eq!(text.find(raw), None, "{text}");
}

#[test]
fn the_table_has_a_line_a_cell_and_what_failed() {
    insta::assert_snapshot!(table(&validation(), None, Paint::Plain));
}

#[test]
fn a_narrow_terminal_gets_a_paragraph_a_cell() {
    let text = table(&validation(), Some(60), Paint::Plain);
    insta::assert_snapshot!(text);
}

#[test]
fn colour_changes_no_word() {
    let painted = table(&validation(), Some(200), Paint::Colour);
    let plain = table(&validation(), Some(200), Paint::Plain);
    assert!(painted != plain);
    assert_eq!(console::strip_ansi_codes(&painted), plain);
}

#[test]
fn the_note_has_the_verdicts_and_folds_the_rest() {
    insta::assert_snapshot!(markdown(&validation()));
}

#[test]
fn a_ci_system_sees_what_is_known_as_skipped_and_what_is_wrong_as_red() {
    insta::assert_snapshot!(junit(&validation()));
}

#[rstest::rstest]
#[case::one_of_each(validation())]
#[case::none(of_cells(Vec::new()))]
#[case::forty(forty())]
fn a_red_cell_is_red_for_ci_and_no_other(#[case] validation: Validation) {
    let report = quick_junit::Report::deserialize_from_str(&junit(&validation)).unwrap();
    let is_red = |case: &quick_junit::TestCase| {
        matches!(case.status, quick_junit::TestCaseStatus::NonSuccess { .. })
    };
    for cell in &validation.cells {
        let name = clean::line(&cell.cell.to_string());
        let suite = report.test_suites.iter().find(|suite| suite.name.as_str() == name).unwrap();
        let red = suite.test_cases.iter().any(is_red);
        assert_eq!(red, !cell.verdict.is_good(), "{name}");
    }
}

#[rstest::rstest]
#[case::one_of_each(validation())]
#[case::none(of_cells(Vec::new()))]
#[case::forty(forty())]
fn text_of_others_does_nothing_in_any_form(#[case] validation: Validation) {
    assert_clean(&table(&validation, None, Paint::Plain));
    assert_clean(&table(&validation, Some(40), Paint::Plain));
    assert_clean(&junit(&validation));
    let note = markdown(&validation);
    assert_clean(&note);
    assert!(!note.contains("<script") && !note.contains("![i]"));
    let page = html(&validation);
    assert_clean(&page);
    assert!(!page.contains("<script"));
}

#[test]
fn a_note_is_short_whatever_was_logged() {
    let longest = markdown(&validation()).lines().map(|line| line.chars().count()).max();
    assert!(longest.unwrap() < 1_000, "{longest:?}");
}

#[test]
fn the_page_has_every_cell_and_every_stage() {
    for validation in [validation(), forty()] {
        let page = html(&validation);
        for (at, cell) in validation.cells.iter().enumerate() {
            let start = page.find(&format!("<section class=\"cell\" id=\"cell-{}\"", at + 1));
            let section = page[start.unwrap()..].split("</section>").next().unwrap();
            assert!(section.contains(&cell.cell.kubernetes.to_string()));
            for StageReport { stage, .. } in &cell.stages {
                let row = format!("<th scope=\"row\" data-label=\"Stage\">{stage}</th>");
                assert!(section.contains(&row), "{stage}\n{section}");
            }
        }
    }
}

/// XML is stricter than HTML: what its reader takes is nested right and has all its quotes.
#[test]
fn the_page_is_well_formed() {
    for validation in [validation(), of_cells(Vec::new()), forty()] {
        let page = html(&validation);
        let (mut open, mut rest) = (Vec::new(), page.as_str());
        while let Some(start) = rest.find('<') {
            let end = start + rest[start..].find('>').unwrap();
            let tag = &rest[start + 1..end];
            assert!(!tag.contains('<') && tag.matches('"').count() % 2 == 0, "{tag}");
            let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
            let alone = tag.ends_with('/') || ["!doctype", "meta", "link", "br"].contains(&name);
            match tag.starts_with('/') {
                true => assert_eq!(open.pop(), Some(name), "at {tag}"),
                false if !alone => open.push(name),
                false => {}
            }
            rest = &rest[end + 1..];
        }
        assert_eq!(open, Vec::<&str>::new());
    }
}

#[test]
fn the_page_loads_nothing_and_runs_nothing() {
    let page = html(&validation());
    let policy = page.split("Content-Security-Policy\" content=\"").nth(1).unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy:.200}");
    for loads in [" src=", "@import", "url(http", " style=\"", " onclick", "javascript:"] {
        assert!(!page.contains(loads), "{loads}");
    }
    // Only what a reader clicks leads out.
    assert_eq!(page.matches("<link ").count(), 1);
    assert!(page.contains("<link rel=\"icon\" href=\"data:,\">"));
}

/// What `make browser` looks at, and the documentation shows.
#[test]
#[expect(clippy::disallowed_methods, reason = "a switch for whoever changes the example")]
fn the_example_on_disk_is_a_report_of_today() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/report/example.json");
    let wanted = json(&validation());
    if std::env::var_os("FEDRIG_WRITE_SCHEMA").is_some() {
        std::fs::write(path, &wanted).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).unwrap() == wanted,
        "write it anew: FEDRIG_WRITE_SCHEMA=1"
    );
}

#[test]
fn a_folder_gets_every_form_and_nothing_half_written() {
    let folder = tempfile::tempdir().unwrap();
    let written = write_all(&validation(), &folder.path().join("out")).unwrap();
    let mut names: Vec<String> = std::fs::read_dir(folder.path().join("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["report.html", "report.json", "report.junit.xml", "report.md"]);
    assert_eq!(written.len(), 4);
    let text = std::fs::read_to_string(folder.path().join("out/report.json")).unwrap();
    assert_eq!(parse(&text).unwrap(), validation());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_validation_has_every_form(
        words in proptest::collection::vec(any::<String>(), 8),
        numbers in proptest::collection::vec(any::<f64>(), 6),
        which in 0..13_usize,
        ends in 0..5_usize,
    ) {
        let verdicts = [
            StageVerdict::Passed,
            StageVerdict::Known,
            StageVerdict::Failed,
            StageVerdict::Skipped,
            StageVerdict::NotRun,
        ];
        let mut validation = validation();
        for (cell, number) in validation.cells.iter_mut().zip(&numbers) {
            cell.took_s = *number;
            cell.expected = Expectation::Fails(words[0].clone());
            let stage = &mut cell.stages[which];
            stage.verdict = verdicts[ends];
            stage.begins_s = *number;
            stage.took_s = numbers[0];
            stage.says.clone_from(&words[1]);
            stage.causes = vec![words[2].clone()];
            stage.hints = vec![words[3].clone()];
            stage.log_tail = vec![words[4].clone()];
            stage.log = Some(words[5].clone());
            cell.made_of[0].name.clone_from(&words[6]);
            for span in cell.stages.iter_mut().flat_map(|stage| &mut stage.spans) {
                span.lane.clone_from(&words[7]);
                span.begins_s = *number;
            }
        }
        for text in [html(&validation), markdown(&validation), junit(&validation)] {
            prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
        }
        prop_assert!(quick_junit::Report::deserialize_from_str(&junit(&validation)).is_ok());
        prop_assert!(!table(&validation, Some(which * 20), Paint::Colour).is_empty());
    }

    #[test]
    fn json_gives_back_what_it_was_given(says in any::<String>(), thousandths in any::<u32>()) {
        let mut validation = validation();
        validation.cells[0].stages[0].says = says;
        validation.took_s = f64::from(thousandths) / 1000.0;
        prop_assert_eq!(parse(&json(&validation)).unwrap(), validation);
    }
}

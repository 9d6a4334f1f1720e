//! A validation for the terminal: a line a cell, or a paragraph where the terminal is narrow; then
//! what is to be done about those that are not as expected.

use std::fmt::Write;

use console::{Style, measure_text_width};

use super::words::{Mark, Tone, headline, specs, stages, suite, took};
use super::{clean, problems};
use crate::report::table::plain;
use crate::verdict::{CellReport, Validation};

/// Whether verdicts are coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// For a terminal that a person watches.
    Colour,
    /// For everything else.
    Plain,
}

/// What a line of a log may take on a terminal.
const LONGEST: usize = 300;

/// The table. Without a width it is always a table.
pub fn table(validation: &Validation, width: Option<usize>, paint: Paint) -> String {
    let heading = ["", "KUBEFED", "KUBERNETES", "SCOPE", "VERDICT", "STAGES", "TOOK", "WHY"];
    let wide = plain(heading, validation.cells.iter().map(row));
    let fits = width.is_none_or(|width| wide.lines().all(|line| measure_text_width(line) <= width));
    let body = match validation.cells.is_empty() {
        true => String::new(),
        false if fits => lines(&wide, &validation.cells, paint),
        false => validation.cells.iter().map(|cell| paragraph(cell, paint)).collect(),
    };
    let bad = validation.cells.iter().filter(|cell| !cell.verdict.is_good());
    let bad: String = bad.map(|cell| details(cell, paint)).collect();
    let mark = Mark::of_all(validation);
    let symbol = painted(mark, mark.symbol, paint);
    let took = took(validation.took_s);
    format!("{body}{bad}\n{symbol} {}, in {took}\n", headline(validation))
}

fn row(cell: &CellReport) -> [String; 8] {
    let mark = Mark::of_cell(cell.verdict);
    [
        mark.symbol.to_owned(),
        clean::short(&cell.cell.kubefed.to_string(), 40),
        cell.cell.kubernetes.to_string(),
        cell.cell.scope.to_string(),
        mark.word.to_owned(),
        stages(cell),
        took(cell.took_s),
        problems::why(cell).map(|why| clean::short(&why, 60)).unwrap_or_default(),
    ]
}

/// The table has a line a cell after its heading; each begins with the symbol.
fn lines(table: &str, cells: &[CellReport], paint: Paint) -> String {
    let marks = cells.iter().map(|cell| Some(Mark::of_cell(cell.verdict)));
    let mut text = String::new();
    for (line, mark) in table.lines().zip(std::iter::once(None).chain(marks)) {
        let line = match mark.and_then(|mark| Some((mark, line.strip_prefix(mark.symbol)?))) {
            Some((mark, rest)) => format!("{}{rest}", painted(mark, mark.symbol, paint)),
            None => line.to_owned(),
        };
        text.push_str(&line);
        text.push('\n');
    }
    text
}

fn paragraph(cell: &CellReport, paint: Paint) -> String {
    let mark = Mark::of_cell(cell.verdict);
    let mut text = format!("{} {}\n", painted(mark, mark.symbol, paint), title(cell));
    let mut line = |text_of: &str| {
        // Writing to a String does not fail.
        let _ = writeln!(text, "  {text_of}");
    };
    line(&format!("{}, {} stages passed, {}", mark.word, stages(cell), took(cell.took_s)));
    if let Some(suite) = suite(cell) {
        line(&format!("specs: {}", specs(suite)));
    }
    if let Some(why) = problems::why(cell) {
        line(&clean::short(&why, LONGEST));
    }
    text
}

/// What failed, why, and what to do; as every error of fedrig's is told.
fn details(cell: &CellReport, paint: Paint) -> String {
    let mut text = String::new();
    for stage in problems::failed(cell) {
        let mark = Mark::of_stage(stage, cell);
        let symbol = painted(mark, mark.symbol, paint);
        let says = clean::short(&stage.says, LONGEST);
        // Writing to a String does not fail.
        let _ = writeln!(text, "\n{symbol} {}\n  {}: {says}", title(cell), stage.stage);
        let causes = stage.causes.iter().map(|cause| ("caused by", cause));
        let hints = stage.hints.iter().map(|hint| ("hint", hint));
        let files = [("log", &stage.log), ("evidence", &stage.evidence)];
        let files = files.into_iter().filter_map(|(head, file)| Some((head, file.as_ref()?)));
        for (head, body) in causes.chain(hints).chain(files) {
            let _ = writeln!(text, "    {head}: {}", clean::short(body, LONGEST));
        }
    }
    text
}

/// `KubeFed 0.10.0 on Kubernetes 1.33.13, cluster scope`.
fn title(cell: &CellReport) -> String {
    clean::short(&cell.cell.to_string(), 120)
}

fn painted(mark: Mark, text: &str, paint: Paint) -> String {
    let style = match mark.tone {
        Tone::Good => Style::new().green(),
        Tone::Noted => Style::new().yellow(),
        Tone::Bad => Style::new().red().bold(),
        Tone::Quiet => Style::new().dim(),
    };
    match paint {
        Paint::Plain => text.to_owned(),
        // Whether there is colour was decided already.
        Paint::Colour => style.force_styling(true).apply_to(text).to_string(),
    }
}

//! Markdown for a release note or a pull request: the verdicts, then the details folded away.

use std::fmt::Write;

use super::words::{Mark, headline, specs, suite, took};
use super::{clean, problems};
use crate::verdict::{CellReport, StageReport, StageVerdict, Validation};

/// What a field of a table may take.
const FIELD: usize = 160;

/// The last lines of a log that a note has room for.
const TAIL: usize = 15;

/// The Markdown report.
pub fn markdown(validation: &Validation) -> String {
    let mark = Mark::of_all(validation);
    let mut text = format!("## KubeFed validation: {} {}\n", mark.symbol, headline(validation));
    if !validation.cells.is_empty() {
        text.push_str("\n| | KubeFed | Kubernetes | scope | verdict | upstream's specs | took |\n");
        text.push_str("|---|---|---|---|---|---|---|\n");
    }
    text.extend(validation.cells.iter().map(row));
    text.push('\n');
    text.extend(validation.cells.iter().map(details));
    let _ = writeln!(
        text,
        "{} · fedrig {} · took {}",
        validation.began.strftime("%Y-%m-%d %H:%M UTC"),
        escaped(&validation.fedrig, FIELD),
        took(validation.took_s)
    );
    text
}

fn row(cell: &CellReport) -> String {
    let mark = Mark::of_cell(cell.verdict);
    let why = problems::why(cell).map(|why| format!(": {}", escaped(&why, FIELD)));
    let specs = suite(cell).map_or_else(|| "–".to_owned(), specs);
    format!(
        "| {} | {} | {} | {} | **{}**{} | {specs} | {} |\n",
        mark.symbol,
        escaped(&cell.cell.kubefed.to_string(), FIELD),
        cell.cell.kubernetes,
        cell.cell.scope,
        mark.word,
        why.unwrap_or_default(),
        took(cell.took_s)
    )
}

fn details(cell: &CellReport) -> String {
    let mark = Mark::of_cell(cell.verdict);
    let title = escaped(&cell.cell.to_string(), FIELD);
    let mut text =
        format!("<details>\n<summary>{} {title}: {}</summary>\n\n", mark.symbol, mark.word);
    text.push_str("| | stage | took | |\n|---|---|---|---|\n");
    for stage in &cell.stages {
        let mark = Mark::of_stage(stage, cell);
        let says = escaped(&stage.says, FIELD);
        let ran = !matches!(stage.verdict, StageVerdict::Skipped | StageVerdict::NotRun);
        let took = if ran { took(stage.took_s) } else { "–".to_owned() };
        let name = stage.stage;
        let _ = writeln!(text, "| {} {} | {name} | {took} | {says} |", mark.symbol, mark.word);
    }
    text.extend(problems::failed(cell).map(problem));
    if let Some(suite) = suite(cell) {
        let named =
            suite.specs.iter().filter(|spec| Mark::of_spec(spec).word.starts_with("failed"));
        for spec in named {
            let mark = Mark::of_spec(spec);
            let known = spec.known.as_ref();
            let said = known.map_or(spec.says.as_deref(), |known| Some(known.why.as_str()));
            let says = escaped(said.unwrap_or_default(), FIELD);
            let name = escaped(&spec.name, FIELD);
            let _ = write!(text, "\n- {} {}: {name}: {says}", mark.symbol, mark.word);
            if let Some(known) = known {
                let _ = write!(text, " ({})", escaped(&known.evidence, FIELD));
            }
        }
        text.push('\n');
    }
    if !cell.made_of.is_empty() {
        text.push_str("\n| made of | version | digest |\n|---|---|---|\n");
    }
    for item in &cell.made_of {
        let digest = escaped(item.digest.as_deref().unwrap_or("–"), FIELD);
        let (name, version) = (escaped(&item.name, FIELD), escaped(&item.version, FIELD));
        let _ = writeln!(text, "| {name} | {version} | {digest} |");
    }
    text.push_str("\n</details>\n\n");
    text
}

fn problem(stage: &StageReport) -> String {
    let mut text = format!("\n**{}**: {}\n", stage.stage, escaped(&stage.says, FIELD));
    for cause in &stage.causes {
        let _ = writeln!(text, "- caused by: {}", escaped(cause, FIELD));
    }
    for hint in &stage.hints {
        let _ = writeln!(text, "- hint: {}", escaped(hint, FIELD));
    }
    let tail = &stage.log_tail[stage.log_tail.len().saturating_sub(TAIL)..];
    if !tail.is_empty() {
        // Between backticks a line of the log could end the block.
        let lines = tail.iter().map(|line| format!("{}\n", escaped(line, FIELD)));
        let _ = writeln!(text, "\n<pre>\n{}</pre>", lines.collect::<String>());
    }
    text
}

/// One line in which nothing is Markdown or HTML any more, at most so long. No `@` calls somebody, no
/// `#` names an issue.
fn escaped(text: &str, most: usize) -> String {
    let mut safe = String::new();
    for c in clean::short(text, most).chars() {
        match c {
            // Entities, for a backslash stays visible where there is HTML around.
            '&' | '<' | '>' | '"' | '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '!' | '$'
            | '@' | '#' => {
                // Writing to a String does not fail.
                let _ = write!(safe, "&#{};", u32::from(c));
            }
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[rstest::rstest]
    #[case::a_pipe("a|b", "a&#124;b")]
    #[case::html("<img src=x>", "&#60;img src=x&#62;")]
    #[case::an_entity("&lt;", "&#38;lt;")]
    #[case::a_mention("@all #1", "&#64;all &#35;1")]
    #[case::a_link("[x](http://y)", "&#91;x&#93;(http://y)")]
    fn nothing_in_a_text_is_markdown(#[case] text: &str, #[case] safe: &str) {
        assert_eq!(escaped(text, 100), safe);
    }
}

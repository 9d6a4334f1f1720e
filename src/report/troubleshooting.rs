//! `docs/troubleshooting.md`, made of the two catalogues that the program works with.

use std::fmt::Write as _;

use crate::check::{self, Check, Group};
use crate::explain::{self, Heals, Names, Signature, Source};

/// The page.
pub fn page() -> String {
    let mut page = HEAD.to_owned();
    for signature in explain::all() {
        section_of_signature(&mut page, signature);
    }
    page.push_str(CHECKS);
    for group in Group::ALL {
        let _ = writeln!(page, "\n### Group `{group}`");
        for check in check::all().filter(|check| check.group == group) {
            section_of_check(&mut page, check);
        }
    }
    page
}

const HEAD: &str = "# Troubleshooting

This page is made of what fedrig itself goes by: `fedrig explain --list -o markdown` prints it.

- `fedrig check -f federation.yaml` looks at everything below, and ends with what is wrong, why, and the
  command that mends it. `--pre` asks only what makes sense before an install, `--only` and `--skip` take
  names and groups, `--wait 5m` tries until all passes.
- `fedrig explain \"x509: certificate signed by unknown authority\"` explains a text of a tool, an event or
  a log, and `kubectl logs … | fedrig explain -` a whole log.
- `fedrig up` names these causes while it waits, and stops at once where waiting does not help.

## Messages, and what they mean
";

const CHECKS: &str = "
## Checks

A check passes, warns, fails, or is skipped, since what it needs is not so. `fedrig check` exits with 9 when
one failed, and with 10 when none failed and one could not be run.
";

fn section_of_signature(page: &mut String, signature: &Signature) {
    let Signature { id, cause, example, heals, source, .. } = signature;
    let waiting = match heals {
        Heals::ByItself => "Waiting can help.",
        Heals::Never => "Waiting does not help: `fedrig up` stops at once.",
    };
    let seen = match source {
        Source::Reports(reports) => format!("Reported as {}.", reports.join(", ")),
        Source::Test(test) => format!("fedrig's own tests make it: `{test}`."),
        Source::Code(code) => format!("The words are those of {code}."),
    };
    let remedy = code(&signature.remedy(&Names::default()));
    let _ = write!(
        page,
        "\n### {id}\n\n{}.\n\n```text\n{example}\n```\n\nWhat to do: {remedy}.\n\n{waiting} {seen}\n",
        capital(&code(cause))
    );
}

fn section_of_check(page: &mut String, check: &Check) {
    let Check { id, statement, hint, needs, seconds, .. } = check;
    let hint = hint.replace("<cluster kubectl>", "kubectl --context <cluster>");
    let hint = code(&hint.replace("<kubectl>", "kubectl --context <host>"));
    let when = if check.pre { "also before an install" } else { "after an install" };
    let needs = match needs {
        [] => String::new(),
        needs => {
            let links: Vec<String> =
                needs.iter().map(|need| format!("[{need}](#{need})")).collect();
            format!(" Needs {}.", links.join(", "))
        }
    };
    let _ = write!(
        page,
        "\n#### {id}\n\n{}. Looks at {}, {when}, for {seconds} s at most.{needs}\n\nWhen it fails: {hint}.\n",
        capital(&code(statement)),
        check.over.as_str(),
    );
}

/// What is filled in is code, where it is not already: Markdown would take it for HTML.
fn code(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(index, part)| match index % 2 {
        0 => part.replace('<', "`<").replace('>', ">`"),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("`")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "writing is asked for by a variable")]
    fn the_page_on_disk_is_the_page() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/troubleshooting.md");
        if std::env::var_os("FEDRIG_WRITE_SCHEMA").is_some() {
            std::fs::write(path, page()).unwrap();
        }
        let is_same = std::fs::read_to_string(path).is_ok_and(|there| there == page());
        assert!(
            is_same,
            "docs/troubleshooting.md is another one: \
             `fedrig explain --list -o markdown > docs/troubleshooting.md`"
        );
    }

    #[test]
    fn no_two_sections_have_one_anchor() {
        let page = page();
        let headings = page.lines().filter_map(|line| line.strip_prefix('#'));
        let mut anchors: Vec<&str> =
            headings.map(|line| line.trim_start_matches('#').trim()).collect();
        let count = anchors.len();
        anchors.sort_unstable();
        anchors.dedup();
        assert_eq!(anchors.len(), count);
    }

    #[test]
    fn every_link_leads_to_a_section() {
        let page = page();
        for link in page.split("](#").skip(1) {
            let anchor = link.split(')').next().unwrap_or_default();
            assert!(page.contains(&format!("# {anchor}\n")), "{anchor}");
        }
    }
}

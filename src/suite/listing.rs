//! The specs of a suite, and which of them are chosen.

use std::path::Path;
use std::time::Duration;

use super::junit::{self, Outcome, Report};
use super::{BuiltSuite, Error};
use crate::tool::{Exec, ToolFailure};
use crate::verdict::Scope;

/// A list takes half a second, unless the machine is very busy.
const LIMIT: Duration = Duration::from_secs(60);

/// A spec of the suite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The suite's description, which ginkgo puts before the name when it chooses by expression.
    pub suite: String,
    /// Its name.
    pub name: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl BuiltSuite {
    /// Every spec by name; chosen are those that match the expression, which is one of Go's. No
    /// cluster is asked for it. The suite has no order of its own: it changes from run to run.
    pub async fn list(
        &self,
        exec: &Exec,
        scope: Scope,
        chosen: Option<&str>,
    ) -> Result<Vec<Listed>, Error> {
        let file = |source| Error::File { path: self.folder.clone(), what: "written to", source };
        let folder = tempfile::Builder::new().prefix("list-").tempdir().map_err(file)?;
        let report = folder.path().join("list.xml");
        // The suite refuses to start without a kubeconfig, which it does not read for this.
        let call = self.call(Path::new("/dev/null"), &report).arg("-ginkgo.dryRun");
        let call = call.args(scope_flags(scope));
        let call = match chosen {
            Some(expression) => call.flag("-ginkgo.focus", expression),
            None => call,
        };
        exec.run(call, LIMIT).await.map_err(|source| not_listed(source, chosen))?;
        let text = std::fs::read_to_string(&report).map_err(file)?;
        let read = junit::read(&text);
        let specs = listed(&read.map_err(|error| Error::Garbled { reason: error.to_string() })?);
        match chosen {
            _ if specs.is_empty() => Err(Error::Garbled { reason: "it is empty".to_owned() }),
            Some(chosen) if !specs.iter().any(|spec| spec.chosen) => {
                Err(Error::NoneChosen { chosen: chosen.to_owned() })
            }
            Some(_) | None => Ok(specs),
        }
    }
}

/// Go panics at an expression that is none.
fn not_listed(source: ToolFailure, chosen: Option<&str>) -> Error {
    let told = source.stderr().lines().find_map(|line| line.strip_prefix("panic: regexp: "));
    match (chosen, told) {
        (Some(chosen), Some(reason)) => {
            let reason = reason.split(" [recovered").next().unwrap_or(reason);
            Error::BadExpression { chosen: chosen.to_owned(), reason: reason.to_owned() }
        }
        (_, _) => Error::List { source },
    }
}

/// The flags that tell the suite what the control plane looks after.
pub(super) fn scope_flags(scope: Scope) -> &'static [&'static str] {
    match scope {
        Scope::Cluster => &[],
        Scope::Namespaced => &["-limited-scope"],
    }
}

pub(super) fn listed(report: &Report) -> Vec<Listed> {
    let specs = report.cases.iter().map(|case| Listed {
        suite: report.suite.clone(),
        name: case.name.clone(),
        chosen: case.outcome() == Outcome::Passed,
    });
    let mut specs: Vec<Listed> = specs.collect();
    specs.sort_by(|one, other| one.name.cmp(&other.name));
    specs
}

impl Listed {
    /// The expression that chooses this spec alone.
    pub(super) fn expression(&self) -> String {
        // ginkgo puts a container of its own before the name, and leaves it out of reports.
        format!(r"^{} (\[Top Level\] )?{}$", literally(&self.suite), literally(&self.name))
    }
}

/// The text as an expression that matches nothing else.
fn literally(text: &str) -> String {
    let escaped = |c: char| match c {
        '\\' | '.' | '+' | '*' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$' => {
            vec!['\\', c]
        }
        _ => vec![c],
    };
    text.chars().flat_map(escaped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spec_is_chosen_letter_by_letter() {
        let spec = Listed {
            suite: "KubeFed e2e suite".to_owned(),
            name: "[NOT_READY] \"deployments.apps\" won't".to_owned(),
            chosen: true,
        };
        let expected =
            r#"^KubeFed e2e suite (\[Top Level\] )?\[NOT_READY\] "deployments\.apps" won't$"#;
        assert_eq!(spec.expression(), expected);
    }

    #[test]
    fn an_expression_that_is_none_is_told_from_a_suite_that_breaks() {
        let said = |stderr: &str| ToolFailure::Exit {
            call: Box::new(crate::tool::Invocation::of(Path::new("/e2e.test"))),
            code: 2,
            stderr: stderr.to_owned(),
        };
        let panic = "panic: regexp: Compile(`(`): error parsing regexp: missing closing ): `(`\n\ngoroutine 1";
        assert!(matches!(not_listed(said(panic), Some("(")), Error::BadExpression { .. }));
        assert!(matches!(not_listed(said("panic: x"), Some("(")), Error::List { .. }));
    }

    #[test]
    fn the_list_has_an_order_and_says_who_is_chosen() {
        let report = junit::read(include_str!("recordings/failed-0.10.0.xml")).unwrap();
        let specs = listed(&report);
        assert!(specs.is_sorted_by(|one, other| one.name < other.name));
        assert_eq!(specs.iter().filter(|spec| spec.chosen).count(), 0);
    }
}

//! What would be made, and what is where, as text.

use std::fmt::Write;

use serde_json::{Value as Json, json};

use super::{Federate, Form};
use crate::observe::workloads::WorkloadView;
use crate::plan::Plan;
use crate::report::terminal::Terminal;

impl Federate {
    /// What `--dry-run` shows.
    pub(super) fn show(&self, view: &WorkloadView, plan: &Plan, terminal: &Terminal) {
        let objects = || view.wanted.iter().map(|it| &it.object.body);
        match self.output {
            Form::Text if plan.is_empty() => terminal.result("nothing to do\n"),
            Form::Text => terminal.result(&plan.to_string()),
            Form::Json => {
                let items: Vec<&Json> = objects().collect();
                let list = json!({"apiVersion": "v1", "kind": "List", "items": items});
                terminal.result(&format!("{list:#}\n"));
            }
            Form::Yaml => {
                let yaml = |body: &Json| {
                    let text = serde_saphyr::to_string(body).expect("JSON can be written as YAML");
                    format!("---\n{text}")
                };
                terminal.result(&objects().map(yaml).collect::<String>());
            }
        }
    }
}

/// Which object is in which members: once all of them are where they belong.
pub(super) fn table(view: &WorkloadView) -> String {
    let width = view.wanted.iter().map(|it| it.object.to_string().len()).max().unwrap_or(0);
    view.wanted.iter().fold(String::new(), |mut text, it| {
        let members: Vec<&str> = it.members.iter().map(|name| name.as_str()).collect();
        // Writing to a String does not fail.
        let _ = writeln!(text, "{:width$}  {}", it.object.to_string(), members.join(", "));
        text
    })
}

//! `fedrig explain`.

use std::io::Read as _;

use clap::{Args, ValueEnum};

use crate::explain::{Signature, all, explain_all};
use crate::report::terminal::Terminal;
use crate::report::{Exit, explanations as view, troubleshooting};

/// Say what a message of a tool, an event or a log means.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  fedrig explain 'x509: certificate signed by unknown authority'\n  kubectl --namespace kube-federation-system logs deployment/kubefed-controller-manager | fedrig explain -\n  fedrig explain --list -o json\n"
)]
pub(super) struct Explain {
    /// The text, or `-` for standard input.
    #[arg(value_name = "TEXT", required_unless_present = "list", conflicts_with = "list")]
    text: Option<String>,
    /// List everything that is known.
    #[arg(long)]
    list: bool,
    /// How to write it.
    #[arg(short, long, value_enum, default_value_t = Shape::Table)]
    output: Shape,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    Table,
    Json,
    /// The whole page about checks and messages, docs/troubleshooting.md.
    Markdown,
}

/// More of a log than its last part is of no use, in bytes.
const MOST: u64 = 16 << 20;

impl Explain {
    pub fn run(&self, terminal: &Terminal) -> Exit {
        let text = match self.text.as_deref() {
            Some("-") => match standard_input() {
                Ok(text) => text,
                Err(error) => {
                    return super::files::usage(
                        terminal,
                        &format!("standard input can't be read: {error}"),
                    );
                }
            },
            Some(text) => text.to_owned(),
            None => {
                terminal.result(&match self.output {
                    Shape::Table => view::list(all()),
                    Shape::Json => json(&all().collect::<Vec<_>>()),
                    Shape::Markdown => troubleshooting::page(),
                });
                return Exit::Done;
            }
        };
        let found = explain_all(&text);
        terminal.result(&match self.output {
            Shape::Table => view::meaning(&found),
            Shape::Json => json(&found),
            Shape::Markdown => {
                return super::files::usage(terminal, "`-o markdown` goes with `--list`");
            }
        });
        Exit::Done
    }
}

fn standard_input() -> std::io::Result<String> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(MOST).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn json(signatures: &[&Signature]) -> String {
    let text = serde_json::to_string_pretty(signatures).expect("our own shapes are JSON");
    format!("{text}\n")
}

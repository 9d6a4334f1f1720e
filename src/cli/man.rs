//! `fedrig man`.

use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory};
use clap_mangen::Man as Page;

use super::Cli;
use crate::report::Exit;
use crate::report::diagnosis::Diagnosis;
use crate::report::terminal::Terminal;

/// Write the manual pages, one a command.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  fedrig man | man -l -\n  fedrig man --out ~/.local/share/man/man1\n"
)]
pub(super) struct Man {
    /// The folder for the pages, made when it is missing; without it, the page of fedrig itself goes
    /// to stdout.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Man {
    pub fn run(&self, terminal: &Terminal) -> Exit {
        let mut command = Cli::command();
        command.build();
        let written = match &self.out {
            Some(folder) => std::fs::create_dir_all(folder).and_then(|()| pages(&command, folder)),
            None => page(&command).map(|text| terminal.result(&String::from_utf8_lossy(&text))),
        };
        match written {
            Ok(()) => Exit::Done,
            Err(error) => {
                let hints = vec!["name a folder that you can write to: `--out DIR`".to_owned()];
                let diagnosis = Diagnosis {
                    error: "the manual pages could not be written".to_owned(),
                    causes: vec![error.to_string()],
                    command: None,
                    hints,
                };
                terminal.error(&diagnosis.render());
                Exit::Usage
            }
        }
    }
}

fn page(command: &clap::Command) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    let title = command.get_bin_name().unwrap_or("fedrig").replace(' ', "-");
    Page::new(command.clone()).title(title.to_uppercase()).render(&mut text)?;
    Ok(text)
}

/// The page of a command and of all below it: `fedrig-env-up.1`.
fn pages(command: &clap::Command, folder: &Path) -> std::io::Result<()> {
    let name = command.get_bin_name().unwrap_or("fedrig").replace(' ', "-");
    std::fs::write(folder.join(format!("{name}.1")), page(command)?)?;
    let below = command.get_subcommands().filter(|command| command.get_name() != "help");
    below.into_iter().try_for_each(|command| pages(command, folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page() {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Cli::command();
        command.build();
        pages(&command, folder.path()).unwrap();
        for name in ["fedrig", "fedrig-up", "fedrig-env-up", "fedrig-kubeconfig-merge"] {
            let text = std::fs::read_to_string(folder.path().join(format!("{name}.1"))).unwrap();
            assert!(text.contains(".SH NAME"), "{name}: {text}");
        }
    }
}

//! `fedrig completions`.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::Cli;
use crate::report::Exit;
use crate::report::terminal::Terminal;

/// Print what a shell needs to complete fedrig's commands and flags.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  source <(fedrig completions bash)\n  fedrig completions zsh > \"${fpath[1]}/_fedrig\"\n  fedrig completions fish > ~/.config/fish/completions/fedrig.fish\n"
)]
pub(super) struct Completions {
    /// The shell.
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

impl Completions {
    pub fn run(&self, terminal: &Terminal) -> Exit {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "fedrig", &mut script);
        terminal.result(&String::from_utf8_lossy(&script));
        Exit::Done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case(Shell::Bash)]
    #[case(Shell::Zsh)]
    #[case(Shell::Fish)]
    fn a_script_knows_every_command(#[case] shell: Shell) {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut Cli::command(), "fedrig", &mut script);
        let script = String::from_utf8(script).unwrap();
        for command in Cli::command().get_subcommands() {
            assert!(script.contains(command.get_name()), "{shell}: {}", command.get_name());
        }
    }
}

//! `kubectl fedrig`: kubectl runs a program `kubectl-fedrig`, and asks `kubectl_complete-fedrig` what
//! could come next. Both are links to the one binary.

use std::path::Path;

use clap::Command;

/// Under which name fedrig was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CalledAs {
    /// By itself.
    Fedrig,
    /// By kubectl, as its plugin.
    Plugin,
    /// By kubectl, for what could come next.
    Completer,
}

impl CalledAs {
    /// What the first argument of the process says.
    pub fn of(program: &Path) -> Self {
        match program.file_stem().and_then(|stem| stem.to_str()) {
            Some("kubectl-fedrig") => Self::Plugin,
            Some("kubectl_complete-fedrig") => Self::Completer,
            _ => Self::Fedrig,
        }
    }

    /// How usage lines name the program.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fedrig => "fedrig",
            Self::Plugin | Self::Completer => "kubectl fedrig",
        }
    }
}

/// What could come after `words`, the last of which has only begun; the last line is for kubectl:
/// 4 means that no files come into question, 0 that they do.
pub(super) fn candidates(root: &Command, words: &[String]) -> String {
    let Some((begun, before)) = words.split_last() else { return ":0\n".to_owned() };
    let mut command = root;
    for word in before {
        if let Some(below) = command.find_subcommand(word) {
            command = below;
        }
    }
    let flags = command.get_arguments().filter_map(|arg| {
        let long = arg.get_long()?;
        Some((format!("--{long}"), arg.get_help().map(ToString::to_string)))
    });
    let commands = command.get_subcommands().filter(|command| command.get_name() != "help");
    let commands =
        commands.map(|c| (c.get_name().to_owned(), c.get_about().map(ToString::to_string)));
    let fitting: Vec<_> = if begun.starts_with('-') { flags.collect() } else { commands.collect() };
    let fitting: Vec<String> = fitting
        .into_iter()
        .filter(|(word, _)| word.starts_with(begun.as_str()))
        .map(|(word, about)| match about.as_deref().and_then(|about| about.lines().next()) {
            Some(about) => format!("{word}\t{about}\n"),
            None => format!("{word}\n"),
        })
        .collect();
    let directive = if fitting.is_empty() { ":0\n" } else { ":4\n" };
    fitting.concat() + directive
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    fn after(words: &[&str]) -> String {
        let mut command = Cli::command();
        command.build();
        candidates(&command, &words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn the_name_says_who_calls() {
        assert_eq!(CalledAs::of(Path::new("/usr/bin/fedrig")), CalledAs::Fedrig);
        assert_eq!(CalledAs::of(Path::new("kubectl-fedrig")), CalledAs::Plugin);
        assert_eq!(CalledAs::of(Path::new("./kubectl_complete-fedrig")), CalledAs::Completer);
    }

    #[test]
    fn commands_flags_and_files_are_offered_where_they_fit() {
        assert!(after(&["unj"]).starts_with("unjoin\t"));
        assert!(after(&["env", "d"]).contains("down\t"));
        assert!(after(&["up", "--fil"]).starts_with("--file\t"));
        assert_eq!(after(&["up", "-f", "fed"]), ":0\n");
        assert_eq!(after(&[]), ":0\n");
    }
}

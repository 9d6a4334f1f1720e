//! The reference pages of the documentation, drawn from what the program itself uses.

use std::fmt::Write;

use clap::Command;

use super::variables;
use crate::report::Exit;

/// `docs/reference/commands.md`: the help of each command, as it is printed.
fn commands(root: &Command) -> String {
    let mut page = "# Commands\n\nWhat `fedrig help COMMAND` prints.\n".to_owned();
    section(root, &mut page);
    page
}

fn section(command: &Command, page: &mut String) {
    let name = command.get_bin_name().unwrap_or("fedrig");
    let is_root = !name.contains(' ');
    // What all commands have stands in the first section only.
    let own = |arg: clap::Arg| if arg.is_global_set() && !is_root { arg.hide(true) } else { arg };
    let help = command.clone().mut_args(own).term_width(100).render_long_help().to_string();
    let help: Vec<&str> = help.trim_end().lines().map(str::trim_end).collect();
    let _ = write!(page, "\n## {name}\n\n```text\n{}\n```\n", help.join("\n"));
    let below = command.get_subcommands().filter(|command| command.get_name() != "help");
    below.for_each(|command| section(command, page));
}

/// `docs/reference/environment.md`.
fn environment() -> String {
    let mut page =
        "# Environment variables\n\nAll that fedrig reads. A flag wins over its variable.\n\n| variable | for |\n|---|---|\n"
            .to_owned();
    for variable in &variables::ALL {
        let _ = writeln!(page, "| `{}` | {} |", variable.name, variable.what);
    }
    page
}

/// `docs/reference/exit-codes.md`.
fn exit_codes() -> String {
    let mut page =
        "# Exit codes\n\nOf several failures the earliest phase counts.\n\n| code | meaning |\n|---|---|\n"
            .to_owned();
    for (exit, meaning) in &Exit::ALL {
        let _ = writeln!(page, "| {} | {meaning} |", *exit as u8);
    }
    page
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    #[expect(clippy::disallowed_methods, reason = "a wish of whoever runs the tests")]
    fn is_to_be_written() -> bool {
        std::env::var_os("FEDRIG_WRITE_DOCS").is_some()
    }

    /// The page in the repository is the one that the program draws; with `FEDRIG_WRITE_DOCS=1` it
    /// becomes so.
    #[rstest::rstest]
    #[case("commands.md", {
        let mut root = Cli::command();
        root.build();
        commands(&root)
    })]
    #[case("environment.md", environment())]
    #[case("exit-codes.md", exit_codes())]
    fn the_reference_is_up_to_date(#[case] name: &str, #[case] drawn: String) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference").join(name);
        if is_to_be_written() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &drawn).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap();
        assert!(
            kept == drawn,
            "docs/reference/{name} is not up to date: `make reference` draws it"
        );
    }
}

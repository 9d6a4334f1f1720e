//! What the command line itself says.

use crate::home;

#[test]
fn help_names_every_command_and_every_exit_code() {
    let help = home().ok(["--help"]).stdout;
    let commands = [
        "up",
        "plan",
        "status",
        "events",
        "gather",
        "access",
        "down",
        "join",
        "unjoin",
        "history",
        "show",
        "kubeconfig",
        "credentials",
        "tools",
        "env",
        "report",
        "suite",
        "validate",
    ];
    for command in commands {
        assert!(help.contains(&format!("\n  {command} ")), "{command}\n{help}");
    }
    for code in ["0", "1", "2", "3", "4", "5", "6", "7", "8", "130"] {
        assert!(help.contains(&format!("{code:>5}  ")), "{code}\n{help}");
    }
}

#[test]
fn the_version_is_the_packages() {
    let version = home().ok(["--version"]).stdout;
    assert_eq!(version.trim(), format!("fedrig {}", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_schema_is_the_one_in_the_documentation() {
    let printed = home().ok(["schema"]).stdout;
    assert_eq!(printed, include_str!("../../docs/federation.schema.json"));
}

#[test]
fn an_unknown_flag_is_a_usage_error() {
    assert_eq!(home().run(["up", "--fast"]).code, Some(2));
}

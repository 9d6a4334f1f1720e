//! The configuration for ssh: it asks nobody anything, forwards nothing, runs nothing here, and
//! gives up in time.

use std::path::Path;

use super::{HostKeys, Login};

/// How long a connection to one machine may take, in seconds.
pub(super) const CONNECT: u64 = 10;

/// Holds for the machine and for the one on the way to it.
pub(super) fn text(login: &Login) -> String {
    let policy = match login.host_keys {
        HostKeys::Strict => "yes",
        HostKeys::AcceptNew => "accept-new",
    };
    let mut lines = vec![
        "Host *".to_owned(),
        "BatchMode yes".to_owned(),
        format!("StrictHostKeyChecking {policy}"),
        format!("UserKnownHostsFile {}", in_quotes(&login.known_hosts)),
        format!("ConnectTimeout {CONNECT}"),
        // Messages of the other machine that are looked at are in English then, where it lets us.
        "SetEnv LC_ALL=C".to_owned(),
    ];
    lines.extend(FIXED.iter().map(|line| (*line).to_owned()));
    if let Some(identity) = &login.identity {
        lines.push(format!("IdentityFile {}", in_quotes(identity)));
        lines.push("IdentitiesOnly yes".to_owned());
    }
    lines.join("\n") + "\n"
}

const FIXED: [&str; 13] = [
    "ConnectionAttempts 1",
    "ServerAliveInterval 5",
    "ServerAliveCountMax 3",
    "UpdateHostKeys no",
    "ForwardAgent no",
    "ForwardX11 no",
    "ClearAllForwardings yes",
    "PermitLocalCommand no",
    "ControlMaster no",
    "ControlPath none",
    "RequestTTY no",
    "EscapeChar none",
    "LogLevel ERROR",
];

/// `spec` lets no path through that means something inside the quotes.
fn in_quotes(path: &Path) -> String {
    format!("\"{}\"", path.display())
}

/// What a path can't have that ssh's configuration names: quotes, `%` and `$` mean something there.
pub(super) fn has_meaning(path: &Path) -> bool {
    let text = path.to_string_lossy();
    text.chars().any(|c| "\"\\%$".contains(c) || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_asked_nothing_is_forwarded_and_nothing_is_run_here() {
        let login = Login {
            hop: "admin@master1".parse().unwrap(),
            identity: Some("/home/me/my keys/id".into()),
            known_hosts: "/home/me/.ssh/known_hosts".into(),
            host_keys: HostKeys::AcceptNew,
            jump: None,
        };
        insta::assert_snapshot!(text(&login), @r#"
        Host *
        BatchMode yes
        StrictHostKeyChecking accept-new
        UserKnownHostsFile "/home/me/.ssh/known_hosts"
        ConnectTimeout 10
        SetEnv LC_ALL=C
        ConnectionAttempts 1
        ServerAliveInterval 5
        ServerAliveCountMax 3
        UpdateHostKeys no
        ForwardAgent no
        ForwardX11 no
        ClearAllForwardings yes
        PermitLocalCommand no
        ControlMaster no
        ControlPath none
        RequestTTY no
        EscapeChar none
        LogLevel ERROR
        IdentityFile "/home/me/my keys/id"
        IdentitiesOnly yes
        "#);
    }

    #[rstest::rstest]
    #[case::a_quote("/a\"b", true)]
    #[case::a_token("/a%h", true)]
    #[case::a_variable("/${HOME}", true)]
    #[case::a_line("/a\nProxyCommand x", true)]
    #[case::a_blank("/a b", false)]
    fn a_path_that_means_more_than_itself_is_known(#[case] path: &str, #[case] expected: bool) {
        assert_eq!(has_meaning(Path::new(path)), expected);
    }
}

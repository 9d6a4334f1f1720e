//! Why a file of another machine could not be read: ssh and the command there say it in words only.

use std::path::PathBuf;

use super::Login;
use super::config::CONNECT;
use super::login::PORT;
use crate::tool::ToolFailure;

/// Why a file of another machine could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SshError {
    /// The host key is not known.
    #[error("the host key of `{host}` is not known")]
    UnknownHostKey {
        /// As ssh names it: `master1`, `[master1]:2222`.
        host: String,
        /// Where it would be known.
        known_hosts: PathBuf,
    },
    /// The host key is another than the one that is known.
    #[error("the host key of `{host}` has changed: it may be another machine")]
    ChangedHostKey {
        /// As ssh names it.
        host: String,
        /// Where the old one is known.
        known_hosts: PathBuf,
    },
    /// No key was taken.
    #[error("`{who}` is not let in: no key was accepted")]
    Denied {
        /// `admin@master1`.
        who: String,
        /// The login as a person types it.
        command: String,
    },
    /// Nothing listens there.
    #[error("nothing listens at the ssh port: the connection was refused")]
    Refused {
        /// The login as a person types it.
        command: String,
    },
    /// No answer.
    #[error("no answer within {CONNECT} s")]
    Silent {
        /// The login as a person types it.
        command: String,
    },
    /// The name has no address.
    #[error("the host name `{host}` has no address")]
    UnknownHost {
        /// The name.
        host: String,
    },
    /// There is no such file.
    #[error("there is no file `{path}` there")]
    NoFile {
        /// The file.
        path: String,
        /// The login as a person types it.
        command: String,
    },
    /// The file is not for who logs in.
    #[error("the file `{path}` can't be read by who logs in")]
    NotReadable {
        /// The file.
        path: String,
    },
    /// sudo wants a password, or the user may not use it.
    #[error("sudo does not work without a password there")]
    Sudo {
        /// Who logs in.
        user: String,
        /// The file.
        path: String,
    },
    /// ssh's configuration could not be written.
    #[error("`{}` could not be written", path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Something else.
    #[error("the file could not be read")]
    Other {
        /// What ssh said.
        source: ToolFailure,
    },
}

impl SshError {
    pub(super) fn of(failure: ToolFailure, login: &Login, path: &str) -> Self {
        let command = login.command();
        let known_hosts = login.known_hosts.clone();
        let path = path.to_owned();
        let ToolFailure::Exit { code, stderr, .. } = &failure else {
            return match failure {
                ToolFailure::TimedOut { .. } => Self::Silent { command },
                source => Self::Other { source },
            };
        };
        let said = |text: &str| stderr.contains(text);
        let host = || key_host(stderr).unwrap_or_else(|| login.hop.host.to_string());
        // ssh itself ends with 255; every other code is that of the command there.
        if *code != 255 {
            return match () {
                () if said("sudo: ") => {
                    let user = login.hop.user.as_ref().map(|user| user.as_str().to_owned());
                    Self::Sudo { user: user.unwrap_or_default(), path }
                }
                () if said("No such file or directory") => Self::NoFile { path, command },
                () if said("Permission denied") => Self::NotReadable { path },
                () => Self::Other { source: failure },
            };
        }
        match () {
            () if said("REMOTE HOST IDENTIFICATION HAS CHANGED") => {
                Self::ChangedHostKey { host: host(), known_hosts }
            }
            () if said("Host key verification failed") || said("host key is known for") => {
                Self::UnknownHostKey { host: host(), known_hosts }
            }
            () if said("Permission denied (") => {
                let who = denied(stderr).unwrap_or_else(|| login.to_string());
                Self::Denied { who, command }
            }
            () if said("Could not resolve hostname") => {
                let name = between(stderr, "Could not resolve hostname ", ":");
                Self::UnknownHost { host: name.unwrap_or_else(|| login.hop.host.to_string()) }
            }
            () if said("Connection refused") => Self::Refused { command },
            () if said("timed out") || said("No route to host") || said("unreachable") => {
                Self::Silent { command }
            }
            () => Self::Other { source: failure },
        }
    }

    /// What to do next.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::UnknownHostKey { host, known_hosts } => vec![
                format!(
                    "`{} >> {}` makes it known, once you have compared it with the server's",
                    keyscan(host),
                    known_hosts.display()
                ),
                "`hostKeys: accept-new` takes the key of a server that was not seen before".into(),
            ],
            Self::ChangedHostKey { host, known_hosts } => vec![format!(
                "if the server was made anew: `ssh-keygen -R '{host}' -f {}` forgets the old key",
                known_hosts.display()
            )],
            Self::Denied { command, .. } => vec![
                format!(
                    "`{command} true` shows more; is the public key in `~/.ssh/authorized_keys` there?"
                ),
                "`identity: FILE` names another key; one with a passphrase has to be in ssh-agent"
                    .into(),
            ],
            Self::Refused { command } | Self::Silent { command } => {
                vec![format!(
                    "is the machine up, and is this its ssh port? `{command} true` asks it"
                )]
            }
            Self::UnknownHost { host } => vec![format!(
                "`getent hosts {host}` asks again; names of your ssh_config are not used: write the real one"
            )],
            Self::NoFile { command, .. } => vec![format!(
                "`{command} 'ls -l /etc/kubernetes/*.conf ~/.kube/config'` shows what there is"
            )],
            Self::NotReadable { .. } => vec!["`sudo: true` reads it with root's rights".into()],
            Self::Sudo { user, path } => vec![format!(
                "allow it there: `{user} ALL=(root) NOPASSWD: /usr/bin/cat -- {path}` in sudoers"
            )],
            Self::Config { .. } | Self::Other { .. } => Vec::new(),
        }
    }

    /// The run was cancelled.
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::Other { source } if source.is_cancelled())
    }
}

/// `No ED25519 host key is known for [master1]:2222 and you have requested strict checking.` or
/// `Host key for master1 has changed and you have requested strict checking.`
fn key_host(stderr: &str) -> Option<String> {
    between(stderr, "host key is known for ", " and you")
        .or_else(|| between(stderr, "Host key for ", " has changed"))
}

/// `admin@master1: Permission denied (publickey).`
fn denied(stderr: &str) -> Option<String> {
    let line = stderr.lines().find(|line| line.contains(": Permission denied ("))?;
    line.split_once(": Permission denied").map(|(who, _)| who.trim().to_owned())
}

fn between(text: &str, before: &str, after: &str) -> Option<String> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found.trim().to_owned())
}

/// `[master1]:2222` is `-p 2222 master1` to ssh-keyscan.
fn keyscan(host: &str) -> String {
    let bracketed = host.strip_prefix('[').and_then(|rest| rest.split_once("]:"));
    let default = PORT.to_string();
    let (name, port) = bracketed.unwrap_or((host, &default));
    format!("ssh-keyscan -p {port} {name}")
}

#[cfg(test)]
#[path = "failure_tests.rs"]
mod tests;

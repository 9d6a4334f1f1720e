//! Who logs in where. Parsed once: no host and no user can be an option of ssh, or mean something
//! to the shell by which ssh reaches a jump host.

use std::fmt;
use std::net::Ipv6Addr;
use std::path::PathBuf;
use std::str::FromStr;

/// A login: the machine, and how it and the way to it are trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The machine.
    pub hop: Hop,
    /// The private key, absolute; without it those of ssh and its agent.
    pub identity: Option<PathBuf>,
    /// The file with the host keys that are known, absolute.
    pub known_hosts: PathBuf,
    /// What becomes of a host key that is not in it.
    pub host_keys: HostKeys,
    /// The machine on the way.
    pub jump: Option<Hop>,
}

/// What becomes of a host key that is not known. One that has changed is refused either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostKeys {
    /// It is refused.
    Strict,
    /// It is taken, and known from then on.
    AcceptNew,
}

/// A machine with an ssh server, and who logs in: `admin@master1:22`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// Who; without it, whoever runs ssh.
    pub user: Option<UserName>,
    /// The machine.
    pub host: HostName,
    /// Its port.
    pub port: u16,
}

/// A host name or an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostName(String);

/// A user of another machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserName(String);

/// A text that is no host, no user or no port.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {wanted}")]
pub struct BadLogin {
    text: String,
    wanted: &'static str,
}

/// ssh's port.
pub(super) const PORT: u16 = 22;

impl HostName {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl UserName {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HostName {
    type Err = BadLogin;

    fn from_str(text: &str) -> Result<Self, BadLogin> {
        let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
        let inner = |c: u8| c.is_ascii_alphanumeric() || b"-._".contains(&c);
        let is_name = bare.bytes().all(inner) && begins_well(bare) && bare.len() <= 253;
        if is_name || bare.parse::<Ipv6Addr>().is_ok() {
            return Ok(Self(bare.to_owned()));
        }
        Err(BadLogin { text: text.to_owned(), wanted: "a host name or an address" })
    }
}

impl FromStr for UserName {
    type Err = BadLogin;

    fn from_str(text: &str) -> Result<Self, BadLogin> {
        let inner = |c: u8| c.is_ascii_alphanumeric() || b"-._".contains(&c);
        if text.bytes().all(inner) && begins_well(text) {
            return Ok(Self(text.to_owned()));
        }
        Err(BadLogin { text: text.to_owned(), wanted: "a user name" })
    }
}

fn begins_well(text: &str) -> bool {
    text.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric() || first == b'_')
}

impl FromStr for Hop {
    type Err = BadLogin;

    fn from_str(text: &str) -> Result<Self, BadLogin> {
        let (user, rest) = match text.rsplit_once('@') {
            Some((user, rest)) => (Some(user.parse()?), rest),
            None => (None, text),
        };
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if host.ends_with(']') || !host.contains(':') => (host, Some(port)),
            Some(_) | None => (rest, None),
        };
        let not_a_port = |_| BadLogin { text: text.to_owned(), wanted: "`user@host:port`" };
        let port = port.map(|port| port.parse().map_err(not_a_port)).transpose()?;
        Ok(Self { user, host: host.parse()?, port: port.unwrap_or(PORT) })
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.contains(':') { write!(f, "[{}]", self.0) } else { f.write_str(&self.0) }
    }
}

impl fmt::Display for Hop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(user) = &self.user {
            write!(f, "{}@", user.0)?;
        }
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// `admin@master1`, with the port when it is another than ssh's.
impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.hop.to_string();
        f.write_str(text.strip_suffix(":22").unwrap_or(&text))
    }
}

impl Login {
    /// The login as a person types it: `ssh -p 22 -i KEY admin@master1`.
    pub fn command(&self) -> String {
        let mut command = format!("ssh -p {}", self.hop.port);
        if let Some(identity) = &self.identity {
            command += &format!(" -i {}", super::quoted(&identity.to_string_lossy()));
        }
        if let Some(jump) = &self.jump {
            command += &format!(" -J {jump}");
        }
        let user = self.hop.user.as_ref().map(|user| format!("{}@", user.0)).unwrap_or_default();
        format!("{command} {user}{}", self.hop.host.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::a_host("master1.example.com", "master1.example.com:22")]
    #[case::with_everything("admin@10.0.0.1:2222", "admin@10.0.0.1:2222")]
    #[case::ipv6("me@fd00::1", "me@[fd00::1]:22")]
    #[case::ipv6_with_a_port("[fd00::1]:23", "[fd00::1]:23")]
    fn a_login_is_read(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(text.parse::<Hop>().unwrap().to_string(), expected);
    }

    #[rstest::rstest]
    #[case::an_option("-oProxyCommand=touch /tmp/x")]
    #[case::an_option_as_user("-oProxyCommand=x@host")]
    #[case::a_shell("host;touch")]
    #[case::a_shell_as_user("$(touch)@host")]
    #[case::a_blank("a b")]
    #[case::two_hosts("a,b")]
    #[case::nothing("")]
    #[case::no_host("me@")]
    #[case::no_port("host:ssh")]
    #[case::too_large_a_port("host:65536")]
    fn what_could_be_more_than_a_login_is_refused(#[case] text: &str) {
        assert!(text.parse::<Hop>().is_err());
    }
}

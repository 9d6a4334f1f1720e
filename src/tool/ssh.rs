//! ssh: reads one file of another machine. It runs no other command there.
//!
//! The person's ssh_config is not read: it can run programs here (`ProxyCommand`, `Match exec`), and
//! it would make a host name mean something else than what the federation.yaml says. All that
//! matters is in a configuration of our own, which ssh also gives to the ssh of a jump host; options
//! on the command line it would not.

mod config;
mod failure;
mod login;

use std::fs::{DirBuilder, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::SecretString;

pub use failure::SshError;
pub use login::{BadLogin, Hop, HostKeys, HostName, Login, UserName};

use super::invocation::quoted;
use super::{Exec, Invocation};

/// How long reading a file may take, with two hops that each have `config::CONNECT`.
const LIMIT: Duration = Duration::from_secs(40);

/// ssh at a path, for one login.
#[derive(Debug, Clone)]
pub struct Ssh {
    exec: Exec,
    program: PathBuf,
    config: PathBuf,
    login: Login,
}

/// With whose rights a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rights {
    /// Those of who logs in.
    Own,
    /// Those of root, by a sudo that asks for no password.
    Sudo,
}

/// Whether a path means more than itself in ssh's configuration, and so can't be in it.
pub fn has_meaning(path: &Path) -> bool {
    config::has_meaning(path)
}

impl Ssh {
    /// ssh at the absolute path `program`; its configuration is written to `config`.
    pub fn at(exec: Exec, program: PathBuf, config: PathBuf, login: Login) -> Self {
        Self { exec, program, config, login }
    }

    /// Reads a file of the other machine, which is a secret.
    pub async fn read_file(&self, path: &str, rights: Rights) -> Result<SecretString, SshError> {
        let written = self.write_config();
        written.map_err(|source| SshError::Config { path: self.config.clone(), source })?;
        let said = self.exec.ask_secret(self.read_call(path, rights), LIMIT).await;
        said.map_err(|failure| SshError::of(failure, &self.login, path))
    }

    fn read_call(&self, path: &str, rights: Rights) -> Invocation {
        let Hop { user, host, port } = &self.login.hop;
        let mut call = Invocation::of(&self.program)
            .flag("-F", &self.config)
            .args(["-a", "-x", "-T"])
            .flag("-p", port.to_string());
        if let Some(user) = user {
            call = call.flag("-l", user.as_str());
        }
        if let Some(jump) = &self.login.jump {
            call = call.flag("-J", jump.to_string());
        }
        call.arg("--").arg(host.as_str()).arg(remote_command(path, rights))
    }

    fn write_config(&self) -> std::io::Result<()> {
        let folder = self.config.parent().unwrap_or(Path::new("/"));
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let mut options = OpenOptions::new();
        let mut file =
            options.write(true).create(true).truncate(true).mode(0o600).open(&self.config)?;
        file.write_all(config::text(&self.login).as_bytes())
    }
}

/// What the other machine's shell gets. A person may allow just this in `authorized_keys` or in
/// sudoers, so it is always the same. A path that is not absolute begins in the home there.
fn remote_command(path: &str, rights: Rights) -> String {
    let path = quoted(path.strip_prefix("~/").unwrap_or(path));
    match rights {
        Rights::Own => format!("cat -- {path}"),
        Rights::Sudo => format!("sudo -n cat -- {path}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(jump: Option<&str>, path: &str, rights: Rights) -> String {
        let login = Login {
            hop: "admin@master1.example.com:2222".parse().unwrap(),
            identity: Some("/home/me/.ssh/id_ed25519".into()),
            known_hosts: "/home/me/.ssh/known_hosts".into(),
            host_keys: HostKeys::Strict,
            jump: jump.map(|jump| jump.parse().unwrap()),
        };
        let ssh =
            Ssh::at(Exec::default(), "/usr/bin/ssh".into(), "/run/x.ssh_config".into(), login);
        ssh.read_call(path, rights).to_string()
    }

    #[test]
    fn a_call_reads_one_file_and_nothing_else() {
        insta::assert_snapshot!(call(None, "/etc/kubernetes/admin.conf", Rights::Own), @"/usr/bin/ssh -F /run/x.ssh_config -a -x -T -p 2222 -l admin -- master1.example.com 'cat -- /etc/kubernetes/admin.conf'");
        insta::assert_snapshot!(call(Some("me@bastion"), "~/.kube/config", Rights::Sudo), @"/usr/bin/ssh -F /run/x.ssh_config -a -x -T -p 2222 -l admin -J me@bastion:22 -- master1.example.com 'sudo -n cat -- .kube/config'");
    }

    #[test]
    fn no_path_is_more_than_a_path_to_the_other_shell() {
        assert_eq!(
            remote_command("/a b; rm -rf $HOME", Rights::Own),
            "cat -- '/a b; rm -rf $HOME'"
        );
        assert_eq!(remote_command("/it's", Rights::Own), r"cat -- '/it'\''s'");
        assert_eq!(remote_command("--help", Rights::Own), "cat -- --help");
    }
}

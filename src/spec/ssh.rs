//! What `access.ssh` means: a login that can be nothing but a login.

use std::path::PathBuf;
use std::str::FromStr;

use super::access_entry::{KUBECONFIG, SshEntry};
use super::access_source::SshSource;
use super::meaning::Meaning;
use super::source::At;
use crate::kubeconfig::similar::did_you_mean;
use crate::tool::ssh::{BadLogin, Hop, HostKeys, HostName, Login, Rights, has_meaning};

impl Meaning<'_> {
    /// The kubeconfig of another machine; nothing after it was noted what is wrong with it.
    pub(super) fn ssh(&mut self, entry: &SshEntry) -> Option<SshSource> {
        let host: Option<HostName> = self.login_part(entry.host.as_ref());
        let user = entry.user.as_ref().map(|at| self.login_part(Some(at)));
        let port = entry.port.as_ref().map_or(Some(22), |at| self.port(at));
        let jump = entry.jump.as_ref().map(|at| self.login_part::<Hop>(Some(at)));
        let identity = entry.identity.as_ref().map(|at| self.identity(at));
        let known_hosts = self.known_hosts(entry);
        let host_keys =
            entry.host_keys.as_ref().map_or(Some(HostKeys::Strict), |at| self.policy(at));
        let kubeconfig = entry
            .kubeconfig
            .as_ref()
            .map_or(Some(KUBECONFIG.to_owned()), |at| self.remote_path(at));
        let context = entry.context.as_ref().map(|at| self.name(Some(at)));
        // A value that is there and wrong is `Some(None)`: it was noted, and nothing stands for it.
        let hop =
            Hop { user: user.map_or(Some(None), |user| user.map(Some))?, host: host?, port: port? };
        Some(SshSource {
            login: Login {
                hop,
                identity: identity.map_or(Some(None), |path| path.map(Some))?,
                known_hosts: known_hosts?,
                host_keys: host_keys?,
                jump: jump.map_or(Some(None), |jump| jump.map(Some))?,
            },
            rights: match entry.sudo {
                Some(At { value: true, .. }) => Rights::Sudo,
                Some(At { value: false, .. }) | None => Rights::Own,
            },
            kubeconfig: kubeconfig?,
            context: context.map_or(Some(None), |name| name.map(Some))?,
        })
    }

    fn login_part<T: FromStr<Err = BadLogin>>(&mut self, at: Option<&At<String>>) -> Option<T> {
        let at = at?;
        at.value.parse().map_err(|error: BadLogin| self.notes.add(at, error.to_string(), None)).ok()
    }

    fn port(&mut self, at: &At<String>) -> Option<u16> {
        let port = at.value.parse().ok().filter(|port| *port != 0);
        if port.is_none() {
            self.notes.add(
                at,
                format!("`{}` is not a port", at.value),
                Some("such as `22`".into()),
            );
        }
        port
    }

    fn identity(&mut self, at: &At<String>) -> Option<PathBuf> {
        let path = self.ssh_path(at)?;
        if !path.is_file() {
            self.notes.add(at, format!("there is no private key `{}`", path.display()), None);
            return None;
        }
        Some(path)
    }

    fn known_hosts(&mut self, entry: &SshEntry) -> Option<PathBuf> {
        if let Some(at) = &entry.known_hosts {
            return self.ssh_path(at);
        }
        let home = self.surroundings.home.clone();
        if home.is_none() {
            let instead = "add `knownHosts: FILE`".to_owned();
            self.notes.add(&entry.at, "HOME is not set, which has the known hosts", Some(instead));
        }
        home.map(|home| home.join(".ssh/known_hosts"))
    }

    fn ssh_path(&mut self, at: &At<String>) -> Option<PathBuf> {
        let path = self.path(at)?;
        if has_meaning(&path) {
            let message = "a path for ssh can't have quotes, `\\`, `%`, `$` or control characters";
            self.notes.add(at, message, None);
            return None;
        }
        Some(path)
    }

    fn policy(&mut self, at: &At<String>) -> Option<HostKeys> {
        match at.value.as_str() {
            "strict" => Some(HostKeys::Strict),
            "accept-new" => Some(HostKeys::AcceptNew),
            other => {
                let near = did_you_mean(other, ["strict", "accept-new"]);
                let instead = near.map_or_else(
                    || "write `strict` or `accept-new`".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                self.notes.add(
                    at,
                    format!("`{other}` is no way to treat host keys"),
                    Some(instead),
                );
                None
            }
        }
    }

    fn remote_path(&mut self, at: &At<String>) -> Option<String> {
        let path = &at.value;
        if !path.starts_with('/') && !path.starts_with("~/") {
            let message = "a path of another machine begins with `/` or `~/`";
            self.notes.add(at, message, None);
            return None;
        }
        if path.chars().any(char::is_control) {
            self.notes.add(at, "a path can't have control characters", None);
            return None;
        }
        Some(path.clone())
    }
}

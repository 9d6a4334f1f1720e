//! Where the administrator's access to a cluster comes from.

use std::fmt;
use std::path::PathBuf;

use crate::name::{ClusterName, ContextName};
use crate::tool::Origin;
use crate::tool::ssh::{Login, Rights};

/// Where the administrator's access to a cluster comes from. Of all but the first a kubeconfig is
/// made for each run: the cluster's `Access` names it, and it is there once the access was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccessSource {
    /// A kubeconfig that every tool can use as it lies there.
    File,
    /// Kubeconfigs of this machine that no tool can use as they lie there.
    Assembled(AssembledSource),
    /// A kubeconfig of another machine.
    Ssh(SshSource),
    /// A kind cluster of this machine.
    Kind(ClusterName),
}

/// A context whose parts are in several files, or whose credentials a program gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssembledSource {
    /// The files that are read as one, absolute.
    pub files: Vec<PathBuf>,
    /// The context in them.
    pub context: ContextName,
    /// The programs that may give credentials.
    pub allowed_programs: Vec<String>,
}

/// A kubeconfig that is read over SSH.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SshSource {
    /// The machine.
    pub login: Login,
    /// With whose rights the kubeconfig is read.
    pub rights: Rights,
    /// The kubeconfig there.
    pub kubeconfig: String,
    /// The context in it; without it, the only one.
    pub context: Option<ContextName>,
}

impl AccessSource {
    /// Whether a kubeconfig has to be made of it before a tool can use it.
    pub fn is_fetched(&self) -> bool {
        match self {
            Self::File => false,
            Self::Assembled(_) | Self::Ssh(_) | Self::Kind(_) => true,
        }
    }

    /// How a person knows the kubeconfig that is made of it.
    pub fn origin(&self) -> Option<Origin> {
        let kubectl = match self {
            Self::File => return None,
            Self::Assembled(source) => match source.files.as_slice() {
                [file] => {
                    format!(
                        "kubectl --kubeconfig {} --context '{}'",
                        file.display(),
                        source.context
                    )
                }
                _ => format!("kubectl --context '{}'", source.context),
            },
            Self::Ssh(source) => source.kubectl(),
            Self::Kind(name) => {
                format!("kind get kubeconfig --name {name} | kubectl --kubeconfig /dev/stdin")
            }
        };
        Some(Origin { words: self.to_string(), kubectl })
    }
}

impl SshSource {
    /// What messages call the kubeconfig: `admin@master1:/etc/kubernetes/admin.conf`.
    pub fn place(&self) -> String {
        format!("{}:{}", self.login, self.kubeconfig)
    }

    fn kubectl(&self) -> String {
        let sudo = match self.rights {
            Rights::Own => "",
            Rights::Sudo => "sudo ",
        };
        let context = self.context.as_ref();
        let context = context.map(|name| format!(" --context '{name}'")).unwrap_or_default();
        let kubeconfig = &self.kubeconfig;
        format!("{} {sudo}kubectl --kubeconfig {kubeconfig}{context}", self.login.command())
    }
}

impl fmt::Display for AccessSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => f.write_str("a kubeconfig"),
            Self::Assembled(source) => write!(f, "context `{}`", source.context),
            Self::Ssh(source) => write!(f, "the kubeconfig `{}`", source.place()),
            Self::Kind(name) => write!(f, "the kubeconfig of kind cluster `{name}`"),
        }
    }
}

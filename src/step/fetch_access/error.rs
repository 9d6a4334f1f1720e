//! Why an access could not be had.

use crate::kubeconfig::{self, WriteError};
use crate::name::{ClusterName, ContextName};
use crate::tool::ToolFailure;
use crate::tool::credential_plugin::PluginError;
use crate::tool::ssh::SshError;

/// Why an access could not be had. No message holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// A program that fedrig does not fetch is not there.
    #[error("`{program}` is not in PATH")]
    NoProgram {
        /// The program.
        program: String,
        /// How to get it.
        hint: &'static str,
    },
    /// The file of another machine could not be read.
    #[error(transparent)]
    Ssh(#[from] SshError),
    /// The kubeconfig, or a context of it, can't be used.
    #[error(transparent)]
    Kubeconfig(#[from] kubeconfig::Error),
    /// Several contexts, and none was named.
    #[error("`{place}` has the contexts {}, and none was named", contexts.join(", "))]
    WhichContext {
        /// The kubeconfig.
        place: String,
        /// Its contexts.
        contexts: Vec<String>,
    },
    /// The server is an address of the other machine.
    #[error("`{place}` names {server}, an address of that machine only")]
    OnlyThere {
        /// The kubeconfig.
        place: String,
        /// The server as written.
        server: String,
    },
    /// A credential program wants to talk to a person.
    #[error("the program `{command}` wants to ask a person, and fedrig lets it ask nobody")]
    Interactive {
        /// The program.
        command: String,
    },
    /// A credential program gave none.
    #[error("the program `{command}` gave no credentials")]
    Plugin {
        /// The program.
        command: String,
        /// The context that names it.
        context: ContextName,
        /// Why.
        source: PluginError,
    },
    /// kind itself could not be had.
    #[error(transparent)]
    NoKind(Box<crate::step::Error>),
    /// kind or docker failed.
    #[error("kind's clusters can't be looked at")]
    Kind(#[source] ToolFailure),
    /// There is no such kind cluster.
    #[error("there is no kind cluster `{cluster}`; {}", those_there(present))]
    NoCluster {
        /// The cluster.
        cluster: ClusterName,
        /// Those that there are.
        present: Vec<String>,
    },
    /// Its container has no address.
    #[error("the container of kind cluster `{cluster}` does not run")]
    Stopped {
        /// The cluster.
        cluster: ClusterName,
    },
    /// The kubeconfig for this run could not be written.
    #[error(transparent)]
    NotKept(WriteError),
}

impl AccessError {
    /// What to do next.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::NoProgram { hint, .. } => vec![(*hint).to_owned()],
            Self::Ssh(error) => error.hints(),
            Self::Kubeconfig(error) => error.advice().into_iter().collect(),
            Self::WhichContext { .. } => vec!["add `context: NAME` to `ssh`".to_owned()],
            Self::OnlyThere { .. } => {
                vec!["give `endpoint: https://…`, an address that this machine and the host's pods reach".to_owned()]
            }
            Self::Interactive { .. } => {
                vec!["use a context with a token or a client certificate".to_owned()]
            }
            Self::Plugin { command, context, .. } => vec![format!(
                "is `{command}` logged in? `kubectl --context '{context}' get nodes` runs it as well"
            )],
            Self::NoKind(error) => error.hints(),
            Self::Kind(_) => {
                vec!["does a container engine run? `docker version` asks it".to_owned()]
            }
            Self::NoCluster { .. } => vec!["`kind get clusters` lists them".to_owned()],
            Self::Stopped { cluster } => {
                vec![format!("`docker start {cluster}-control-plane` starts it")]
            }
            Self::NotKept(_) => vec!["`--state-dir` names another folder".to_owned()],
        }
    }

    /// The run was cancelled: not a failure of its own.
    pub fn is_cancelled(&self) -> bool {
        match self {
            Self::Ssh(error) => error.is_cancelled(),
            Self::Kind(source) | Self::Plugin { source: PluginError::Failed { source }, .. } => {
                matches!(source, ToolFailure::Cancelled { .. })
            }
            Self::NoKind(error) => error.is_cancelled(),
            Self::NoProgram { .. }
            | Self::Kubeconfig(_)
            | Self::WhichContext { .. }
            | Self::OnlyThere { .. }
            | Self::Interactive { .. }
            | Self::Plugin { .. }
            | Self::NoCluster { .. }
            | Self::Stopped { .. }
            | Self::NotKept(_) => false,
        }
    }
}

fn those_there(present: &[String]) -> String {
    match present {
        [] => "there is none".to_owned(),
        [one] => format!("there is `{one}`"),
        several => {
            let names: Vec<_> = several.iter().map(|name| format!("`{name}`")).collect();
            format!("there are {}", names.join(", "))
        }
    }
}

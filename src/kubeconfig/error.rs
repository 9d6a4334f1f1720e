//! Why a kubeconfig, or a context of it, can't be used.

use std::io;
use std::path::PathBuf;

use crate::name::ContextName;

/// Why a kubeconfig, or a context of it, can't be used. No message holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such file.
    #[error("there is no kubeconfig file `{}`", path.display())]
    NotFound {
        /// The kubeconfig file.
        path: PathBuf,
    },
    /// The file is there and can't be read.
    #[error("the kubeconfig file `{}` can't be read", path.display())]
    Unreadable {
        /// The kubeconfig file.
        path: PathBuf,
        /// The operating system's reason.
        source: io::Error,
    },
    /// The file is not YAML, or not what a kubeconfig looks like.
    #[error("`{}:{line}:{column}` is not a kubeconfig: {reason}", path.display())]
    NotAKubeconfig {
        /// The kubeconfig file.
        path: PathBuf,
        /// Line, from 1; 0 when it is not known.
        line: u64,
        /// Column, from 1; 0 when it is not known.
        column: u64,
        /// What is wrong there.
        reason: String,
    },
    /// The file has no such context.
    #[error("{} no context `{context}`", those_have(paths))]
    NoContext {
        /// The kubeconfig files that were read as one.
        paths: Vec<PathBuf>,
        /// The context that was asked for.
        context: ContextName,
        /// The context that was probably meant.
        similar: Option<String>,
    },
    /// The context names a cluster that the file does not have.
    #[error("context `{context}` of `{}` names the cluster `{cluster}`, which is not there", path.display())]
    NoCluster {
        /// The kubeconfig file.
        path: PathBuf,
        /// The context that was asked for.
        context: ContextName,
        /// The cluster that it names.
        cluster: String,
    },
    /// The context names a user that the file does not have.
    #[error("context `{context}` of `{}` names the user `{user}`, who is not there", path.display())]
    NoUser {
        /// The kubeconfig file.
        path: PathBuf,
        /// The context that was asked for.
        context: ContextName,
        /// The user that it names.
        user: String,
    },
    /// The server of a context's cluster is not an address.
    #[error("context `{context}` of `{}` has the server `{server}`: {reason}", path.display())]
    BadServer {
        /// The kubeconfig file.
        path: PathBuf,
        /// The context that was asked for.
        context: ContextName,
        /// The server as written.
        server: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A file that the kubeconfig names can't be read.
    #[error("context `{context}` of `{}` has the {field} `{}`, which can't be read", path.display(), file.display())]
    MissingFile {
        /// The kubeconfig file.
        path: PathBuf,
        /// The context that was asked for.
        context: ContextName,
        /// The field that names the file.
        field: &'static str,
        /// The file.
        file: PathBuf,
        /// The operating system's reason.
        source: io::Error,
    },
    /// A kubeconfig of another machine names a file of that machine.
    #[error("context `{context}` of `{}` has the {field} `{file}`, a file that is not on this machine", path.display())]
    FileElsewhere {
        /// The kubeconfig, with its machine.
        path: PathBuf,
        /// The context that was asked for.
        context: ContextName,
        /// The field that names the file.
        field: &'static str,
        /// The file.
        file: String,
    },
    /// A field that has to be base64 is not, or half of a pair is missing.
    #[error("context `{context}` of `{}`: {field} {reason}", path.display())]
    BadField {
        /// The kubeconfig file.
        path: PathBuf,
        /// The context that was asked for.
        context: ContextName,
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The credentials come from a program.
    #[error(
        "context `{context}` of `{}` gets its credentials from the program `{program}`, and fedrig runs no program because a kubeconfig names it",
        path.display()
    )]
    Program {
        /// The kubeconfig file.
        path: PathBuf,
        /// The context that was asked for.
        context: ContextName,
        /// The program, or the auth provider.
        program: String,
    },
    /// The context acts as somebody else, which no tool that fedrig drives would keep.
    #[error("context `{context}` of `{}` acts as `{user}`, and fedrig can't act as somebody else", path.display())]
    Impersonates {
        /// The kubeconfig file.
        path: PathBuf,
        /// The context that was asked for.
        context: ContextName,
        /// Whom it acts as.
        user: String,
    },
}

impl Error {
    /// What to do instead, where there is something to say.
    pub fn advice(&self) -> Option<String> {
        match self {
            Self::NoContext { similar, .. } => {
                similar.as_ref().map(|similar| format!("did you mean `{similar}`?"))
            }
            Self::Program { program, .. } => Some(format!(
                "use a context with a token or a client certificate, such as that of a service \
                 account, or allow the program in `access: {{kubeconfig: {{allowPrograms: [{program}]}}}}`"
            )),
            Self::Impersonates { .. } => Some(
                "use a context with a token or a client certificate, \
                 such as that of a service account"
                    .to_owned(),
            ),
            Self::FileElsewhere { .. } => Some(
                "`kubectl config view --raw --flatten` on that machine writes one that holds all of it"
                    .to_owned(),
            ),
            Self::NotFound { .. }
            | Self::Unreadable { .. }
            | Self::NotAKubeconfig { .. }
            | Self::NoCluster { .. }
            | Self::NoUser { .. }
            | Self::BadServer { .. }
            | Self::MissingFile { .. }
            | Self::BadField { .. } => None,
        }
    }
}

fn those_have(paths: &[PathBuf]) -> String {
    let quoted: Vec<_> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
    match quoted.as_slice() {
        [one] => format!("{one} has"),
        several => format!("{} have", several.join(", ")),
    }
}

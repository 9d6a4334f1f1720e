//! Why a kubeconfig of the user's was left alone.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// Why a text is not changed. No message holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The text is no YAML, or no kubeconfig.
    #[error("line {line}: {reason}")]
    NotYaml {
        /// The line, from 1; 0 when it is not known.
        line: usize,
        /// What is wrong there.
        reason: String,
    },
    /// There is more than one document.
    #[error("it has several YAML documents, and kubectl reads only one")]
    SeveralDocuments,
    /// The root is a list or a text.
    #[error("it is not a kubeconfig: a map is wanted")]
    NotAMap,
    /// It is deeper than any kubeconfig.
    #[error("it is deeper than any kubeconfig")]
    TooDeep,
    /// One of the lists is something else, or an alias of a list.
    #[error("`{list}` is not a list of its own")]
    NotAList {
        /// The list.
        list: &'static str,
    },
    /// A piece can't be found in the text, because it is written in an unusual way.
    #[error("a part of it is written in a way that fedrig can't edit")]
    NotLocated,
    /// Names are in use.
    #[error("it has entries of these names that are not this federation's: {}", entries.join(", "))]
    Taken {
        /// The entries.
        entries: Vec<String>,
    },
    /// What came out meant something else.
    #[error("no way was found to change it that leaves everything else as it is")]
    OthersWouldChange,
}

/// Why a file is not changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The text is not changed.
    #[error("`{}` was left as it is", path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Refusal,
    },
    /// The lock of somebody else stays.
    #[error("`{}` is there since {} s: a kubectl works on the kubeconfig, or one was killed", lock.display(), age.as_secs())]
    Locked {
        /// The lock.
        lock: PathBuf,
        /// How old it is.
        age: Duration,
    },
    /// The run was interrupted while it waited for the lock.
    #[error("interrupted while waiting for `{}`", lock.display())]
    Interrupted {
        /// The lock.
        lock: PathBuf,
    },
    /// The operating system refused something.
    #[error("`{}` could not be {what}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// `read`, `written`, `locked`.
        what: &'static str,
        /// Why.
        source: io::Error,
    },
    /// It is no plain file with one name: to replace it would tear it from its other names.
    #[error("`{}` {reason}", path.display())]
    Unusual {
        /// The file.
        path: PathBuf,
        /// What it is.
        reason: &'static str,
    },
    /// Others can read the file, and what would be added is secret.
    #[error("`{}` has mode {mode:03o}, and no secret is put where others can read it", path.display())]
    Readable {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// Somebody who takes no lock changed it.
    #[error("`{}` was changed by somebody else in the same moment", path.display())]
    Raced {
        /// The file.
        path: PathBuf,
    },
}

impl Error {
    /// What to do next.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Refused { source: Refusal::Taken { .. }, .. } => {
                vec!["`--prefix PREFIX` puts something in front of the federation's names".into()]
            }
            Self::Refused { path, .. } => vec![format!(
                "`kubectl config view --raw --kubeconfig {}` shows what kubectl makes of it; `--to FILE` names another",
                path.display()
            )],
            Self::Locked { lock, .. } => {
                vec![format!("when no kubectl works on it any more: `rm -f {}`", lock.display())]
            }
            Self::Readable { path, .. } => vec![format!("`chmod 600 {}`", path.display())],
            Self::Interrupted { .. } | Self::Raced { .. } => vec!["run it again".into()],
            Self::File { .. } | Self::Unusual { .. } => {
                vec!["`--to FILE` names another kubeconfig".into()]
            }
        }
    }
}

//! Where a cluster is reached: always a kubeconfig file *and* a context, never the current one.

use std::fmt;
use std::path::{Path, PathBuf};

use super::invocation::quoted;
use crate::name::ContextName;

/// A kubeconfig file and one of its contexts. `Display` is what a person knows it by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Access {
    /// Absolute path of the kubeconfig file.
    pub kubeconfig: PathBuf,
    /// The context in it.
    pub context: ContextName,
    /// Where its content is from, if the file is there for one run only: a person is told of that
    /// instead.
    pub origin: Option<Origin>,
    /// What programs read in its place: a copy of this run's, since somebody may be writing the
    /// file. The context has the same name in it.
    pub copy: Option<PathBuf>,
}

/// Where the content of a kubeconfig is from that fedrig made for one run.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    /// In words: `` `/etc/kubernetes/admin.conf` of `admin@master1` ``.
    pub words: String,
    /// How a kubectl command begins that goes the same way.
    pub kubectl: String,
}

impl Access {
    /// A context of a kubeconfig that lies there.
    pub fn of(kubeconfig: PathBuf, context: ContextName) -> Self {
        Self { kubeconfig, context, origin: None, copy: None }
    }

    /// The file that is read.
    pub fn file(&self) -> &Path {
        self.copy.as_deref().unwrap_or(&self.kubeconfig)
    }

    /// How a kubectl command begins that a person can type.
    pub fn kubectl(&self) -> String {
        match &self.origin {
            Some(origin) => origin.kubectl.clone(),
            None => format!(
                "kubectl --kubeconfig {} --context {}",
                quoted(&self.kubeconfig.to_string_lossy()),
                quoted(self.context.as_str())
            ),
        }
    }
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Some(origin) => f.write_str(&origin.words),
            None => write!(f, "context `{}`", self.context),
        }
    }
}

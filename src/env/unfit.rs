//! What stands against an environment, found before anything is made.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::name::ClusterName;
use crate::tool::ToolFailure;

/// One thing that stands against it.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// The machine has too little of something.
    #[error("{nodes} more nodes need {}{what}, and {} are left", amount(*needs, unit, " of "), amount(*has, unit, ""))]
    Short {
        /// Of what.
        what: &'static str,
        /// How many nodes are to be made.
        nodes: u64,
        /// What they need.
        needs: u64,
        /// What there is.
        has: u64,
        /// `MiB` for bytes, or nothing for numbers.
        unit: &'static str,
        /// What to do.
        hint: String,
    },
    /// Another cluster has that name.
    #[error("the name `{cluster}` is taken: {by}")]
    NameTaken {
        /// The cluster.
        cluster: ClusterName,
        /// Whose it is.
        by: String,
    },
    /// A port of this machine is in use, or wanted twice.
    #[error("cluster `{cluster}` wants port {port} of this machine, and {by}")]
    PortTaken {
        /// The cluster.
        cluster: ClusterName,
        /// Address and port.
        port: SocketAddr,
        /// Who has it.
        by: String,
    },
    /// The engine does not have an image, and can't fetch it.
    #[error("the engine has no image `{image}`, and can't fetch it")]
    NoImage {
        /// The image.
        image: String,
        /// What the engine said.
        source: ToolFailure,
    },
    /// There is no such archive.
    #[error("the image archive `{}` can't be read", path.display())]
    NoArchive {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// All address ranges are taken.
    #[error(
        "no pod and service ranges are left for {clusters} clusters: what this machine routes and what other clusters have takes all of 10.128.0.0/9"
    )]
    NoRanges {
        /// How many clusters.
        clusters: usize,
    },
}

impl Unfit {
    /// What to do next; `flags` name the environment on a command line.
    pub fn hints(&self, flags: &str) -> Vec<String> {
        match self {
            Self::Short { hint, .. } => vec![hint.clone()],
            Self::NameTaken { cluster, .. } => vec![format!(
                "choose another name; `fedrig env list` shows who has it, `kind delete cluster --name {cluster}` removes it"
            )],
            Self::PortTaken { port, .. } => vec![format!(
                "`ss -ltnp 'sport = :{}'` shows who has it, or choose another in the cluster's `--config`",
                port.port()
            )],
            Self::NoImage { image, .. } if image.starts_with("kindest/node:") => vec![
                "`docker image ls kindest/node` shows the node images that are there".to_owned(),
                "a checkout builds one: `scripts/stack.sh --kubernetes VERSION --load node-image`"
                    .to_owned(),
            ],
            Self::NoImage { .. } => {
                vec!["`docker image ls` shows the images that are there".to_owned()]
            }
            Self::NoArchive { .. } => {
                vec!["`docker save IMAGE --output FILE` makes one".to_owned()]
            }
            Self::NoRanges { .. } => vec![format!(
                "give `networking.podSubnet` and `serviceSubnet` in a `--config FILE`, or `fedrig env down {flags} --all-of-env`"
            )],
        }
    }
}

impl PartialEq for Unfit {
    /// By what is said.
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

fn amount(number: u64, unit: &str, behind: &str) -> String {
    match unit {
        "" if behind.is_empty() => number.to_string(),
        "" => format!("{number} "),
        unit => format!("{} {unit}{behind}", number >> 20),
    }
}

//! What an environment is to be: its clusters, where its files are, how its networks lie.

use std::path::PathBuf;

use super::kind_config::KindConfig;
use super::line::Line;
use crate::name::{ClusterName, EnvName};
use crate::tool::Access;

/// The clusters of an environment, and how they are made.
#[derive(Debug, Clone, PartialEq)]
pub struct Environment {
    /// Its name.
    pub name: EnvName,
    /// The clusters; the first is the host of the federation.
    pub clusters: Vec<Wanted>,
    /// The node image; kind's own default without it.
    pub image: Option<String>,
    /// Image archives for each cluster, absolute.
    pub archives: Vec<PathBuf>,
    /// Images of the engine for each cluster, by name.
    pub images: Vec<String>,
    /// How the clusters get these images.
    pub giving: Giving,
    /// The folder for the kubeconfigs, absolute: `<cluster>.kubeconfig`.
    pub folder: PathBuf,
    /// The container network, or what the names of the regions' networks begin with.
    pub network: String,
    /// How the networks lie.
    pub layout: Layout,
    /// What happens to a cluster that is there and does not work.
    pub broken: Broken,
}

/// A cluster of an environment.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// Its name.
    pub name: ClusterName,
    /// kind's configuration of it.
    pub config: KindConfig,
}

/// How clusters get their images.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Giving {
    /// They are in the node image: one is made of the node image and these images, and kept.
    Bake,
    /// `kind load` puts them into each node that runs.
    Load,
}

/// How the networks of an environment lie.
#[derive(Debug, Clone, PartialEq)]
pub enum Layout {
    /// All clusters are in one network.
    Together,
    /// Each cluster is in a network of its own: the others reach it only through a proxy.
    Regions {
        /// The proxy's image.
        image: String,
        /// What the line between regions is like.
        line: Line,
    },
}

/// What happens to a cluster that is there and does not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// It is named, and left as it is.
    Named,
    /// It is removed and made again.
    MadeAgain,
}

impl Environment {
    /// The access to a cluster of the environment.
    pub fn access(&self, name: &ClusterName) -> Access {
        Access::of(self.kubeconfig(name), name.into())
    }

    /// Where a cluster's kubeconfig is.
    pub fn kubeconfig(&self, name: &ClusterName) -> PathBuf {
        self.folder.join(format!("{name}.kubeconfig"))
    }

    /// The file that kind writes, for the moment in which it is needed.
    pub(super) fn kinds_file(&self, name: &ClusterName) -> PathBuf {
        self.folder.join(format!("{name}.kind"))
    }

    /// The container network of a cluster.
    pub(super) fn network_of(&self, name: &ClusterName) -> String {
        match self.layout {
            Layout::Together => self.network.clone(),
            Layout::Regions { .. } => self.region(name),
        }
    }

    /// The network of a region, whether the environment has regions or not.
    pub(super) fn region(&self, name: &ClusterName) -> String {
        format!("{}-{name}", self.network)
    }

    /// The container in front of a cluster.
    pub(super) fn proxy(&self, name: &ClusterName) -> String {
        format!("{}-{name}-wan", self.network)
    }

    /// The flags that name this environment on a command line.
    pub fn flags(&self) -> String {
        format!(
            "--name {} --network {} --folder {}",
            self.name,
            self.network,
            self.folder.display()
        )
    }
}

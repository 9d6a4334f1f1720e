//! The clusters that kind has on this machine, and whose they are.

use std::path::PathBuf;

use futures::future::join_all;
use jiff::Timestamp;
use serde::Serialize;

use super::survey::{Found, Survey};
use super::{Error, Place};
use crate::tool::Access;
use crate::watch::{client, probe};

/// A cluster of kind's.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// The environment that it belongs to; none when fedrig did not make it.
    pub env: Option<String>,
    /// Its Kubernetes version, as its API server or, if that is silent, its node image says.
    pub kubernetes: Option<String>,
    /// How it is.
    pub state: ClusterState,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// The node image.
    pub image: Option<String>,
    /// How many nodes it has.
    pub nodes: usize,
    /// Its kubeconfig, if fedrig wrote one and it is still there.
    pub kubeconfig: Option<PathBuf>,
}

/// How a cluster is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClusterState {
    /// Its API server answers.
    Answers,
    /// Its containers run, and its API server does not answer.
    Silent,
    /// Its containers run, and there is no kubeconfig to ask it with.
    Running,
    /// A container of it does not run.
    Stopped,
}

impl ClusterState {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answers => "answers",
            Self::Silent => "silent",
            Self::Running => "running",
            Self::Stopped => "stopped",
        }
    }
}

/// All of kind's clusters on this machine, by name.
pub async fn list(place: &Place) -> Result<Vec<Listed>, Error> {
    let survey = Survey::take(&place.docker).await;
    let survey = survey.map_err(|source| Error::NoEngine { source })?;
    let looks = survey.clusters.iter().map(|(name, found)| look(place, name, found));
    Ok(join_all(looks).await)
}

async fn look(place: &Place, name: &str, found: &Found) -> Listed {
    let kubeconfig = found.folder.as_ref().map(|folder| folder.join(format!("{name}.kubeconfig")));
    let kubeconfig = kubeconfig.filter(|path| path.exists());
    let said = match (&kubeconfig, found.stopped()) {
        (_, Some(_)) => Err(ClusterState::Stopped),
        (None, None) => Err(ClusterState::Running),
        (Some(path), None) => ask(name, path.clone()).await.ok_or(ClusterState::Silent),
    };
    let (state, kubernetes) = match said {
        Ok(version) => (ClusterState::Answers, Some(version)),
        Err(state) => (state, of_the_image(place, found).await),
    };
    Listed {
        name: name.to_owned(),
        env: found.env.clone(),
        kubernetes,
        state,
        created: found.created(),
        image: found.image().map(str::to_owned),
        nodes: found.kubernetes_nodes().count(),
        kubeconfig,
    }
}

async fn ask(name: &str, kubeconfig: PathBuf) -> Option<String> {
    let client = client::connect(&Access::of(kubeconfig, name.parse().ok()?)).await.ok()?;
    Some(format!("v{}", probe::kubernetes(&client).await.ok()?))
}

/// What kind wrote into the node image: read out of an archive, so the version stands between zeros.
async fn of_the_image(place: &Place, found: &Found) -> Option<String> {
    let node = found.kubernetes_nodes().next()?;
    let text = place.docker.read_file(&node.name, "/kind/version").await.ok()?;
    let words = text.split(['\0', '\n']).map(str::trim);
    words
        .filter(|word| word.starts_with('v'))
        .find_map(|word| crate::tool::version::parse(word).is_some().then(|| word.to_owned()))
}

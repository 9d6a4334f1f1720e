//! A namespace that is federated to members, for a while: made, and taken away from everywhere. What a
//! killed run leaves of it, `no-probe-left` finds and removes.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;

use super::clean::{Places, remove};
use super::mark;
pub use super::mark::LABEL;
use super::scene::Scene;
use crate::spec::Cluster;

/// How long it may take to be made.
const MAKE: Duration = Duration::from_secs(15);

/// A namespace that is federated for a while.
#[derive(Debug)]
pub struct Space {
    /// Its name.
    pub name: String,
}

impl Space {
    /// One that may be there up to `life`; after that it counts as left by a run that was killed.
    pub fn lasting(life: Duration) -> Self {
        Self { name: mark::name_for(life) }
    }

    /// Makes it, and federates it to the members. It is to be removed also when this fails.
    pub async fn make(&self, scene: &Scene<'_>, members: &[&Cluster]) -> Result<(), String> {
        make(scene, &self.name, members).await
    }

    /// Takes it away everywhere, also when the run was cancelled; says what could not be removed, and the
    /// command that does it.
    pub async fn remove(&self, scene: &Scene<'_>, members: &[&Cluster]) -> Vec<(String, String)> {
        let host = &scene.rig.federation.host;
        let everywhere = members.iter().map(|member| &member.name).chain([&host.name]);
        let names = || BTreeSet::from([self.name.clone()]);
        let places: Places = everywhere.map(|cluster| (cluster.clone(), names())).collect();
        let left = remove(scene, &places).await;
        left.iter().map(|remnant| (remnant.sentence(), remnant.command(scene))).collect()
    }
}

pub(super) async fn make(
    scene: &Scene<'_>,
    name: &str,
    members: &[&Cluster],
) -> Result<(), String> {
    let kubectl = scene.rig.kubectl(&scene.rig.federation.host.access);
    let labels = json!({LABEL: "object"});
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace",
        "metadata": {"name": name, "labels": labels}});
    let to: Vec<_> = members.iter().map(|member| json!({"name": member.name})).collect();
    let federated = json!({"apiVersion": "types.kubefed.io/v1beta1", "kind": "FederatedNamespace",
        "metadata": {"name": name, "namespace": name, "labels": labels},
        "spec": {"template": {"metadata": {"labels": labels}}, "placement": {"clusters": to}}});
    let made = async {
        kubectl.create(&namespace).await?;
        kubectl.create(&federated).await
    };
    match tokio::time::timeout(MAKE, made).await {
        Ok(made) => made.map_err(|error| error.to_string()),
        Err(_) => Err(format!("it could not be made within {} s", MAKE.as_secs())),
    }
}

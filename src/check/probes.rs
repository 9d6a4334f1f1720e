//! What an earlier check left: one that was killed, or that could not clean up.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::future::join_all;
use k8s_openapi::api::core::v1::Namespace;
use kube::Api;
use kube::api::ListParams;

use super::clean::{Places, Remnant, remove};
use super::definition::Finding::{Pass, Skipped, Warn, WarnWith};
use super::definition::{Check, Found, Group};
use super::mark::{LABEL, is_left};
use super::scene::{At, Scene, Touch, in_words, said};
use crate::name::ClusterName;
use crate::spec::Cluster;

/// How long a cluster may take to list what is labelled.
const LIST: Duration = Duration::from_secs(8);

pub(super) const CHECKS: &[Check] = &[Check {
    id: "no-probe-left",
    group: Group::Remains,
    statement: "nothing of an earlier check is left in <cluster>",
    needs: &["credentials-known", "kubectl-there"],
    seconds: 130,
    hint: "`<cluster kubectl> get namespaces --selector fedrig.dev/check` shows them; `fedrig check -f <file>` without `--read-only` removes them",
    run: |at| Box::pin(no_probe_left(at)),
    ..Check::CLUSTER
}];

/// What was left by earlier checks, and what could not be removed of it.
#[derive(Debug)]
pub(super) struct Swept {
    found: BTreeMap<ClusterName, Result<Vec<String>, String>>,
    left: Vec<Remnant>,
}

async fn no_probe_left(at: At<'_>) -> Found {
    let swept = at.scene.swept.get_or_init(|| sweep(at.scene)).await;
    let found = match swept.found.get(at.name()) {
        Some(Ok(found)) => found,
        Some(Err(why)) => return Ok(Skipped(format!("namespaces can't be listed: {why}"))),
        None => return Ok(Skipped("it did not answer".to_owned())),
    };
    let names = found.join(", ");
    if found.is_empty() {
        return Ok(Pass("there is nothing".to_owned()));
    }
    if at.scene.touch == Touch::Nothing {
        return Ok(Warn(names));
    }
    let left: Vec<&Remnant> = swept.left.iter().filter(|it| it.cluster == *at.name()).collect();
    let sentences: Vec<String> = left.iter().map(|it| it.sentence()).collect();
    Ok(match left.as_slice() {
        [] => Pass(format!("{names} was left, and is removed")),
        left => WarnWith(
            sentences.join("; "),
            left.iter().map(|remnant| remnant.command(at.scene)).collect(),
        ),
    })
}

/// All clusters at once: what the host has, KubeFed would make in a member again.
async fn sweep(scene: &Scene<'_>) -> Swept {
    let answering = scene.rig.federation.all_clusters();
    let answering = answering.filter(|cluster| scene.world.clusters.contains_key(&cluster.name));
    let found = join_all(answering.map(|cluster| async move {
        let found = tokio::time::timeout(LIST, find(scene, cluster)).await;
        let found = found.unwrap_or_else(|_| Err(format!("no answer within {} s", LIST.as_secs())));
        (cluster.name.clone(), found)
    }));
    let found: BTreeMap<_, _> = found.await.into_iter().collect();
    let named = found.iter().filter_map(|(cluster, found)| {
        let found = found.as_ref().ok()?;
        Some((cluster.clone(), found.iter().cloned().collect()))
    });
    let places: Places = named.collect();
    let left = match scene.touch {
        Touch::Briefly => remove(scene, &places).await,
        Touch::Nothing => Vec::new(),
    };
    Swept { found, left }
}

async fn find(scene: &Scene<'_>, cluster: &Cluster) -> Result<Vec<String>, String> {
    let client = scene.rig.client(cluster).await.map_err(|error| in_words(&error))?;
    let namespaces: Api<Namespace> = Api::all(client);
    let labelled = ListParams::default().labels(LABEL);
    let found = said(namespaces.list_metadata(&labelled).await)?.items.into_iter();
    Ok(found.filter_map(|it| it.metadata.name).filter(|name| is_left(name)).collect())
}

//! From the release before, with federated objects at work: the pods in the members stay the same ones.

use serde_json::json;

use super::super::desk::Desk;
use super::super::fault::Fault;
use super::super::log::Log;
use super::super::names::Names;
use super::super::spans::Clock;
use super::super::workload::{Home, SHOP, Wish, Workload};
use super::Ran;
use super::uninstall::down;
use crate::name::ClusterName;
use crate::verdict::{KubeFed, Scope, Stage};

pub(super) async fn run(desk: &Desk, log: &Log, clock: &Clock) -> Result<Ran, Fault> {
    let older = match &desk.kit().previous {
        Ok(older) => older.clone(),
        Err(why) => return Ok(Ran::skipped(why.clone())),
    };
    // The cell's own federation may still be there.
    down(desk, log, Stage::Upgrade, Stage::Install).await?;
    let (old, new) = (KubeFed::Release(older.clone()), desk.cell.kubefed.clone());
    clock.time("federation", format!("install {old}"), up(desk, log, &old)).await?;
    let home = match desk.cell.scope {
        Scope::Cluster => Home::Federated(SHOP),
        Scope::Namespaced => Home::ControlPlanes(Names::namespace(Stage::Install).to_string()),
    };
    let work = Workload::new(desk, log, home).await?;
    clock.time("federation", "namespace", work.begin()).await?;
    let clusters = desk.names.clusters();
    clock.time("federation", "one pod each", run_pods(&work, &clusters, 1)).await?;
    let before = pods(&work, &clusters).await?;
    clock.time("federation", format!("upgrade to {new}"), up(desk, log, &new)).await?;
    let after = pods(&work, &clusters).await?;
    if after != before {
        let causes = vec![format!("before: {before:?}"), format!("after: {after:?}")];
        return Err(Fault { causes, ..Fault::new("the pods are not the same ones any more") });
    }
    clock.time("federation", "two pods each", run_pods(&work, &clusters, 2)).await?;
    let grown = pods(&work, &clusters).await?;
    if let Some(lost) =
        before.iter().flatten().find(|pod| !grown.iter().flatten().any(|p| p == *pod))
    {
        return Err(Fault::new(format!("pod {} did not survive the first change", lost.0)));
    }
    clock.time("federation", "removal", work.end()).await?;
    let removed = down(desk, log, Stage::Upgrade, Stage::Install);
    clock.time("federation", "uninstall", removed).await?;
    let says = format!(
        "from {older}: {} pods in {} clusters with the same UIDs and no restarts, and they follow changes",
        before.iter().flatten().count(),
        clusters.len()
    );
    Ok(Ran { spans: clock.spans(), ..Ran::passed(says) })
}

async fn up(desk: &Desk, log: &Log, kubefed: &KubeFed) -> Result<(), Fault> {
    let written = desk.write_file(kubefed, Stage::Upgrade);
    let file = written.map_err(|error| Fault::of("federation.yaml can't be written", &error))?;
    let ended = desk.fedrig(Stage::Upgrade, log).up(&file, &[]).await;
    let tried = format!("`fedrig up` with KubeFed {kubefed} failed");
    ended.map(drop).map_err(|failure| Fault::of_fedrig(&tried, &failure))
}

async fn run_pods(
    work: &Workload<'_>,
    clusters: &[ClusterName],
    count: usize,
) -> Result<(), Fault> {
    let wish = Wish { replicas: count, placement: clusters, overrides: json!([]) };
    work.deploy(&wish).await?;
    for cluster in clusters {
        work.await_pods(cluster, count).await?;
    }
    Ok(())
}

async fn pods(
    work: &Workload<'_>,
    clusters: &[ClusterName],
) -> Result<Vec<Vec<(String, i32)>>, Fault> {
    let mut all = Vec::new();
    for cluster in clusters {
        all.push(work.pods(cluster).await?);
    }
    Ok(all)
}

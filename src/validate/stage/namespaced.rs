//! A control plane for one namespace only, in the same clusters: installed, joined, Ready, at work, removed.

use serde_json::json;

use super::super::desk::Desk;
use super::super::fault::Fault;
use super::super::log::Log;
use super::super::names::Names;
use super::super::spans::Clock;
use super::super::workload::{Home, Wish, Workload};
use super::Ran;
use super::uninstall::down;
use crate::verdict::{Scope, Stage};

pub(super) async fn run(desk: &Desk, log: &Log, clock: &Clock) -> Result<Ran, Fault> {
    if desk.cell.scope == Scope::Namespaced {
        return Ok(Ran::skipped("the whole cell has scope Namespaced"));
    }
    // The cell's own federation may still be there.
    down(desk, log, Stage::Namespaced, Stage::Install).await?;
    clock.time("federation", "up", up(desk, log)).await?;
    let namespace = Names::namespace(Stage::Namespaced).to_string();
    let work = Workload::new(desk, log, Home::ControlPlanes(namespace.clone())).await?;
    clock.time("federation", "one pod each", one_pod_each(desk, &work)).await?;
    clock.time("federation", "removal", work.end()).await?;
    let removed = down(desk, log, Stage::Namespaced, Stage::Namespaced);
    clock.time("federation", "uninstall", removed).await?;
    let count = desk.names.clusters().len();
    let says =
        format!("{count} clusters Ready in `{namespace}`, a deployment in each, nothing left");
    Ok(Ran { spans: clock.spans(), ..Ran::passed(says) })
}

async fn up(desk: &Desk, log: &Log) -> Result<(), Fault> {
    let written = desk.write_file(&desk.cell.kubefed, Stage::Namespaced);
    let file = written.map_err(|error| Fault::of("federation.yaml can't be written", &error))?;
    let ended = desk.fedrig(Stage::Namespaced, log).up(&file, &[]).await;
    let tried = "`fedrig up` with scope Namespaced failed";
    ended.map(drop).map_err(|failure| Fault::of_fedrig(tried, &failure))
}

async fn one_pod_each(desk: &Desk, work: &Workload<'_>) -> Result<(), Fault> {
    let clusters = desk.names.clusters();
    work.deploy(&Wish { replicas: 1, placement: &clusters, overrides: json!([]) }).await?;
    for cluster in &clusters {
        work.await_pods(cluster, 1).await?;
    }
    Ok(())
}

//! `fedrig down`, and then a look that owes nothing to it: what is in the clusters now and was not
//! before anything was installed.

use super::super::desk::Desk;
use super::super::fault::Fault;
use super::super::log::Log;
use super::Ran;
use crate::verdict::Stage;

pub(super) async fn run(desk: &Desk, log: &Log) -> Result<Ran, Fault> {
    down(desk, log, Stage::Uninstall, Stage::Install).await?;
    let kinds = "CRDs, namespaces, roles, webhooks, accounts and secrets are as before";
    Ok(Ran::passed(format!("nothing left: {kinds}")))
}

/// Takes down the federation of `whose`, and looks for what is left of it.
pub(super) async fn down(desk: &Desk, log: &Log, stage: Stage, whose: Stage) -> Result<(), Fault> {
    let ended = desk.fedrig(stage, log).down(&desk.file(whose)).await;
    ended.map_err(|failure| Fault::of_fedrig("`fedrig down` failed", &failure))?;
    let mut left = Vec::new();
    for cluster in desk.names.clusters() {
        let remains = desk.remains(&cluster).await?;
        left.extend(remains.into_iter().map(|what| format!("{what} in `{cluster}`")));
    }
    if left.is_empty() {
        return Ok(());
    }
    for what in &left {
        log.line(&format!("left: {what}"));
    }
    let count = left.len();
    Err(Fault { causes: left, ..Fault::new(format!("{count} objects are left")) })
}

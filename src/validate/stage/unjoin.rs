//! Every member is taken out by `fedrig unjoin`, and nothing of KubeFed stays in it.

use kube::Api;
use kube::api::ListParams;

use super::super::desk::Desk;
use super::super::fault::Fault;
use super::super::log::Log;
use super::super::look::unanswered;
use super::super::names::Names;
use super::Ran;
use crate::verdict::Stage;
use crate::watch::KubeFedCluster;

pub(super) async fn run(desk: &Desk, log: &Log) -> Result<Ran, Fault> {
    let file = desk.file(Stage::Install);
    for member in desk.names.members.iter().chain([&desk.names.host]) {
        let done = desk.fedrig(Stage::Unjoin, log).unjoin(&file, member).await;
        let tried = format!("`fedrig unjoin {member}` failed");
        done.map_err(|failure| Fault::of_fedrig(&tried, &failure))?;
    }
    let host = &desk.names.host;
    let namespace = Names::namespace(Stage::Install);
    let joined: Api<KubeFedCluster> = Api::namespaced(desk.client(host).await?, namespace.as_str());
    let left = joined.list(&ListParams::default()).await;
    let left = left.map_err(unanswered(host, "its KubeFedClusters"))?.items;
    if !left.is_empty() {
        let names = left.into_iter().filter_map(|cluster| cluster.metadata.name);
        let names = names.collect::<Vec<_>>().join(", ");
        return Err(Fault::new(format!("the host still knows {names}")));
    }
    for member in &desk.names.members {
        let remains = desk.remains(member).await?;
        if !remains.is_empty() {
            return Err(Fault::new(format!("{} left in `{member}`", remains.join(", "))));
        }
    }
    let count = desk.names.members.len() + 1;
    Ok(Ran::passed(format!("{count} clusters taken out, nothing left in the members")))
}

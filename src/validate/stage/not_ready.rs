//! A member that can't be reached is told as not Ready, and comes back.

use kube::Api;

use super::super::desk::Desk;
use super::super::fault::Fault;
use super::super::log::Log;
use super::super::names::Names;
use super::super::spans::Clock;
use super::Ran;
use crate::name::ClusterName;
use crate::verdict::Stage;
use crate::watch::readiness::readiness;
use crate::watch::wait::Verdict;
use crate::watch::{KubeFedCluster, Readiness};

pub(super) async fn run(desk: &Desk, log: &Log, clock: &Clock) -> Result<Ran, Fault> {
    let member = desk.names.members.first().expect("a cell has a member");
    let docker = desk.docker(log);
    let tried = |what: &str| format!("the node of `{member}` can't be {what}");
    docker.pause(member).await.map_err(|error| Fault::of(&tried("paused"), &error))?;
    let lost = clock.time(member, "is told as not Ready", await_lost(desk, log, member)).await;
    // Also when the run is cancelled: clusters that are kept have to be of use.
    let docker =
        crate::tool::docker::Docker::at(desk.tools.exec.uncancelled(), desk.tools.docker.clone());
    docker.unpause(member).await.map_err(|error| Fault::of(&tried("unpaused"), &error))?;
    let reason = lost?;
    clock.time(member, "is Ready again", await_back(desk, log, member)).await?;
    let spans = clock.spans();
    let took = |at: usize| spans.get(at).map_or(0.0, |span| span.took_s);
    let says = format!(
        "told after {:.0} s ({reason}), Ready again {:.0} s after it came back",
        took(0),
        took(1)
    );
    Ok(Ran { spans, ..Ran::passed(says) })
}

async fn await_lost(desk: &Desk, log: &Log, member: &ClusterName) -> Result<String, Fault> {
    let judge = |cluster: Option<&KubeFedCluster>| match readiness(cluster) {
        Readiness::Ready { .. } => Verdict::NotYet("still Ready".to_owned()),
        Readiness::NotYet { reason, .. } => Verdict::Yes(reason),
        Readiness::Gone => Verdict::Never("its KubeFedCluster is gone".to_owned()),
    };
    let api = joined(desk).await?;
    let what = (&desk.names.host, member.as_str());
    desk.await_object(api, what, log, "a lost member is told as not Ready", judge).await
}

async fn await_back(desk: &Desk, log: &Log, member: &ClusterName) -> Result<(), Fault> {
    let judge = |cluster: Option<&KubeFedCluster>| match readiness(cluster) {
        Readiness::Ready { .. } => Verdict::Yes(()),
        Readiness::NotYet { reason, .. } => Verdict::NotYet(reason),
        Readiness::Gone => Verdict::Never("its KubeFedCluster is gone".to_owned()),
    };
    let api = joined(desk).await?;
    let what = (&desk.names.host, member.as_str());
    desk.await_object(api, what, log, "the member is Ready again", judge).await
}

async fn joined(desk: &Desk) -> Result<Api<KubeFedCluster>, Fault> {
    let namespace = Names::namespace(Stage::Install);
    Ok(Api::namespaced(desk.client(&desk.names.host).await?, namespace.as_str()))
}

//! What KubeFed is for, once through: a federated namespace, a deployment, an override, a placement that
//! changes, replicas that are scheduled. Each is asserted in the members.

use serde_json::json;

use super::super::desk::Desk;
use super::super::fault::Fault;
use super::super::log::Log;
use super::super::names::Names;
use super::super::spans::Clock;
use super::super::workload::{Home, SHOP, Wish, Workload};
use super::Ran;
use crate::name::ClusterName;
use crate::verdict::{Propagation, Scope, Stage};

/// How many objects are measured: enough for percentiles, and a few seconds.
const OBJECTS: usize = 50;

pub(super) async fn run(desk: &Desk, log: &Log, clock: &Clock) -> Result<Ran, Fault> {
    // With scope Namespaced, KubeFed looks after its own namespace and no other.
    let (home, first) = match desk.cell.scope {
        Scope::Cluster => (Home::Federated(SHOP), "namespace, "),
        Scope::Namespaced => {
            (Home::ControlPlanes(Names::namespace(Stage::Install).to_string()), "")
        }
    };
    let work = Workload::new(desk, log, home).await?;
    let walk = Walk { desk, work: &work, clock };
    clock.time("federation", "namespace", work.begin()).await?;
    clock.time("federation", "deployment and override", walk.deploy()).await?;
    clock.time("federation", "placement", walk.place()).await?;
    clock.time("federation", "scheduling", walk.schedule()).await?;
    clock.time("federation", "removal", work.end()).await?;
    let propagation = match desk.cell.scope {
        Scope::Cluster => {
            Some(clock.time("federation", "propagation", propagation(desk, log)).await?)
        }
        Scope::Namespaced => None,
    };
    let says = format!(
        "{first}deployment, override, placement and scheduled replicas as wanted in {} clusters{}",
        desk.names.clusters().len(),
        propagation.as_ref().map(slowest).unwrap_or_default()
    );
    Ok(Ran { spans: clock.spans(), propagation, ..Ran::passed(says) })
}

fn slowest(measured: &Propagation) -> String {
    let slowest = measured.members.iter().filter_map(|member| member.max_s).fold(0.0, f64::max);
    format!("; {} objects arrived within {slowest:.1} s", measured.objects)
}

/// How long a few objects take to the members, as a person would measure it.
async fn propagation(desk: &Desk, log: &Log) -> Result<Propagation, Fault> {
    let fedrig = desk.fedrig(Stage::Walkthrough, log);
    let measured = fedrig.propagation(&desk.file(Stage::Install), OBJECTS).await;
    let measured =
        measured.map_err(|failure| Fault::of_fedrig("`fedrig propagation` failed", &failure))?;
    serde_json::from_str(&measured.stdout)
        .map_err(|error| Fault::of("`fedrig propagation` did not answer as it should", &error))
}

struct Walk<'a> {
    desk: &'a Desk,
    work: &'a Workload<'a>,
    clock: &'a Clock,
}

impl Walk<'_> {
    fn first(&self) -> &ClusterName {
        self.desk.names.members.first().expect("a cell has a member")
    }

    /// One pod everywhere, and two in the first member.
    async fn deploy(&self) -> Result<(), Fault> {
        let clusters = self.desk.names.clusters();
        let overrides = json!([{
            "clusterName": self.first(),
            "clusterOverrides": [{"path": "/spec/replicas", "value": 2}],
        }]);
        self.work.deploy(&Wish { replicas: 1, placement: &clusters, overrides }).await?;
        for cluster in &clusters {
            let count = if cluster == self.first() { 2 } else { 1 };
            let pods = self.work.await_pods(cluster, count);
            self.clock.time(cluster, format!("{count} pods run"), pods).await?;
        }
        Ok(())
    }

    /// The first member is taken out of the placement, and put back.
    async fn place(&self) -> Result<(), Fault> {
        let all = self.desk.names.clusters();
        let rest: Vec<ClusterName> =
            all.iter().filter(|cluster| *cluster != self.first()).cloned().collect();
        self.work.deploy(&Wish { replicas: 1, placement: &rest, overrides: json!([]) }).await?;
        let gone = self.work.await_gone(self.first());
        self.clock.time(self.first(), "placed no more: gone", gone).await?;
        self.work.deploy(&Wish { replicas: 1, placement: &all, overrides: json!([]) }).await?;
        let back = self.work.await_pods(self.first(), 1);
        self.clock.time(self.first(), "placed again: back", back).await
    }

    /// The host gets one part of the pods, each member two.
    async fn schedule(&self) -> Result<(), Fault> {
        let weight = |cluster: ClusterName| {
            let weight = if cluster == self.desk.names.host { 1 } else { 2 };
            (cluster, weight)
        };
        let weights: Vec<(ClusterName, usize)> =
            self.desk.names.clusters().into_iter().map(weight).collect();
        let total = 2 * weights.iter().map(|(_, weight)| weight).sum::<usize>();
        self.work.schedule(total, &weights).await?;
        for (cluster, weight) in &weights {
            let pods = self.work.await_pods(cluster, 2 * weight);
            self.clock.time(cluster, format!("{} pods run", 2 * weight), pods).await?;
        }
        Ok(())
    }
}

//! Looks at what is there, and notes it for the plan. Changes nothing.

use super::own_entry::OwnEntryPlan;
use super::{Change, Error, Rig, account, roles};
use crate::observe::{
    Account, ClusterQuestion, HostQuestion, Kept, ReleaseView, RoleNames, observe_cluster,
    observe_host,
};
use crate::rbac::Names;
use crate::spec::Cluster;
use crate::tool::ToolFailure;

/// Look at this cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct ObserveCluster {
    /// The cluster.
    pub cluster: Cluster,
}

impl ObserveCluster {
    pub(super) async fn apply(&self, rig: &Rig) -> Result<Change, Error> {
        let name = &self.cluster.name;
        let client = rig.client(&self.cluster).await?;
        let wanted = OwnEntryPlan::of(&self.cluster)?.wanted();
        let present = rig.own.entry(name).await;
        let kubefed = Names::of(&rig.federation, name);
        let question = ClusterQuestion {
            client: &client,
            namespace: &rig.federation.kubefed.namespace,
            account: (&account::name(&rig.federation.name), account::NAMESPACE),
            kubefed_account: kubefed.account,
            roles: RoleNames {
                own: account::name(&rig.federation.name),
                joining: roles::joining(&rig.federation.name),
                kubefed: kubefed.role,
                label: roles::LABEL,
            },
        };
        let asked = observe_cluster(question, wanted, present);
        let view = rig.ask(name, "its service accounts", asked).await?;
        let fact = match view.account {
            Account::Complete => "fedrig's access is there",
            Account::Incomplete => "fedrig has no access of its own",
        };
        rig.learn_cluster(name, view);
        Ok(Change::Unchanged(fact.to_owned()))
    }
}

/// Look at the host: release, control plane, members.
pub(super) async fn host(rig: &Rig) -> Result<Change, Error> {
    let kubefed = &rig.federation.kubefed;
    let client = rig.host().await?;
    let question =
        HostQuestion { client: &client, namespace: &kubefed.namespace, release: &kubefed.release };
    let host = &rig.federation.host.name;
    let asked = rig.ask(host, "its control plane", observe_host(question));
    let (mut view, kept) = asked.await?;
    view.release = match kept {
        Kept::Nothing => None,
        Kept::Release(release) => Some(release),
        Kept::Unreadable => release(rig).await.map_err(|source| Error::Chart {
            chart: format!("kubefed {}", kubefed.version),
            namespace: kubefed.namespace.clone(),
            source,
        })?,
    };
    let fact = match &view.release {
        Some(release) => {
            let version = release.deployed.chart_version.as_ref();
            let version = version.map(ToString::to_string).unwrap_or_default();
            format!("kubefed {version} {}, {} joined", release.deployed.status, view.joins.len())
        }
        None => "no release yet".to_owned(),
    };
    rig.learn_host(view);
    Ok(Change::Unchanged(fact))
}

async fn release(rig: &Rig) -> Result<Option<ReleaseView>, ToolFailure> {
    let kubefed = &rig.federation.kubefed;
    let helm = rig.helm();
    let Some(deployed) = helm.find_release(&kubefed.release, &kubefed.namespace).await? else {
        return Ok(None);
    };
    let values = helm.values(&kubefed.release, &kubefed.namespace).await?;
    Ok(Some(ReleaseView { deployed, values }))
}

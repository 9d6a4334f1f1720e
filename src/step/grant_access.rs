//! Gives fedrig an access of its own to a cluster: the service account, the role, the binding and
//! the token that a person makes by hand in each member, and an entry in fedrig's own kubeconfig.

use std::time::Duration;

use k8s_openapi::api::core::v1::Secret;
use kube::Api;

use super::own_entry::OwnEntryPlan;
use super::{Change, Error, Rig, Say, account};
use crate::spec::Cluster;
use crate::watch::credentials::token_of;
use crate::watch::wait::{Waiting, await_object};

/// How long the token controller may take. It is part of the cluster's controller manager, which
/// ends when it loses its leadership, and comes back within a minute: after a cut of the network.
const TOKEN: Duration = Duration::from_secs(90);

/// Make the access to this cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct GrantAccess {
    /// The cluster.
    pub cluster: Cluster,
}

impl GrantAccess {
    pub(super) async fn apply(&self, rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
        let name = account::name(&rig.federation.name);
        let cluster = &self.cluster.name;
        let objects = account::objects(&rig.federation.name);
        let applied = rig.kubectl(&self.cluster.access).apply(&objects).await;
        applied.map_err(|source| Error::Grant { cluster: cluster.clone(), source })?;

        let client = rig.client(&self.cluster).await?;
        let secrets: Api<Secret> = Api::namespaced(client, account::NAMESPACE);
        let waiting = Waiting { limit: TOKEN, cancel: &rig.cancel, say };
        let token = rig.timing.waiting(await_object(secrets, &name, waiting, token_of)).await;
        let token = token.map_err(|source| Error::Token { cluster: cluster.clone(), source })?;

        let entry = OwnEntryPlan::of(&self.cluster)?.with(token);
        let written = rig.own.add(entry).await;
        written.map_err(|source| Error::OwnKubeconfig { source: Box::new(source) })?;
        Ok(Change::Changed(format!("service account {}/{name}", account::NAMESPACE)))
    }
}

//! Gives fedrig an access of its own to a cluster: the service account, the role, the binding and
//! the token that a person makes by hand in each member, and an entry in fedrig's own kubeconfig.

use std::time::Duration;

use k8s_openapi::api::core::v1::Secret;
use kube::{Api, Client};
use secrecy::SecretString;

use super::own_entry::OwnEntryPlan;
use super::{Change, Error, Rig, Say, account};
use crate::spec::Cluster;
use crate::watch::credentials::{request_token, token_of};
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
        let failed = |source| Error::Grant { cluster: self.cluster.name.clone(), source };
        let objects = account::objects(&rig.federation, &self.cluster);
        let kubectl = rig.kubectl(&self.cluster.access);
        kubectl.apply(&objects).await.map_err(failed)?;

        let client = rig.client(&self.cluster).await?;
        let token = match self.cluster.token {
            None => self.lasting(rig, say, client).await?,
            Some(life) => {
                let asked = request_token(&client, account::NAMESPACE, &name, life);
                rig.ask(&self.cluster.name, "a token for fedrig", asked).await?
            }
        };
        let bundle = rig.bundle(&self.cluster.name);
        let entry = OwnEntryPlan::of(&self.cluster)?.with(token, bundle.as_ref());
        let written = rig.own.add(entry).await;
        written.map_err(|source| Error::OwnKubeconfig { source: Box::new(source) })?;
        if self.cluster.token.is_some() {
            // Only now: a token that never expires may have been in use up to here.
            let lasting = [format!("secret/{name}")];
            kubectl.delete(Some(account::NAMESPACE), &lasting).await.map_err(failed)?;
        }
        Ok(Change::Changed(format!("service account {}/{name}", account::NAMESPACE)))
    }

    async fn lasting(
        &self,
        rig: &Rig,
        say: Say<'_>,
        client: Client,
    ) -> Result<SecretString, Error> {
        let secrets: Api<Secret> = Api::namespaced(client, account::NAMESPACE);
        let waiting = Waiting { limit: TOKEN, cancel: &rig.cancel, say };
        let name = account::name(&rig.federation.name);
        let token = rig.timing.waiting(await_object(secrets, &name, waiting, token_of)).await;
        token.map_err(|source| Error::Token { cluster: self.cluster.name.clone(), source })
    }
}

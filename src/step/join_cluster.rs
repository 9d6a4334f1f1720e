//! Joins a cluster, or brings its join up to date.

use backon::Retryable;

use super::await_ready::newest_probe;
use super::configure_control_plane::{is_webhook_unreached, while_the_webhook_settles};
use super::{Change, Error, Rig, Say};
use crate::name::ClusterName;
use crate::tool::ToolFailure;
use crate::tool::kubefedctl::Kubefedctl;
use crate::trust::Trust;

/// Join this cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct JoinCluster {
    /// The cluster.
    pub name: ClusterName,
    /// The Secret of the join that is there: kubefedctl forgets it when the new one has another
    /// name.
    pub replaces: Option<String>,
}

impl JoinCluster {
    pub(super) async fn apply(&self, rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
        let failed = |source: ToolFailure| Error::Join { cluster: self.name.clone(), source };
        let replaced = self.replaces.as_deref();
        let replaced = replaced.filter(|secret| *secret != Kubefedctl::secret_name(&self.name));
        let kubectl = rig.kubectl(&rig.federation.host.access);
        let namespace = &rig.federation.kubefed.namespace;
        if let Some(secret) = replaced {
            // Marked first, so that it is found and removed also when this run ends here.
            kubectl.mark_replaced(namespace, secret).await.map_err(failed)?;
        }
        let before = newest_probe(rig, &self.name).await?;
        rig.learn_stale(&self.name, before);
        let kubefedctl = rig.kubefedctl();
        let joined = (|| kubefedctl.join(&self.name))
            .retry(while_the_webhook_settles())
            .when(is_webhook_unreached)
            .notify(|_, _| say("the webhook's address is not known to the API server yet"));
        rig.timing.waiting(joined.into_future()).await.map_err(failed)?;
        if let Some(secret) = replaced {
            let secret = [format!("secret/{secret}")];
            kubectl.delete(Some(namespace.as_str()), &secret).await.map_err(failed)?;
        }
        if before.is_some() {
            let announced = kubectl.announce_token(namespace, &self.name, None).await;
            announced.map_err(failed)?;
        }
        if self.is_unverified_behind_a_proxy(rig) {
            let dropped = kubectl.drop_bundle(namespace, &self.name).await;
            dropped.map_err(failed)?;
        }
        Ok(Change::Changed("joined".to_owned()))
    }

    /// With a bundle that it does not need, and kubefedctl always gives one, KubeFed's controller
    /// makes a connection of its own, which goes past the proxy.
    fn is_unverified_behind_a_proxy(&self, rig: &Rig) -> bool {
        let world = rig.world();
        let wanted = world.clusters.get(&self.name).map(|cluster| &cluster.wanted);
        wanted.is_some_and(|wanted| wanted.proxy.is_some() && wanted.trust == Trust::Insecure)
    }
}

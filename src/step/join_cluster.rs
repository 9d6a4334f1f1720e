//! Joins a cluster, or brings its join up to date.

use backon::Retryable;

use super::configure_control_plane::{is_webhook_unreached, while_the_webhook_settles};
use super::{Change, Error, Rig, Say};
use crate::name::ClusterName;
use crate::tool::ToolFailure;
use crate::tool::kubefedctl::Kubefedctl;

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
        Ok(Change::Changed("joined".to_owned()))
    }
}

//! Joins a cluster, or brings its join up to date.

use backon::Retryable;

use super::await_ready::newest_probe;
use super::configure_control_plane::{is_webhook_unreached, while_the_webhook_settles};
use super::{Change, Error, Rig, Say, join_powers};
use crate::name::ClusterName;
use crate::spec::Rbac;
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
        let kubefedctl = rig.kubefedctl(&self.name).await?;
        let member = rig.cluster(&self.name);
        join_powers::take(rig, member).await?;
        let is_passing = |failure: &ToolFailure| {
            is_webhook_unreached(failure) || self.is_limited(rig) && is_forbidden(failure)
        };
        let joined = (|| kubefedctl.join(&self.name))
            .retry(while_the_webhook_settles())
            .when(is_passing)
            .notify(|failure, _| say(what_is_late(failure)));
        let joined = rig.timing.waiting(joined.into_future()).await;
        // However it ended; but why it failed is more to the point than what came of it.
        let given_back = match member.rbac {
            Rbac::Minimal => join_powers::give_back(rig, member).await,
            Rbac::Full => Ok(()),
        };
        joined.map_err(failed)?;
        given_back?;
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

    fn is_limited(&self, rig: &Rig) -> bool {
        [rig.cluster(&self.name), &rig.federation.host].iter().any(|c| c.rbac == Rbac::Minimal)
    }

    /// With a bundle that it does not need, and kubefedctl always gives one, KubeFed's controller
    /// makes a connection of its own, which goes past the proxy.
    fn is_unverified_behind_a_proxy(&self, rig: &Rig) -> bool {
        let world = rig.world();
        let wanted = world.clusters.get(&self.name).map(|cluster| &cluster.wanted);
        wanted.is_some_and(|wanted| wanted.proxy.is_some() && wanted.trust == Trust::Insecure)
    }
}

/// An API server looks at a new role a moment after it was made.
fn is_forbidden(failure: &ToolFailure) -> bool {
    failure.stderr().contains("is forbidden")
}

fn what_is_late(failure: &ToolFailure) -> &'static str {
    match is_webhook_unreached(failure) {
        true => "the webhook's address is not known to the API server yet",
        false => "the API server does not know the role for the join yet",
    }
}

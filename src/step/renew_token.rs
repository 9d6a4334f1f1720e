//! Gives KubeFed's controller a new token for a member, one that expires, while the old one still
//! works.
//!
//! The controller keeps a client for each member, with the token that it read when it made it. It
//! makes a new client when a label, an annotation or the spec of the KubeFedCluster changes, and
//! not when the Secret does: so the Secret gets the new token first, then an annotation changes.
//! Nothing is taken away before a probe with the new token was good.

use serde_json::json;

use super::await_ready::{AwaitReady, newest_probe};
use super::{Change, Error, Rig, Say};
use crate::name::ClusterName;
use crate::tool::ToolFailure;
use crate::tool::kubefedctl::Kubefedctl;
use crate::watch::credentials::{TokenLife, request_token};

/// Renew the token for this cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct RenewToken {
    /// The cluster.
    pub name: ClusterName,
    /// How long the new one lasts.
    pub life: std::time::Duration,
}

impl RenewToken {
    pub(super) async fn apply(&self, rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
        let failed = |source: ToolFailure| Error::Join { cluster: self.name.clone(), source };
        let namespace = rig.federation.kubefed.namespace.as_str();
        let account = format!("{}-{}", self.name, rig.federation.host.name);
        let member = rig.client(rig.cluster(&self.name)).await?;
        let asked = request_token(&member, namespace, &account, self.life);
        let token = rig.ask(&self.name, "a token for KubeFed", asked).await?;
        let life = TokenLife::of(&token);

        let host = rig.kubectl(&rig.federation.host.access);
        let name = Kubefedctl::secret_name(&self.name);
        let secret = json!({
            "apiVersion": "v1", "kind": "Secret",
            "metadata": {"name": name, "namespace": namespace},
            "stringData": {"token": secrecy::ExposeSecret::expose_secret(&token)},
        });
        host.apply(&[secret]).await.map_err(failed)?;
        rig.learn_stale(&self.name, newest_probe(rig, &self.name).await?);
        let expires = match &life {
            TokenLife::Bound(bound) => Some(bound.expires),
            TokenLife::Lasting | TokenLife::Unknown => None,
        };
        let kubefed = &rig.federation.kubefed.namespace;
        host.announce_token(kubefed, &self.name, expires).await.map_err(failed)?;
        AwaitReady { name: self.name.clone() }.apply(rig, say).await?;

        // kubefedctl's own token, which never expires.
        let lasting = [format!("secret/{account}")];
        let kubectl = rig.kubectl(&rig.cluster(&self.name).access);
        kubectl.delete(Some(namespace), &lasting).await.map_err(failed)?;
        let until = expires.map(|expires| format!(" until {expires}")).unwrap_or_default();
        Ok(Change::Changed(format!("new token{until}")))
    }
}

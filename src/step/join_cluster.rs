//! Joins a cluster, or leaves it alone when its join is complete and as wanted.

use backon::Retryable;
use k8s_openapi::api::core::v1::{Secret, ServiceAccount};
use kube::Api;

use super::configure_control_plane::{is_webhook_unreached, while_the_webhook_settles};
use super::{Change, Error, Rig, Say};
use crate::kubeconfig::{Entry, Kubeconfig};
use crate::name::{ClusterName, ContextName, RegionName};
use crate::tool::ToolFailure;
use crate::tool::kubectl::REGION_LABEL;
use crate::tool::kubefedctl::Kubefedctl;
use crate::watch::{KubeFedCluster, client};

/// Join this cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct JoinCluster {
    /// The cluster.
    pub name: ClusterName,
    /// The region that its KubeFedCluster is labelled with.
    pub region: Option<RegionName>,
}

impl JoinCluster {
    pub(super) async fn apply(&self, rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
        let present = self.present(rig).await?;
        let joined = self.is_joined(rig, present.as_ref()).await?;
        let labelled = present.as_ref().is_some_and(|cluster| self.is_labelled(cluster));
        if !joined {
            self.join(rig, say).await?;
        }
        if !labelled {
            self.label(rig).await?;
        }
        Ok(if joined && labelled {
            Change::Unchanged("joined".to_owned())
        } else {
            Change::Changed("joined".to_owned())
        })
    }

    async fn join(&self, rig: &Rig, say: Say<'_>) -> Result<(), Error> {
        let kubefedctl = rig.kubefedctl();
        (|| kubefedctl.join(&self.name))
            .retry(while_the_webhook_settles())
            .when(is_webhook_unreached)
            .notify(|_, _| say("the webhook's address is not known to the API server yet"))
            .await
            .map_err(|source| self.failed(source))
    }

    async fn label(&self, rig: &Rig) -> Result<(), Error> {
        let Some(region) = &self.region else { return Ok(()) };
        let kubectl = rig.kubectl(&rig.federation.host.access);
        let namespace = &rig.federation.kubefed.namespace;
        let labelled = kubectl.label_region(namespace, &self.name, region).await;
        labelled.map_err(|source| self.failed(source))
    }

    fn failed(&self, source: ToolFailure) -> Error {
        Error::Join { cluster: self.name.clone(), source }
    }

    async fn present(&self, rig: &Rig) -> Result<Option<KubeFedCluster>, Error> {
        let host = rig.host().await?;
        let namespace = rig.federation.kubefed.namespace.as_str();
        let clusters: Api<KubeFedCluster> = Api::namespaced(host, namespace);
        let question = clusters.get_opt(self.name.as_str());
        rig.ask(&rig.federation.host.name, "its KubeFedClusters", question).await
    }

    fn is_labelled(&self, cluster: &KubeFedCluster) -> bool {
        let Some(region) = &self.region else { return true };
        let labels = cluster.metadata.labels.as_ref();
        labels.and_then(|labels| labels.get(REGION_LABEL)).is_some_and(|l| l == region.as_str())
    }

    /// A join is complete when the KubeFedCluster, the Secret with a token in the host and the
    /// service account in the member are there: a killed join may have made any of them.
    async fn is_joined(&self, rig: &Rig, present: Option<&KubeFedCluster>) -> Result<bool, Error> {
        let Some(cluster) = present else { return Ok(false) };
        let own = rig.own.access(&self.name);
        let entry = Kubeconfig::read(rig.own.path())
            .and_then(|file| file.resolve(&ContextName::from(&self.name)))
            .map_err(|source| Error::Kubeconfig { source: Box::new(source) })?;
        if !is_as_wanted(cluster, &entry, &self.name) {
            return Ok(false);
        }
        let namespace = rig.federation.kubefed.namespace.as_str();
        let secrets: Api<Secret> = Api::namespaced(rig.host().await?, namespace);
        let secret = secrets.get_opt(&cluster.spec.secret_ref.name);
        let host = &rig.federation.host.name;
        let secret = rig.ask(host, "a member's Secret", secret).await?;
        let has_token =
            secret.and_then(|secret| secret.data).is_some_and(|data| data.contains_key("token"));

        let member = client::connect(&own).await.map_err(|source| Error::Unreachable {
            cluster: self.name.clone(),
            access: own,
            source,
        })?;
        let accounts: Api<ServiceAccount> = Api::namespaced(member, namespace);
        let account = format!("{}-{host}", self.name);
        let account = accounts.get_opt(&account);
        let account = rig.ask(&self.name, "KubeFed's service account", account).await?;
        Ok(has_token && account.is_some())
    }
}

fn is_as_wanted(cluster: &KubeFedCluster, entry: &Entry, name: &ClusterName) -> bool {
    let ca = cluster.spec.ca_bundle.as_ref().map(|ca| ca.0.as_slice());
    cluster.spec.api_endpoint == entry.server_as_written
        && (entry.certificate_authority.is_none() || ca == entry.certificate_authority.as_deref())
        && cluster.spec.secret_ref.name == Kubefedctl::secret_name(name)
}

//! Waits until KubeFed's namespace in a cluster, which is being deleted, is gone.

use std::time::Duration;

use k8s_openapi::api::core::v1::Namespace;
use kube::Api;

use super::{Change, Error, Rig, Say};
use crate::name::ClusterName;
use crate::watch::wait::{Verdict, Waiting, await_object};

/// Namespaces take seconds; one that takes longer has an object whose finalizer nobody removes.
const LIMIT: Duration = Duration::from_secs(90);

/// Wait in this cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct AwaitNamespaceGone {
    /// The cluster.
    pub name: ClusterName,
}

impl AwaitNamespaceGone {
    pub(super) async fn apply(&self, rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
        let cluster = rig.cluster(&self.name);
        let namespaces: Api<Namespace> = Api::all(rig.client(cluster).await?);
        let namespace = rig.federation.kubefed.namespace.clone();
        let waiting = Waiting { limit: LIMIT, cancel: &rig.cancel, say };
        let gone = await_object(namespaces, namespace.as_str(), waiting, judge);
        rig.timing.waiting(gone).await.map_err(|source| Error::Terminating {
            cluster: self.name.clone(),
            namespace: namespace.clone(),
            access: cluster.access.clone(),
            source,
        })?;
        Ok(Change::Unchanged(format!("namespace {namespace} is gone")))
    }
}

fn judge(namespace: Option<&Namespace>) -> Verdict<()> {
    let Some(namespace) = namespace else { return Verdict::Yes(()) };
    let conditions = namespace.status.as_ref().and_then(|status| status.conditions.as_ref());
    let told = conditions.into_iter().flatten().filter(|condition| condition.status == "True");
    let told: Vec<String> = told.filter_map(|condition| condition.message.clone()).collect();
    Verdict::NotYet(match told.as_slice() {
        [] => "the namespace is Terminating".to_owned(),
        told => format!("the namespace is Terminating: {}", told.join("; ")),
    })
}

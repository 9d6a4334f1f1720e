//! Takes a federated object away: with what it made in the members, or without.

use super::teardown::ORPHAN;
use super::{Change, Error, FederatedObjects, Rig};
use crate::federate::{Federated, MADE_NAMESPACE};
use crate::name::Namespace;
use crate::observe::remains::foreign_objects;

/// Take this object away.
#[derive(Debug, Clone, PartialEq)]
pub struct UnfederateObject {
    /// The object.
    pub object: Federated,
    /// What becomes of what it made in the members.
    pub how: FederatedObjects,
}

impl UnfederateObject {
    pub(super) async fn apply(&self, rig: &Rig) -> Result<Change, Error> {
        let object = &self.object;
        let kubectl = rig.kubectl(&rig.federation.host.access);
        let name = format!("{}/{}", object.of.federated().full_name(), object.name);
        let namespace = object.namespace.as_deref();
        let failed = |source| Error::Federate { object: object.to_string(), source };
        if self.how == FederatedObjects::Orphan {
            // KubeFed reads it off the object that is being deleted, so it has to be there before.
            kubectl.annotate(namespace, &name, ORPHAN).await.map_err(failed)?;
        }
        kubectl.delete(namespace, &[name]).await.map_err(failed)?;
        let fact = match self.how {
            FederatedObjects::Orphan => format!("{object}: what it made in the members stays"),
            FederatedObjects::Delete => format!("{object} is gone, in the members too"),
        };
        if object.is_namespace() && self.how == FederatedObjects::Delete {
            let left = self.remove_namespace(rig).await?;
            return Ok(Change::Changed(left.unwrap_or(fact)));
        }
        Ok(Change::Changed(fact))
    }

    /// The host's namespace, if it was made for the workload and nobody put anything else into it.
    async fn remove_namespace(&self, rig: &Rig) -> Result<Option<String>, Error> {
        let host = rig.host().await?;
        let (name, cluster) = (&self.object.name, &rig.federation.host.name);
        let Ok(namespace) = name.parse::<Namespace>() else { return Ok(None) };
        if !self.object.body["metadata"]["annotations"][MADE_NAMESPACE].is_string() {
            return Ok(None);
        }
        let foreign = foreign_objects(&host, &namespace, |_| false);
        let foreign = rig.ask(cluster, "a namespace", foreign).await?;
        if let Some(first) = foreign.first() {
            return Ok(Some(format!("the host keeps namespace {name}, in which {first} is")));
        }
        let kubectl = rig.kubectl(&rig.federation.host.access);
        let deleted = kubectl.delete(None, &[format!("namespace/{name}")]).await;
        deleted.map_err(|source| Error::Federate { object: self.object.to_string(), source })?;
        Ok(None)
    }
}

//! What can be spread: a deployment or a replica set, by its name.

use std::fmt;
use std::str::FromStr;

use kube::api::{ApiResource, GroupVersionKind};

use crate::name::Namespace;

/// A workload of a namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    /// What it is.
    pub kind: Kind,
    /// Its name, which the federated object and the preference have as well.
    pub name: String,
    /// Its namespace.
    pub namespace: Namespace,
}

/// What can be spread. Source: the types that replicascheduler.go registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `deployments.apps`.
    Deployment,
    /// `replicasets.apps`.
    ReplicaSet,
}

impl Kind {
    /// `deployment`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Deployment => "deployment",
            Self::ReplicaSet => "replicaset",
        }
    }

    /// The kind of its federated object, `FederatedDeployment`.
    pub fn federated(self) -> &'static str {
        match self {
            Self::Deployment => "FederatedDeployment",
            Self::ReplicaSet => "FederatedReplicaSet",
        }
    }

    /// Its type in a member.
    pub fn resource(self) -> ApiResource {
        resource("apps", "v1", if self == Self::Deployment { "Deployment" } else { "ReplicaSet" })
    }

    /// The type of its federated object in the host.
    pub fn federated_resource(self) -> ApiResource {
        resource("types.kubefed.io", "v1beta1", self.federated())
    }
}

/// The type of a federated namespace in the host.
pub(super) fn federated_namespace() -> ApiResource {
    resource("types.kubefed.io", "v1beta1", "FederatedNamespace")
}

/// The type of the preference in the host.
pub(super) fn preference() -> ApiResource {
    resource("scheduling.kubefed.io", "v1alpha1", "ReplicaSchedulingPreference")
}

fn resource(group: &str, version: &str, kind: &str) -> ApiResource {
    ApiResource::from_gvk(&GroupVersionKind::gvk(group, version, kind))
}

impl Workload {
    /// `shop/web`: by what KubeFed's planner knows it.
    pub fn key(&self) -> String {
        format!("{}/{}", self.namespace, self.name)
    }
}

impl fmt::Display for Workload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind.word(), self.name)
    }
}

impl FromStr for Kind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.to_ascii_lowercase().as_str() {
            "deployment" | "deployments" | "deploy" | "deployments.apps" => Ok(Self::Deployment),
            "replicaset" | "replicasets" | "rs" | "replicasets.apps" => Ok(Self::ReplicaSet),
            _ => Err(format!(
                "`{text}` can't be spread: KubeFed spreads deployments and replicasets"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_the_names_that_kubectl_takes() {
        assert_eq!("deploy".parse(), Ok(Kind::Deployment));
        assert_eq!("ReplicaSet".parse(), Ok(Kind::ReplicaSet));
        assert!("statefulset".parse::<Kind>().is_err());
    }

    #[test]
    fn the_types_are_called_as_kubefed_calls_them() {
        assert_eq!(Kind::ReplicaSet.federated_resource().plural, "federatedreplicasets");
        assert_eq!(preference().plural, "replicaschedulingpreferences");
    }
}

//! The members as the host knows them, watched once for all that wait for one.

use k8s_openapi::api::core::v1::Event;
use kube::runtime::watcher;
use kube::{Api, Client};

use super::KubeFedCluster;
use super::known::name;
use super::shared::SharedWatch;
use crate::name::Namespace;

/// Two watches on the host.
pub struct Members {
    /// The KubeFedClusters, by name.
    pub clusters: SharedWatch<KubeFedCluster>,
    /// The newest warning about each member, by its name.
    pub warnings: SharedWatch<Event>,
}

impl Members {
    /// Begins both watches.
    pub fn watch(host: &Client, namespace: &Namespace) -> Self {
        let clusters = Api::namespaced(host.clone(), namespace.as_str());
        let events = Api::namespaced(host.clone(), namespace.as_str());
        let warnings =
            watcher::Config::default().fields("involvedObject.kind=KubeFedCluster,type=Warning");
        Self {
            clusters: SharedWatch::begin(clusters, watcher::Config::default(), name),
            warnings: SharedWatch::begin(events, warnings, member),
        }
    }
}

fn member(event: &Event) -> String {
    event.involved_object.name.clone().unwrap_or_default()
}

//! Everything of one cluster.

use kube::Client;

use super::{Drawer, Request, Topic, in_time, logs, machine, objects};
use crate::spec::Cluster;
use crate::watch::client;

/// A cluster, and where what it says is put.
pub struct ClusterGathering<'a> {
    /// What is asked for.
    pub request: &'a Request<'a>,
    /// The cluster.
    pub cluster: &'a Cluster,
    /// Its part of the shelf.
    pub drawer: Drawer<'a>,
}

impl ClusterGathering<'_> {
    /// Puts what there is: objects first, since logs may take all the room.
    pub async fn run(&self) {
        match self.reach().await {
            Ok(client) => self.ask(&client).await,
            Err(reason) => self.drawer.lacks("", &format!("the cluster does not answer: {reason}")),
        }
        if self.request.wants(Topic::Nodes) {
            machine::gather(self.request, self.cluster, &self.drawer).await;
        }
    }

    async fn ask(&self, client: &Client) {
        let (request, drawer) = (self.request, &self.drawer);
        let namespace = request.federation.kubefed.namespace.as_str();
        let objects = async {
            if request.wants(Topic::Objects) {
                objects::gather(client, namespace, drawer).await;
            }
        };
        let events = async {
            if request.wants(Topic::Events) {
                self.events(client).await;
            }
        };
        tokio::join!(objects, events, self.release());
        if request.wants(Topic::Logs) {
            logs::gather(client, namespace, request, drawer).await;
        }
    }

    /// A client for a cluster that has answered.
    async fn reach(&self) -> Result<Client, String> {
        if let Some(reason) = self.request.unreached.get(&self.cluster.name) {
            return Err(reason.clone());
        }
        let client = in_time(client::connect(&self.cluster.access)).await?;
        let version = in_time(crate::watch::probe::kubernetes(&client)).await?;
        self.drawer.put("version.txt", "Kubernetes version", &format!("v{version}\n"));
        Ok(client)
    }

    async fn events(&self, client: &Client) {
        let events = objects::resource(&("", "v1", "Event", "events"));
        match in_time(objects::list(client, &events, None)).await {
            Ok(mut events) => {
                // The newest last, as in a log; an event has one of two times.
                events.sort_by_key(|event| {
                    let time = |field: &str| event[field].as_str().map(str::to_owned);
                    time("lastTimestamp").or_else(|| time("eventTime"))
                });
                self.drawer.put_objects("events.yaml", "all Events, the newest last", events);
            }
            Err(reason) => self.drawer.lacks("events.yaml", &reason),
        }
    }

    /// The history of KubeFed's release, which only the host has.
    async fn release(&self) {
        let federation = self.request.federation;
        let is_host = self.cluster.name == federation.host.name;
        if !is_host || !self.request.wants(Topic::Objects) {
            return;
        }
        let file = "helm/history.json";
        let Some(helm) = &self.request.helm else {
            return self.drawer.lacks(file, "helm is not to be had");
        };
        let kubefed = &federation.kubefed;
        match in_time(helm.history(&kubefed.release, &kubefed.namespace)).await {
            Ok(history) => self.drawer.put_json(file, "history of KubeFed's release", &history),
            Err(reason) => self.drawer.lacks(file, &reason),
        }
    }
}

//! The state of a federation as it changes: watches the host's KubeFedClusters and the controller's
//! deployment, and outlives an API server that goes away for a while.

use std::pin::pin;
use std::time::Duration;

use futures::{StreamExt, stream};
use jiff::Timestamp;
use k8s_openapi::api::apps::v1::Deployment;
use kube::runtime::{WatchStreamExt, watcher};
use kube::{Api, Client};
use serde::Serialize;

use super::{ClusterStatus, FederationStatus, compose, tag};
use crate::spec::Federation;
use crate::watch::controlplane::CONTROLLER;
use crate::watch::known::Known;
use crate::watch::{KubeFedCluster, Unreachable};

/// How long nothing may be heard before the host is asked whether it is there: its controller writes
/// each member's last probe every 10 s.
const SILENCE: Duration = Duration::from_secs(25);
/// How long the host has to answer that.
const ANSWER: Duration = Duration::from_secs(5);

/// What a watch tells.
#[derive(Debug, Clone, PartialEq)]
pub enum Seen {
    /// The state, at the beginning and whenever something of it is another.
    State(FederationStatus, Vec<Change>),
    /// The host does not answer; what was told last may be old.
    Away(String),
    /// It answers again.
    Back,
}

/// One thing that is another now.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// When that was seen.
    pub at: Timestamp,
    /// The cluster; nothing for the control plane.
    pub cluster: Option<String>,
    /// What it was.
    pub from: String,
    /// What it is.
    pub to: String,
    /// Why, if it says so.
    pub reason: Option<String>,
}

enum Heard {
    Cluster(Box<Result<watcher::Event<KubeFedCluster>, watcher::Error>>),
    Controller(Box<Result<watcher::Event<Deployment>, watcher::Error>>),
    Nothing,
}

/// Tells the state and its changes until `hear` says that it is enough.
pub async fn watch(federation: &Federation, host: &Client, mut hear: impl FnMut(Seen) -> Wish) {
    let namespace = federation.kubefed.namespace.as_str();
    let clusters: Api<KubeFedCluster> = Api::namespaced(host.clone(), namespace);
    let deployments: Api<Deployment> = Api::namespaced(host.clone(), namespace);
    let controller = watcher::Config::default().fields(&format!("metadata.name={CONTROLLER}"));
    let clusters = watcher(clusters, watcher::Config::default()).default_backoff();
    let controller = watcher(deployments, controller).default_backoff();
    let heard = stream::select(
        clusters.map(|event| Heard::Cluster(Box::new(event))).boxed(),
        controller.map(|event| Heard::Controller(Box::new(event))).boxed(),
    );
    let mut heard = pin!(heard);
    let mut view = View::default();
    loop {
        let next = match tokio::time::timeout(SILENCE, heard.next()).await {
            Ok(Some(next)) => next,
            Ok(None) => return,
            Err(_) => Heard::Nothing,
        };
        let trouble = match next {
            Heard::Cluster(event) => view.clusters.take(*event),
            Heard::Controller(event) => view.controller.take(*event),
            // Nobody polls here: only after a silence that should not be, the host is asked once.
            Heard::Nothing => is_there(host).await.err(),
        };
        for seen in view.tell(federation, trouble) {
            if hear(seen) == Wish::Enough {
                return;
            }
        }
    }
}

/// Whether more is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// It is.
    More,
    /// It is not.
    Enough,
}

async fn is_there(host: &Client) -> Result<(), String> {
    match tokio::time::timeout(ANSWER, host.apiserver_version()).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(Unreachable::from(&error).to_string()),
        Err(_) => Err(format!("its API server does not answer within {} s", ANSWER.as_secs())),
    }
}

#[derive(Default)]
struct View {
    clusters: Known<KubeFedCluster>,
    controller: Known<Deployment>,
    last: Option<FederationStatus>,
    is_away: bool,
}

impl View {
    fn tell(&mut self, federation: &Federation, trouble: Option<String>) -> Vec<Seen> {
        if let Some(reason) = trouble {
            let was_away = std::mem::replace(&mut self.is_away, true);
            return if was_away { Vec::new() } else { vec![Seen::Away(reason)] };
        }
        if !(self.clusters.is_complete && self.controller.is_complete) {
            return Vec::new();
        }
        let mut told = Vec::new();
        if std::mem::take(&mut self.is_away) {
            told.push(Seen::Back);
        }
        let known: Vec<KubeFedCluster> = self.clusters.objects.values().cloned().collect();
        let kubefed = self.controller.objects.values().next().and_then(tag);
        let now = compose(federation, &known, kubefed);
        let changes = match &self.last {
            Some(last) => changes(last, &now, Timestamp::now()),
            None => Vec::new(),
        };
        if self.last.is_none() || !changes.is_empty() {
            told.push(Seen::State(now.clone(), changes));
        }
        self.last = Some(now);
        told
    }
}

/// What is another in `now`: the control plane's version, and of each cluster whether it is Ready,
/// and why not.
fn changes(last: &FederationStatus, now: &FederationStatus, at: Timestamp) -> Vec<Change> {
    let mut found = Vec::new();
    if last.kubefed != now.kubefed {
        let word = |kubefed: &Option<String>| match kubefed {
            Some(version) => format!("KubeFed {version}"),
            None => "no KubeFed".to_owned(),
        };
        let (from, to) = (word(&last.kubefed), word(&now.kubefed));
        found.push(Change { at, cluster: None, from, to, reason: None });
    }
    let find = |status: &FederationStatus, name: &str| {
        status.clusters.iter().find(|cluster| cluster.name == name).cloned()
    };
    let gone = last.clusters.iter().filter(|it| find(now, &it.name).is_none());
    for name in now.clusters.iter().chain(gone).map(|cluster| &cluster.name) {
        let (before, after) = (find(last, name), find(now, name));
        let (from, to) = (word(before.as_ref()), word(after.as_ref()));
        let reason = |cluster: Option<ClusterStatus>| cluster.and_then(|cluster| cluster.reason);
        let (old, reason) = (reason(before), reason(after));
        if from != to || old != reason {
            found.push(Change { at, cluster: Some(name.clone()), from, to, reason });
        }
    }
    found
}

fn word(cluster: Option<&ClusterStatus>) -> String {
    match cluster {
        Some(cluster) if cluster.ready => "Ready",
        Some(_) => "not Ready",
        None => "not there",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::*;

    fn status(clusters: &[(&str, Option<&str>)]) -> FederationStatus {
        let cluster = |(name, reason): &(&str, Option<&str>)| ClusterStatus {
            name: (*name).to_owned(),
            region: None,
            role: Role::Member,
            kubernetes: None,
            ready: reason.is_none(),
            since: None,
            reason: reason.map(str::to_owned),
            token_expires: None,
            warning: None,
        };
        FederationStatus {
            federation: "two".to_owned(),
            namespace: "kfs".to_owned(),
            kubefed: Some("0.10.0".to_owned()),
            ready: false,
            clusters: clusters.iter().map(cluster).collect(),
        }
    }

    fn told(last: &FederationStatus, now: &FederationStatus) -> Vec<String> {
        let changes = changes(last, now, Timestamp::UNIX_EPOCH);
        let words = changes.iter().map(|change| {
            let cluster = change.cluster.as_deref().unwrap_or("control plane");
            format!("{cluster}: {} to {}, {:?}", change.from, change.to, change.reason)
        });
        words.collect()
    }

    #[test]
    fn what_stays_is_not_told() {
        let same = status(&[("eu", None), ("us", Some("offline"))]);
        assert_eq!(told(&same, &same), Vec::<String>::new());
    }

    #[test]
    fn a_change_says_from_what_to_what_and_why() {
        let last = status(&[("eu", None), ("us", None), ("old", None)]);
        let mut now = status(&[("eu", None), ("us", Some("offline"))]);
        now.kubefed = None;
        let wanted = [
            "control plane: KubeFed 0.10.0 to no KubeFed, None",
            "us: Ready to not Ready, Some(\"offline\")",
            "old: Ready to not there, None",
        ];
        assert_eq!(told(&last, &now), wanted);
    }
}

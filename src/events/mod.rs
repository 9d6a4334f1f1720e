//! The Kubernetes events that concern a federation, of all its clusters, in one list by time. Reads
//! only.

mod fold;
mod watch;

use futures::future::join_all;
use jiff::Timestamp;
use k8s_openapi::api::core::v1::Event;
use kube::Api;
use kube::api::ListParams;
use serde::Serialize;

pub use fold::fold;
pub(crate) use watch::hear;
pub use watch::{Seen, watch};

use crate::name::{ClusterName, Namespace};
use crate::spec::Cluster;
use crate::watch::{Unreachable, client};

/// How long a cluster may take.
const DEADLINE: std::time::Duration = std::time::Duration::from_secs(15);

/// What happened, once or often.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FederationEvent {
    /// When it happened last.
    pub at: Option<Timestamp>,
    /// When it happened first.
    pub first: Option<Timestamp>,
    /// How often.
    pub count: i64,
    /// The cluster that tells of it.
    pub cluster: ClusterName,
    /// `Normal` or `Warning`.
    #[serde(rename = "type")]
    pub kind: String,
    /// One word.
    pub reason: String,
    /// What it concerns: `KubeFedCluster/us-east`.
    pub object: String,
    /// The namespace of that.
    pub namespace: Option<String>,
    /// One sentence.
    pub message: String,
}

/// The events of clusters, and which clusters told none.
#[derive(Debug, Default)]
pub struct Listed {
    /// By time, the newest last.
    pub events: Vec<FederationEvent>,
    /// Who did not answer, and why.
    pub silent: Vec<(ClusterName, Unreachable)>,
}

/// Asks the clusters all at once.
pub async fn list(clusters: &[&Cluster], namespace: &Namespace) -> Listed {
    let asked = join_all(clusters.iter().map(|cluster| async {
        let question = async {
            let client = client::connect(&cluster.access).await?;
            let events: Api<Event> = Api::all(client);
            let listed = events.list(&ListParams::default()).await;
            listed.map_err(|error| Unreachable::from(&error))
        };
        let answer = tokio::time::timeout(DEADLINE, question).await;
        let late = || Unreachable::Other {
            reason: format!("it did not answer everything within {} s", DEADLINE.as_secs()),
        };
        (cluster.name.clone(), answer.unwrap_or_else(|_| Err(late())))
    }))
    .await;
    let mut listed = Listed::default();
    let mut events = Vec::new();
    for (name, answer) in asked {
        match answer {
            Ok(all) => events.extend(
                all.items
                    .into_iter()
                    .filter(|event| concerns(event, namespace))
                    .map(|event| FederationEvent::of(name.clone(), event)),
            ),
            Err(error) => listed.silent.push((name, error)),
        }
    }
    listed.events = fold(events);
    listed
}

/// Whether an event concerns the federation: it is about an object in KubeFed's namespace, or about
/// one of KubeFed's kinds anywhere.
pub(crate) fn concerns(event: &Event, namespace: &Namespace) -> bool {
    let object = &event.involved_object;
    let group = object.api_version.as_deref().and_then(|version| version.split_once('/'));
    let is_kubefeds = group.is_some_and(|(group, _)| group.ends_with("kubefed.io"));
    let within = [object.namespace.as_deref(), event.metadata.namespace.as_deref()];
    is_kubefeds || within.contains(&Some(namespace.as_str()))
}

impl FederationEvent {
    /// An event of a cluster. Its times stand in one of two places, by who made it.
    pub(crate) fn of(cluster: ClusterName, event: Event) -> Self {
        let object = event.involved_object;
        let made = event.metadata.creation_timestamp.map(|time| time.0);
        let series = event.series.as_ref();
        let observed = series.and_then(|series| series.last_observed_time.as_ref()).map(|it| it.0);
        let micro = event.event_time.map(|time| time.0);
        let last = event.last_timestamp.map(|time| time.0);
        let first = event.first_timestamp.map(|time| time.0);
        let count = series.and_then(|series| series.count).or(event.count).unwrap_or(1);
        Self {
            at: observed.or(last).or(micro).or(made),
            first: first.or(micro).or(made),
            count: i64::from(count.max(1)),
            cluster,
            kind: event.type_.unwrap_or_else(|| "Normal".to_owned()),
            reason: event.reason.unwrap_or_default(),
            object: format!(
                "{}/{}",
                object.kind.unwrap_or_default(),
                object.name.unwrap_or_default()
            ),
            namespace: object.namespace,
            message: event.message.unwrap_or_default().trim().to_owned(),
        }
    }

    /// Whether something went wrong.
    pub fn is_warning(&self) -> bool {
        self.kind == "Warning"
    }
}

//! Waits until a member has all that is placed in it.

use std::time::Duration;

use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt, stream};
use k8s_openapi::api::core::v1::Event;
use kube::Client;
use kube::api::DynamicObject;
use tokio::time::Instant;

use super::{Change, Error, Rig, Say};
use crate::federate::{Federated, Propagation, propagation};
use crate::name::ClusterName;
use crate::observe::workloads::api;
use crate::watch::cause::{is_warning, newest_of};
use crate::watch::wait::{Verdict, WaitError, Waiting, await_object};

/// So many objects are watched at once.
const AT_ONCE: usize = 32;
/// The shortest look at an object for which no time is left.
const GLANCE: Duration = Duration::from_secs(2);

/// Wait for these objects in this member.
#[derive(Debug, Clone, PartialEq)]
pub struct AwaitPropagated {
    /// The member.
    pub member: ClusterName,
    /// The objects.
    pub objects: Vec<Federated>,
}

impl AwaitPropagated {
    pub(super) async fn apply(&self, rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
        let host = rig.host().await?;
        let limit = rig.federation.timeouts.propagation;
        let deadline = Instant::now() + limit;
        let looks: Vec<BoxFuture<'_, _>> = self
            .objects
            .iter()
            .map(|object| self.look(object, &host, deadline, rig, say).boxed())
            .collect();
        let found: Vec<Option<(String, WaitError)>> =
            rig.timing.waiting(stream::iter(looks).buffer_unordered(AT_ONCE).collect()).await;
        let mut missing: Vec<(String, WaitError)> = found.into_iter().flatten().collect();
        missing.sort_by(|one, other| one.0.cmp(&other.0));
        let Some((_, source)) = missing.first().cloned() else {
            return Ok(Change::Unchanged(format!("{} objects are there", self.objects.len())));
        };
        let missing = missing.into_iter().map(|(text, _)| text).collect();
        let access = rig.federation.host.access.clone();
        Err(Error::NotPropagated { member: self.member.clone(), missing, limit, access, source })
    }

    /// What is missing of an object, with KubeFed's word and the newest event; nothing when it is there.
    async fn look(
        &self,
        object: &Federated,
        host: &Client,
        deadline: Instant,
        rig: &Rig,
        say: Say<'_>,
    ) -> Option<(String, WaitError)> {
        let objects = api(host, &object.of.federated(), object.namespace.as_deref());
        let limit = deadline.saturating_duration_since(Instant::now()).max(GLANCE);
        let tell = |reason: &str| say(&format!("{object}: {reason}"));
        let waiting = Waiting { limit, cancel: &rig.cancel, say: &tell };
        let judge = |found: Option<&DynamicObject>| judge(found, &self.member);
        let error = await_object(objects, &object.name, waiting, judge).await.err()?;
        let last = match &error {
            WaitError::TimedOut { last, .. } | WaitError::Cancelled { last } => last.clone(),
            WaitError::Never { reason } => reason.clone(),
        };
        let event = match error {
            WaitError::Cancelled { .. } => None,
            WaitError::TimedOut { .. } | WaitError::Never { .. } => {
                newest_event(host, object, &self.member).await
            }
        };
        let event = event.map(|event| format!(" ({event})")).unwrap_or_default();
        Some((format!("{object}: {last}{event}"), error))
    }
}

fn judge(found: Option<&DynamicObject>, member: &ClusterName) -> Verdict<()> {
    let Some(object) = found.and_then(|found| serde_json::to_value(found).ok()) else {
        return Verdict::NotYet("its federated object is not there".to_owned());
    };
    match propagation(&object, member) {
        Propagation::Done => Verdict::Yes(()),
        Propagation::NotYet(missing) => {
            Verdict::NotYet(format!("{}, {}", missing.status, missing.sentence))
        }
    }
}

/// The newest warning about an object that names the member. It only adds to a message.
async fn newest_event(host: &Client, object: &Federated, member: &ClusterName) -> Option<String> {
    let namespace = object.namespace.as_deref().unwrap_or("default");
    let kind = object.of.federated().kind;
    let about = format!("involvedObject.kind={kind},involvedObject.name={}", object.name);
    let is_it = |event: &Event| {
        let message = event.message.as_deref().unwrap_or_default();
        is_warning(event) && message.contains(member.as_str())
    };
    let found = newest_of(host, namespace, &about, is_it).await?;
    Some(found.message?.trim().to_owned())
}

//! Why the control plane does not reach a member, as its events tell: the condition of KubeFed before
//! 0.10 only says `cluster is not reachable`.

use std::pin::pin;

use futures::StreamExt;
use k8s_openapi::api::core::v1::Event;
use kube::api::ListParams;
use kube::{Api, Client};

use super::members::Members;
use super::readiness::is_for_good;
use crate::explain::with_cause;
use crate::name::{ClusterName, Namespace};

/// The newest warning about a member. This only adds to a message: without an answer there is
/// nothing to add.
pub async fn newest_warning(
    host: &Client,
    namespace: &Namespace,
    member: &ClusterName,
) -> Option<String> {
    let found = newest_of(host, namespace.as_str(), &about(member), is_warning).await?;
    text(&found)
}

/// The newest event of those that `fields` selects and `is_it` takes; none without an answer.
pub async fn newest_of(
    host: &Client,
    namespace: &str,
    fields: &str,
    is_it: impl Fn(&Event) -> bool,
) -> Option<Event> {
    let events: Api<Event> = Api::namespaced(host.clone(), namespace);
    let mut found = events.list(&ListParams::default().fields(fields)).await.ok()?.items;
    found.retain(is_it);
    found.sort_by_key(|event| event.last_timestamp.as_ref().map(|time| time.0));
    found.pop()
}

/// Tells each new warning about a member, with its cause where that is known; ends with one that
/// does not go away by itself, when it came twice: the first may be of a probe with what was before.
pub async fn tell_warnings(
    members: &Members,
    member: &ClusterName,
    say: &(dyn Fn(&str) + Send + Sync),
) -> String {
    let mut sights = pin!(members.warnings.sights(member.as_str()));
    let (mut is_begun, mut hopeless) = (false, 0);
    loop {
        let event = match sights.next().await {
            Some(Ok(Some(event))) if is_begun => event,
            // What was there before says nothing of now; a watch that broke begins anew by itself.
            Some(Ok(_)) => {
                is_begun = true;
                continue;
            }
            Some(Err(_)) => continue,
            None => std::future::pending().await,
        };
        let Some(warning) = text(&event) else { continue };
        say(&with_cause(&warning));
        hopeless = if is_for_good(&warning) { hopeless + 1 } else { 0 };
        if hopeless == 2 {
            return warning;
        }
    }
}

fn about(member: &ClusterName) -> String {
    format!("involvedObject.kind=KubeFedCluster,involvedObject.name={member}")
}

/// Whether it tells that something is wrong.
pub fn is_warning(event: &Event) -> bool {
    event.type_.as_deref() == Some("Warning")
}

fn text(event: &Event) -> Option<String> {
    Some(format!("{}: {}", event.reason.as_ref()?, event.message.as_ref()?.trim()))
}

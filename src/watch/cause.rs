//! Why the control plane does not reach a member, as its events tell: the condition of KubeFed before
//! 0.10 only says `cluster is not reachable`.

use std::pin::pin;

use futures::StreamExt;
use k8s_openapi::api::core::v1::Event;
use kube::api::ListParams;
use kube::{Api, Client};

use super::readiness::is_for_good;
use super::shared::SharedWatch;
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
    warnings: &SharedWatch<Event>,
    member: &ClusterName,
    say: &(dyn Fn(&str) + Send + Sync),
) -> String {
    let mut sights = pin!(warnings.sights(member.as_str()));
    let (mut last, mut hopeless) = (None, 0);
    loop {
        let event = match sights.next().await {
            Some(Ok(event)) => event,
            // A watch that broke begins anew by itself.
            Some(Err(_)) => continue,
            None => std::future::pending().await,
        };
        // What was there before, or before the watch broke, says nothing of now.
        let version = event.as_ref().and_then(|event| event.metadata.resource_version.clone());
        let is_new = last.replace(version.clone()).is_some_and(|last| last != version);
        let Some(event) = event.filter(|_| is_new) else { continue };
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

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use futures::stream;
    use kube::runtime::watcher;
    use serde_json::json;

    use super::*;
    use crate::watch::known::name;

    fn refused(version: &str) -> Event {
        serde_json::from_value(json!({
            "metadata": {"name": "us", "resourceVersion": version}, "involvedObject": {"name": "us"},
            "type": "Warning", "reason": "RetrievingClusterHealthFailed",
            "message": "the server has asked for the client to provide credentials",
        }))
        .unwrap()
    }

    #[tokio::test]
    async fn a_warning_counts_once_however_often_the_watch_begins_anew() {
        use watcher::Event::{Apply, Init, InitApply, InitDone};
        let (events, mut coming) = tokio::sync::mpsc::unbounded_channel();
        let heard = stream::poll_fn(move |context| coming.poll_recv(context));
        let warnings = SharedWatch::of(heard, name);
        let member = "us".parse().unwrap();
        let said = Mutex::new(Vec::new());
        let say = |text: &str| said.lock().unwrap().push(text.to_owned());
        let mut told = pin!(tell_warnings(&warnings, &member, &say));
        let broken = [Err(watcher::Error::NoResourceVersion), Ok(Init)];
        let again = broken.into_iter().chain([Ok(InitApply(refused("2"))), Ok(InitDone)]);
        let first = [Ok(Init), Ok(InitApply(refused("1"))), Ok(InitDone), Ok(Apply(refused("2")))];
        for event in first.into_iter().chain(again) {
            events.send(event).unwrap();
            // Each is looked at before the next comes.
            for _ in 0..4 {
                assert!(futures::poll!(&mut told).is_pending());
                tokio::task::yield_now().await;
            }
        }
        assert_eq!(said.lock().unwrap().len(), 1);
        events.send(Ok(Apply(refused("3")))).unwrap();
        assert!(told.await.contains("provide credentials"));
    }
}

//! Events as they happen, of all clusters; a cluster that goes away and comes back is told of.

use std::collections::BTreeSet;
use std::pin::pin;

use futures::{Stream, StreamExt, stream};
use k8s_openapi::api::core::v1::Event;
use kube::runtime::{WatchStreamExt, watcher};
use kube::{Api, Client};

use super::{FederationEvent, concerns, fold};
use crate::name::{ClusterName, Namespace};
use crate::watch::Unreachable;

/// What a watch tells.
#[derive(Debug, Clone, PartialEq)]
pub enum Seen {
    /// What a cluster knew when the watch began, by time.
    Before(Vec<FederationEvent>),
    /// Something happened.
    Event(Box<FederationEvent>),
    /// A cluster does not answer; the watch goes on by itself when it does again.
    Away {
        /// The cluster.
        cluster: ClusterName,
        /// Why.
        reason: String,
    },
    /// It answers again.
    Back {
        /// The cluster.
        cluster: ClusterName,
    },
}

/// Tells what the clusters know, and then what happens in them, until it is dropped.
pub fn watch(
    clusters: Vec<(ClusterName, Client)>,
    namespace: &Namespace,
) -> impl Stream<Item = Seen> + use<> {
    let each = clusters.into_iter().map(|(name, client)| {
        let events: Api<Event> = Api::all(client);
        let seen = watcher(events, watcher::Config::default()).default_backoff();
        let seen = seen.map(|seen| seen.map_err(|error| Unreachable::from(&error)));
        let mut watched = Watched::new(name, namespace.clone());
        seen.flat_map(move |seen| stream::iter(watched.tell(seen))).boxed()
    });
    stream::select_all(each.collect::<Vec<_>>())
}

/// Hears all of it until `until` is over.
pub(crate) async fn hear(
    seen: impl Stream<Item = Seen>,
    until: impl Future<Output = ()>,
    mut say: impl FnMut(Seen),
) {
    let (mut seen, mut until) = (pin!(seen), pin!(until));
    loop {
        tokio::select! {
            next = seen.next() => match next {
                Some(next) => say(next),
                None => return,
            },
            () = &mut until => return,
        }
    }
}

/// A cluster whose events are watched.
struct Watched {
    name: ClusterName,
    namespace: Namespace,
    is_away: bool,
    has_begun: bool,
    /// The events that were told, as they were then: a watch that begins anew lists all again.
    told: BTreeSet<(String, String)>,
    listed: Vec<Event>,
}

impl Watched {
    fn new(name: ClusterName, namespace: Namespace) -> Self {
        let (told, listed) = Default::default();
        Self { name, namespace, is_away: false, has_begun: false, told, listed }
    }

    fn tell<E: std::fmt::Display>(&mut self, seen: Result<watcher::Event<Event>, E>) -> Vec<Seen> {
        let (cluster, was_away) = (self.name.clone(), self.is_away);
        self.is_away = match &seen {
            Err(_) => true,
            // A new try begins before anybody has answered.
            Ok(watcher::Event::Init) => was_away,
            Ok(_) => false,
        };
        let mut told = Vec::new();
        if was_away && !self.is_away {
            told.push(Seen::Back { cluster: cluster.clone() });
        }
        match seen {
            Err(_) if was_away => {}
            Err(error) => told.push(Seen::Away { cluster, reason: error.to_string() }),
            Ok(watcher::Event::Init) => self.listed.clear(),
            Ok(watcher::Event::InitApply(event)) => self.listed.push(event),
            Ok(watcher::Event::InitDone) => told.extend(self.all_listed()),
            Ok(watcher::Event::Apply(event)) => {
                self.told.insert(key(&event));
                told.extend(self.wanted(event).map(Box::new).map(Seen::Event));
            }
            Ok(watcher::Event::Delete(event)) => drop(self.told.remove(&key(&event))),
        }
        told
    }

    fn all_listed(&mut self) -> Vec<Seen> {
        let listed = std::mem::take(&mut self.listed);
        let keys = listed.iter().map(key).collect();
        let before = std::mem::replace(&mut self.told, keys);
        let new = listed.into_iter().filter(|event| !before.contains(&key(event)));
        let new = fold(new.filter_map(|event| self.wanted(event)).collect());
        if std::mem::replace(&mut self.has_begun, true) {
            return new.into_iter().map(Box::new).map(Seen::Event).collect();
        }
        vec![Seen::Before(new)]
    }

    fn wanted(&self, event: Event) -> Option<FederationEvent> {
        concerns(&event, &self.namespace).then(|| FederationEvent::of(self.name.clone(), event))
    }
}

fn key(event: &Event) -> (String, String) {
    let metadata = &event.metadata;
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    (or_empty(&metadata.uid), or_empty(&metadata.resource_version))
}

#[cfg(test)]
mod tests {
    use super::*;
    use watcher::Event::{Apply, Init, InitApply, InitDone};

    fn event(uid: &str, version: &str) -> Event {
        serde_json::from_value(serde_json::json!({
            "metadata": {"namespace": "kfs", "uid": uid, "resourceVersion": version},
            "reason": uid, "involvedObject": {"namespace": "kfs"}}))
        .unwrap()
    }

    #[test]
    fn a_cluster_that_comes_back_tells_what_happened_meanwhile_and_nothing_twice() {
        let mut watched = Watched::new("eu".parse().unwrap(), "kfs".parse().unwrap());
        let mut all = Vec::new();
        let seen: [Result<watcher::Event<Event>, &str>; 12] = [
            Ok(Init),
            Ok(InitApply(event("a", "1"))),
            Ok(InitDone),
            Ok(Apply(event("b", "2"))),
            Err("refused"),
            Err("refused"),
            Ok(Init),
            Ok(InitApply(event("a", "1"))),
            Ok(InitApply(event("b", "2"))),
            Ok(InitApply(event("c", "3"))),
            Ok(InitDone),
            Ok(Apply(event("c", "4"))),
        ];
        seen.into_iter().for_each(|seen| all.extend(watched.tell(seen)));
        let words: Vec<String> = all
            .iter()
            .map(|seen| match seen {
                Seen::Before(events) => format!("before {}", events.len()),
                Seen::Event(event) => event.reason.clone(),
                Seen::Away { reason, .. } => reason.clone(),
                Seen::Back { .. } => "back".to_owned(),
            })
            .collect();
        assert_eq!(words, ["before 1", "b", "refused", "back", "c", "c"]);
    }
}

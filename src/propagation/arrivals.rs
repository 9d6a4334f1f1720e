//! Notes when objects were seen first, in the host and in each member, by one clock: this machine's.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use futures::StreamExt;
use futures::stream::{BoxStream, select_all};
use k8s_openapi::api::core::v1::ConfigMap;
use kube::api::{ApiResource, DynamicObject, GroupVersionKind};
use kube::runtime::{WatchStreamExt, watcher};
use kube::{Api, Client, Resource};
use serde::de::DeserializeOwned;

use crate::check::LABEL;
use crate::name::ClusterName;
use crate::watch::Unreachable;

/// What is seen.
pub(super) enum Seen {
    /// All that was there before.
    Listed(Place),
    /// An object.
    Object(Place, String),
    /// The watch failed; it goes on by itself.
    Failed(String),
}

/// Where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// The host's federated objects.
    Host,
    /// What a member has of them.
    Member(ClusterName),
}

/// When objects were seen first.
#[derive(Debug, Default)]
pub(super) struct Firsts {
    of: BTreeMap<Place, BTreeMap<String, Instant>>,
}

impl Firsts {
    /// Notes an object; only its first time counts.
    pub fn note(&mut self, place: Place, name: String) {
        self.of.entry(place).or_default().entry(name).or_insert_with(Instant::now);
    }

    /// How many objects a place has.
    pub fn count(&self, place: &Place) -> usize {
        self.of.get(place).map_or(0, BTreeMap::len)
    }

    /// Seconds from the host to a member, of each that arrived. One that was seen there earlier than in
    /// the host took no time that could be measured.
    pub fn seconds(&self, member: &ClusterName) -> Vec<f64> {
        let nothing = BTreeMap::new();
        let made = self.of.get(&Place::Host).unwrap_or(&nothing);
        let there = self.of.get(&Place::Member(member.clone())).unwrap_or(&nothing);
        let took = there.iter().filter_map(|(name, at)| {
            Some(at.saturating_duration_since(*made.get(name)?).as_secs_f64())
        });
        took.collect()
    }
}

/// Watches the objects that carry `mark`, in the host's `namespace` and in each member's.
pub(super) fn watch(
    host: &Client,
    members: &[(ClusterName, Client)],
    namespace: &str,
    mark: &str,
) -> impl futures::Stream<Item = Seen> + use<> {
    let marked = watcher::Config::default().labels(&format!("{LABEL}={mark}"));
    let federated = GroupVersionKind::gvk("types.kubefed.io", "v1beta1", "FederatedConfigMap");
    let federated = ApiResource::from_gvk(&federated);
    let api: Api<DynamicObject> = Api::namespaced_with(host.clone(), namespace, &federated);
    let mut all: Vec<BoxStream<'static, Seen>> = vec![events(api, marked.clone(), Place::Host)];
    for (member, client) in members {
        let api: Api<ConfigMap> = Api::namespaced(client.clone(), namespace);
        all.push(events(api, marked.clone(), Place::Member(member.clone())));
    }
    select_all(all)
}

fn events<K>(api: Api<K>, of: watcher::Config, place: Place) -> BoxStream<'static, Seen>
where
    K: Resource + Clone + DeserializeOwned + std::fmt::Debug + Send + 'static,
{
    let events = watcher(api, of).default_backoff();
    let seen = events.filter_map(move |event| {
        let place = place.clone();
        let seen = match event {
            Ok(watcher::Event::Apply(object) | watcher::Event::InitApply(object)) => {
                object.meta().name.clone().map(|name| Seen::Object(place, name))
            }
            Ok(watcher::Event::InitDone) => Some(Seen::Listed(place)),
            Ok(watcher::Event::Init | watcher::Event::Delete(_)) => None,
            Err(error) => Some(Seen::Failed(Unreachable::from(&error).to_string())),
        };
        std::future::ready(seen)
    });
    seen.boxed()
}

/// The places that have not told yet what they have.
pub(super) fn silent(members: &[(ClusterName, Client)]) -> BTreeSet<Place> {
    let members = members.iter().map(|(name, _)| Place::Member(name.clone()));
    members.chain([Place::Host]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_time_counts_and_only_what_the_host_has() {
        let (eu, mut firsts) = ("eu".parse::<ClusterName>().unwrap(), Firsts::default());
        let member = Place::Member(eu.clone());
        firsts.note(Place::Host, "a".to_owned());
        firsts.note(member.clone(), "a".to_owned());
        let first = firsts.seconds(&eu);
        firsts.note(member.clone(), "a".to_owned());
        firsts.note(member.clone(), "strange".to_owned());
        assert_eq!(firsts.seconds(&eu), first);
        assert_eq!((first.len(), firsts.count(&member)), (1, 2));
    }
}

//! One watch for everybody who waits for objects of one kind: a watch each would be a connection each.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

use futures::{Stream, StreamExt, stream};
use kube::runtime::{WatchStreamExt, watcher};
use kube::{Api, Resource};
use serde::de::DeserializeOwned;
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

/// What is known of an object now: nothing when it is not there, or why nothing is known.
pub type Sight<K> = Result<Option<Arc<K>>, String>;

/// A watch that goes on until this is dropped.
pub struct SharedWatch<K> {
    latest: watch::Receiver<Latest<K>>,
    _task: AbortOnDropHandle<()>,
}

struct Latest<K> {
    objects: BTreeMap<String, Arc<K>>,
    /// Those of a list that is not complete yet.
    coming: BTreeMap<String, Arc<K>>,
    is_listed: bool,
    trouble: Option<String>,
}

impl<K> SharedWatch<K>
where
    K: Resource + Clone + DeserializeOwned + Debug + Send + Sync + 'static,
{
    /// Begins to watch; objects are known by `key`, and of those with the same only the newest is kept.
    /// One without a key is passed over.
    pub fn begin(api: Api<K>, config: watcher::Config, key: fn(&K) -> Option<String>) -> Self {
        let events = watcher(api, config).default_backoff();
        let events = events.map(|event| event.map_err(|error| error.to_string()));
        Self::of(events, key)
    }

    fn of(
        events: impl Stream<Item = Result<watcher::Event<K>, String>> + Send + 'static,
        key: fn(&K) -> Option<String>,
    ) -> Self {
        let (sender, latest) = watch::channel(Latest::default());
        let task = async move {
            let mut events = std::pin::pin!(events);
            while let Some(event) = events.next().await {
                sender.send_modify(|latest| latest.take(event, key));
            }
        };
        Self { latest, _task: AbortOnDropHandle::new(tokio::spawn(task)) }
    }

    /// What is known under `key`, as soon as there is something to know, and whenever it is another.
    pub fn sights(&self, key: &str) -> impl Stream<Item = Sight<K>> + use<K> {
        let state = (self.latest.clone(), None, key.to_owned());
        stream::unfold(state, |(mut latest, told, key)| async move {
            loop {
                let sight = latest.borrow_and_update().sight(&key);
                if let Some(sight) = sight.filter(|sight| !is_same(told.as_ref(), sight)) {
                    return Some((sight.clone(), (latest, Some(sight), key)));
                }
                latest.changed().await.ok()?;
            }
        })
    }
}

impl<K> Default for Latest<K> {
    fn default() -> Self {
        let (objects, coming) = (BTreeMap::new(), BTreeMap::new());
        Self { objects, coming, is_listed: false, trouble: None }
    }
}

impl<K> Latest<K> {
    fn take(&mut self, event: Result<watcher::Event<K>, String>, key: fn(&K) -> Option<String>) {
        let named = |object: K| key(&object).map(|key| (key, Arc::new(object)));
        let event = match event {
            Ok(event) => event,
            Err(trouble) => return self.trouble = Some(trouble),
        };
        self.trouble = None;
        match event {
            watcher::Event::Init => self.coming.clear(),
            watcher::Event::InitApply(object) => self.coming.extend(named(object)),
            watcher::Event::InitDone => {
                self.objects = std::mem::take(&mut self.coming);
                self.is_listed = true;
            }
            watcher::Event::Apply(object) => self.objects.extend(named(object)),
            watcher::Event::Delete(object) => {
                key(&object).map(|key| self.objects.remove(&key));
            }
        }
    }

    fn sight(&self, key: &str) -> Option<Sight<K>> {
        match &self.trouble {
            Some(trouble) => Some(Err(trouble.clone())),
            None => self.is_listed.then(|| Ok(self.objects.get(key).cloned())),
        }
    }
}

fn is_same<K>(told: Option<&Sight<K>>, now: &Sight<K>) -> bool {
    match (told, now) {
        (Some(Ok(Some(told))), Ok(Some(now))) => Arc::ptr_eq(told, now),
        (Some(Ok(None)), Ok(None)) => true,
        (Some(Err(told)), Err(now)) => told == now,
        (_, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use k8s_openapi::api::core::v1::ConfigMap;
    use tokio::sync::mpsc;

    type Event = Result<watcher::Event<ConfigMap>, String>;

    fn object(name: &str, version: &str) -> ConfigMap {
        let mut object = ConfigMap::default();
        object.metadata.name = Some(name.to_owned());
        object.metadata.resource_version = Some(version.to_owned());
        object
    }

    fn shared() -> (mpsc::UnboundedSender<Event>, SharedWatch<ConfigMap>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        let events =
            stream::unfold(receiver, |mut receiver: mpsc::UnboundedReceiver<Event>| async move {
                Some((receiver.recv().await?, receiver))
            });
        (sender, SharedWatch::of(events, |object| object.metadata.name.clone()))
    }

    async fn next(sights: &mut (impl Stream<Item = Sight<ConfigMap>> + Unpin)) -> String {
        match sights.next().await.unwrap() {
            Ok(Some(object)) => object.metadata.resource_version.clone().unwrap(),
            Ok(None) => "absent".to_owned(),
            Err(trouble) => trouble,
        }
    }

    #[tokio::test]
    async fn each_hears_of_its_own_object_once_it_is_another() {
        use watcher::Event::{Apply, Delete, Init, InitApply, InitDone};
        let (events, shared) = shared();
        let mut sights = Box::pin(shared.sights("eu"));
        let mut absent = Box::pin(shared.sights("us"));
        for event in [Init, InitApply(object("eu", "1")), InitDone] {
            events.send(Ok(event)).unwrap();
        }
        assert_eq!(next(&mut sights).await, "1");
        assert_eq!(next(&mut absent).await, "absent");
        events.send(Ok(Apply(object("other", "2")))).unwrap();
        events.send(Ok(Apply(object("eu", "3")))).unwrap();
        assert_eq!(next(&mut sights).await, "3");
        events.send(Ok(Delete(object("eu", "3")))).unwrap();
        assert_eq!(next(&mut sights).await, "absent");
        events.send(Ok(Apply(object("us", "4")))).unwrap();
        assert_eq!(next(&mut absent).await, "4");
    }

    #[tokio::test]
    async fn a_broken_watch_is_told_and_what_was_known_comes_back_with_it() {
        use watcher::Event::{Init, InitApply, InitDone};
        let (events, shared) = shared();
        let mut sights = Box::pin(shared.sights("eu"));
        events.send(Err("refused".to_owned())).unwrap();
        assert_eq!(next(&mut sights).await, "refused");
        for event in [Init, InitApply(object("eu", "7")), InitDone] {
            events.send(Ok(event)).unwrap();
        }
        assert_eq!(next(&mut sights).await, "7");
    }
}

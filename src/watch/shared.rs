//! One watch for everybody who waits for objects of one kind: a watch each would be a connection each.

use std::fmt::Debug;
use std::time::Duration;

use futures::{Stream, StreamExt, stream};
use kube::runtime::{WatchStreamExt, watcher};
use kube::{Api, Resource};
use serde::de::DeserializeOwned;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::task::AbortOnDropHandle;

use super::known::Known;

/// What is known of an object now: nothing when it is not there, or why nothing is known.
pub type Sight<K> = Result<Option<K>, String>;

/// A watch that goes on until this is dropped.
pub struct SharedWatch<K> {
    latest: watch::Receiver<Latest<K>>,
    _task: AbortOnDropHandle<()>,
}

struct Latest<K> {
    known: Known<K>,
    trouble: Option<String>,
}

impl<K> SharedWatch<K>
where
    K: Resource + Clone + DeserializeOwned + Debug + Send + Sync + 'static,
{
    /// Begins to watch; objects are known by `key`, and of those with the same only the newest is kept.
    pub fn begin(api: Api<K>, config: watcher::Config, key: fn(&K) -> String) -> Self {
        Self::of(watcher(api, config).default_backoff(), key)
    }

    pub(super) fn of(
        events: impl Stream<Item = Result<watcher::Event<K>, watcher::Error>> + Send + 'static,
        key: fn(&K) -> String,
    ) -> Self {
        let (sender, latest) = watch::channel(Latest { known: Known::by(key), trouble: None });
        let task = async move {
            let mut events = std::pin::pin!(events);
            while let Some(event) = events.next().await {
                sender.send_modify(|latest| latest.trouble = latest.known.take(event));
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
                let told_now = sight.as_ref().map(version);
                if let Some(sight) = sight.filter(|_| told_now != told) {
                    return Some((sight, (latest, told_now, key)));
                }
                latest.changed().await.ok()?;
            }
        })
    }
}

/// So long a watch may take to tell of what was just made.
const LAG: Duration = Duration::from_secs(1);

/// The same for an object that was just made: at first it is absent only if it stays so.
pub(super) fn of_new<K>(sights: impl Stream<Item = Sight<K>>) -> impl Stream<Item = Sight<K>> {
    stream::unfold((Box::pin(sights), true), |(mut sights, is_first)| async move {
        let mut sight = sights.next().await?;
        if is_first
            && matches!(sight, Ok(None))
            && let Ok(next) = timeout(LAG, sights.next()).await
        {
            sight = next?;
        }
        Some((sight, (sights, false)))
    })
}

impl<K: Clone> Latest<K> {
    fn sight(&self, key: &str) -> Option<Sight<K>> {
        match &self.trouble {
            Some(trouble) => Some(Err(trouble.clone())),
            None => self.known.is_complete.then(|| Ok(self.known.objects.get(key).cloned())),
        }
    }
}

/// What tells one sight from another.
fn version<K: Resource>(sight: &Sight<K>) -> Result<Option<String>, String> {
    let version = |object: &K| object.meta().resource_version.clone().unwrap_or_default();
    sight.as_ref().map(|object| object.as_ref().map(version)).map_err(Clone::clone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use k8s_openapi::api::core::v1::ConfigMap;
    use tokio::sync::mpsc;

    use crate::watch::Unreachable;
    use crate::watch::known::name;

    type Event = Result<watcher::Event<ConfigMap>, watcher::Error>;

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
        (sender, SharedWatch::of(events, name))
    }

    async fn next(sights: &mut (impl Stream<Item = Sight<ConfigMap>> + Unpin)) -> String {
        match sights.next().await.unwrap() {
            Ok(Some(object)) => object.metadata.resource_version.unwrap(),
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

    #[tokio::test(start_paused = true)]
    async fn what_was_just_made_is_not_told_as_absent_unless_it_stays_so() {
        let of = |sights: Vec<Option<u8>>| {
            let sights = stream::iter(sights.into_iter().map(Ok)).chain(stream::pending());
            async move { of_new(sights).take(1).collect::<Vec<_>>().await }
        };
        assert_eq!(of(vec![None, Some(7)]).await, [Ok(Some(7))]);
        assert_eq!(of(vec![None]).await, [Ok(None)]);
    }

    #[tokio::test]
    async fn a_broken_watch_is_told_and_what_was_known_comes_back_with_it() {
        use watcher::Event::{Init, InitApply, InitDone};
        let (events, shared) = shared();
        let mut sights = Box::pin(shared.sights("eu"));
        events.send(Err(watcher::Error::NoResourceVersion)).unwrap();
        let trouble = Unreachable::from(&watcher::Error::NoResourceVersion).to_string();
        assert_eq!(next(&mut sights).await, trouble);
        for event in [Init, InitApply(object("eu", "7")), InitDone] {
            events.send(Ok(event)).unwrap();
        }
        assert_eq!(next(&mut sights).await, "7");
    }
}

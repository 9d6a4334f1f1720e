//! What a watch has told until now: the objects by name, of one namespace, or by another key.

use std::collections::BTreeMap;

use kube::runtime::watcher;

use super::Unreachable;

/// The objects of one watch.
pub struct Known<K> {
    /// By their key; of those with the same, the one that was told last.
    pub objects: BTreeMap<String, K>,
    listed: BTreeMap<String, K>,
    key: fn(&K) -> String,
    /// Whether all that there is has been told.
    pub is_complete: bool,
}

impl<K: kube::Resource> Default for Known<K> {
    fn default() -> Self {
        Self::by(name)
    }
}

/// An object's name.
pub fn name<K: kube::Resource>(object: &K) -> String {
    object.meta().name.clone().unwrap_or_default()
}

impl<K: kube::Resource> Known<K> {
    /// Nothing yet, and how objects will be known.
    pub fn by(key: fn(&K) -> String) -> Self {
        Self { objects: BTreeMap::new(), listed: BTreeMap::new(), key, is_complete: false }
    }

    /// Takes in what the watch says; gives why it does not go on.
    pub fn take(&mut self, event: Result<watcher::Event<K>, watcher::Error>) -> Option<String> {
        match event {
            Ok(watcher::Event::Init) => {
                self.listed.clear();
                self.is_complete = false;
            }
            Ok(watcher::Event::InitApply(object)) => {
                self.listed.insert((self.key)(&object), object);
            }
            Ok(watcher::Event::InitDone) => {
                self.objects = std::mem::take(&mut self.listed);
                self.is_complete = true;
            }
            Ok(watcher::Event::Apply(object)) => {
                self.objects.insert((self.key)(&object), object);
            }
            Ok(watcher::Event::Delete(object)) => drop(self.objects.remove(&(self.key)(&object))),
            Err(error) => return self.failed(&error),
        }
        None
    }

    /// A cluster that does not know a type has no objects of it, which is an answer.
    fn failed(&mut self, error: &watcher::Error) -> Option<String> {
        let cause = Unreachable::from(error);
        if let Unreachable::Answered { code: 404, .. } = cause {
            self.objects.clear();
            self.is_complete = true;
            return None;
        }
        Some(cause.to_string())
    }
}

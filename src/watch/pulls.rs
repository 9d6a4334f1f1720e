//! Images that do not come to a node, and whether waiting for them is of any use.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::time::Duration;

use futures::StreamExt;
use k8s_openapi::api::core::v1::Pod;
use kube::runtime::WatchStreamExt;
use kube::runtime::watcher::{self, Event};
use kube::{Api, Client};
use tokio::time::Instant;

use super::images::is_of_chart;
use super::troubles::troubles_of;
use crate::name::Namespace;

/// How long a pull may fail for a reason that may pass, such as a registry that is not reached:
/// three attempts of a kubelet, which come 10 s and 20 s apart.
const PATIENCE: Duration = Duration::from_secs(60);

/// An image that does not come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullTrouble {
    /// The pod that waits for it.
    pub pod: String,
    /// The image.
    pub image: String,
    /// What the kubelet says.
    pub reason: String,
}

/// The pods that count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// Those that come from now on: what is there may be of an earlier try.
    New,
    /// Those that run one of these images: others are of an earlier try.
    Of(Vec<String>),
}

/// Tells each new trouble of pods in the namespace, and ends with an image of the control plane
/// that will not come.
pub async fn unpullable(
    client: &Client,
    namespace: &Namespace,
    which: &Which,
    say: &(dyn Fn(&str) + Send + Sync),
) -> PullTrouble {
    let pods: Api<Pod> = Api::namespaced(client.clone(), namespace.as_str());
    let events = kube::runtime::watcher(pods, watcher::Config::default()).default_backoff();
    let mut events = pin!(events);
    let mut pulls = Pulls::default();
    let mut last = String::new();
    loop {
        let event = tokio::select! {
            event = events.next() => event,
            () = pulls.patience_is_over() => None,
        };
        let pod = match event {
            Some(Ok(Event::Apply(pod))) => pod,
            Some(Ok(Event::InitApply(pod))) => {
                pulls.is_first_list.then(|| pulls.note_old(&pod));
                pod
            }
            Some(Ok(Event::InitDone)) => {
                pulls.is_first_list = false;
                continue;
            }
            // The watch begins anew by itself.
            Some(Ok(Event::Init | Event::Delete(_)) | Err(_)) => continue,
            None => match pulls.oldest() {
                Some((_, trouble)) => return trouble,
                None => std::future::pending().await,
            },
        };
        for trouble in troubles_of(&pod) {
            if trouble != last {
                say(&trouble);
                last = trouble;
            }
        }
        if let Some(trouble) = pulls.judge(&pod, which) {
            return trouble;
        }
    }
}

struct Pulls {
    is_first_list: bool,
    old: BTreeSet<String>,
    /// Since when a pod waits for an image.
    waiting: BTreeMap<String, (Instant, PullTrouble)>,
}

impl Default for Pulls {
    fn default() -> Self {
        Self { is_first_list: true, old: BTreeSet::new(), waiting: BTreeMap::new() }
    }
}

impl Pulls {
    fn note_old(&mut self, pod: &Pod) {
        self.old.insert(pod.metadata.name.clone().unwrap_or_default());
    }

    /// The trouble of a pod, if it is for good; what may pass is remembered.
    fn judge(&mut self, pod: &Pod, which: &Which) -> Option<PullTrouble> {
        let name = pod.metadata.name.clone().unwrap_or_default();
        let counts = |trouble: &PullTrouble| match which {
            Which::New => !self.old.contains(&name),
            Which::Of(images) => images.contains(&trouble.image),
        };
        let found = pull_trouble(pod).filter(|trouble| is_of_chart(pod) && counts(trouble));
        let Some(trouble) = found else {
            self.waiting.remove(&name);
            return None;
        };
        if is_for_good(&trouble.reason) {
            return Some(trouble);
        }
        self.waiting.entry(name).or_insert((Instant::now(), trouble));
        None
    }

    fn oldest(&self) -> Option<(Instant, PullTrouble)> {
        self.waiting.values().min_by_key(|(since, _)| *since).cloned()
    }

    async fn patience_is_over(&self) {
        match self.oldest() {
            Some((since, _)) => tokio::time::sleep_until(since + PATIENCE).await,
            None => std::future::pending().await,
        }
    }
}

/// The image that a pod waits for in vain.
fn pull_trouble(pod: &Pod) -> Option<PullTrouble> {
    let statuses = pod.status.as_ref()?.container_statuses.as_ref()?;
    statuses.iter().find_map(|status| {
        let waiting = status.state.as_ref()?.waiting.as_ref()?;
        let reason = waiting.reason.clone().unwrap_or_default();
        let is_pull = matches!(
            reason.as_str(),
            "ErrImagePull" | "ImagePullBackOff" | "InvalidImageName" | "ErrImageNeverPull"
        );
        let containers = pod.spec.iter().flat_map(|spec| &spec.containers);
        let container = containers.into_iter().find(|container| container.name == status.name);
        let image = container.and_then(|container| container.image.clone());
        let message = waiting.message.as_ref().map(|text| format!(": {text}")).unwrap_or_default();
        is_pull.then(|| PullTrouble {
            pod: pod.metadata.name.clone().unwrap_or_default(),
            image: image.unwrap_or_else(|| status.image.clone()),
            reason: format!("{reason}{message}"),
        })
    })
}

/// Whether another attempt of the kubelet can't end better: the registry answered, and has it not.
fn is_for_good(reason: &str) -> bool {
    [
        "InvalidImageName",
        "ErrImageNeverPull",
        "manifest unknown",
        "insufficient_scope",
        "pull access denied",
        "no matching manifest",
        ": not found",
    ]
    .iter()
    .any(|word| reason.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    const IMAGE: &str = "quay.io/a/kubefed:v0";

    fn pod(reason: &str, message: &str) -> Pod {
        serde_json::from_value(serde_json::json!({
            "metadata": {"name": "kubefed-1", "labels": {"kubefed-control-plane": "webhook"}},
            "spec": {"containers": [{"name": "w", "image": IMAGE}]},
            "status": {"containerStatuses": [{
                "name": "w", "image": "", "imageID": "", "ready": false, "restartCount": 0,
                "state": {"waiting": {"reason": reason, "message": message}},
            }]},
        }))
        .unwrap()
    }

    fn its_image() -> Which {
        Which::Of(vec![IMAGE.to_owned()])
    }

    #[rstest::rstest]
    #[case::no_such_tag("ErrImagePull", "failed to resolve reference \"x\": x: not found")]
    #[case::no_such_repository("ErrImagePull", "pull access denied, repository does not exist")]
    #[case::no_name("InvalidImageName", "")]
    fn an_image_that_the_registry_has_not_ends_the_wait(#[case] why: &str, #[case] message: &str) {
        let found = Pulls::default().judge(&pod(why, message), &its_image()).unwrap();
        assert_eq!((found.image.as_str(), found.pod.as_str()), (IMAGE, "kubefed-1"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_registry_that_is_not_reached_has_its_time() {
        let mut pulls = Pulls::default();
        let unreached = pod("ErrImagePull", "dial tcp: lookup quay.io: no such host");
        assert_eq!(pulls.judge(&unreached, &its_image()), None);
        let began = Instant::now();
        pulls.patience_is_over().await;
        assert_eq!(began.elapsed(), PATIENCE);
        // A pull that came through is forgotten.
        assert_eq!(pulls.judge(&pod("ContainerCreating", ""), &its_image()), None);
        assert_eq!(pulls.oldest(), None);
    }

    #[test]
    fn what_is_left_of_an_earlier_try_does_not_count() {
        let gone = pod("ErrImagePull", "x: not found");
        let other = Which::Of(vec!["quay.io/a/kubefed:v1".to_owned()]);
        assert_eq!(Pulls::default().judge(&gone, &other), None);
        let mut pulls = Pulls::default();
        pulls.note_old(&gone);
        assert_eq!(pulls.judge(&gone, &Which::New), None);
        let mut somebody_elses = gone;
        somebody_elses.metadata.labels = None;
        assert_eq!(Pulls::default().judge(&somebody_elses, &its_image()), None);
    }
}

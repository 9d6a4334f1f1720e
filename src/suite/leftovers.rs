//! Waits until the namespaces that the specs worked in are gone from the host.
//!
//! Their objects have finalizers that only a running control plane takes away: whoever removed that
//! before would have to do it by hand.

use std::time::{Duration, Instant};

use k8s_openapi::api::core::v1::Namespace;
use kube::api::ListParams;
use kube::{Api, Client};
use tokio_util::sync::CancellationToken;

use super::Say;
use crate::watch::wait::{Verdict, Waiting, await_object};

/// How the suite begins the names of its namespaces.
const PREFIX: &str = "e2e-tests-";
/// How long is waited; the last one took 20 s.
const LIMIT: Duration = Duration::from_secs(180);

/// Waits for those that are being deleted; says which are still there at the end, or stay.
pub(super) async fn await_gone(client: Client, cancel: &CancellationToken, say: Say<'_>) {
    let namespaces: Api<Namespace> = Api::all(client);
    let started = Instant::now();
    let found = match namespaces.list(&ListParams::default()).await {
        Ok(found) => found.items,
        Err(error) => return say(&format!("the namespaces of the specs can't be listed: {error}")),
    };
    let ours = found.into_iter().filter_map(|namespace| namespace.metadata.name);
    let ours: Vec<String> = ours.filter(|name| name.starts_with(PREFIX)).collect();
    if ours.is_empty() {
        return;
    }
    say(&format!("waiting until the specs' namespaces are gone: {} are not yet", ours.len()));
    for name in ours {
        let limit = LIMIT.saturating_sub(started.elapsed());
        let waiting = Waiting { limit, cancel, say: &|_: &str| {} };
        if let Err(error) = await_object(namespaces.clone(), &name, waiting, judge).await {
            say(&format!("namespace {name} of a spec is still there: {error}"));
        }
    }
}

fn judge(namespace: Option<&Namespace>) -> Verdict<()> {
    match namespace {
        None => Verdict::Yes(()),
        Some(found) if found.metadata.deletion_timestamp.is_none() => {
            Verdict::Never("nobody deletes it; its spec was ended before it could".to_owned())
        }
        Some(_) => Verdict::NotYet("it is Terminating".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namespace_that_nobody_deletes_is_not_waited_for() {
        let mut namespace = Namespace::default();
        assert!(matches!(judge(Some(&namespace)), Verdict::Never(_)));
        let now = serde_json::from_str("\"2026-11-24T15:00:00Z\"").unwrap();
        namespace.metadata.deletion_timestamp = Some(now);
        assert!(matches!(judge(Some(&namespace)), Verdict::NotYet(_)));
    }
}

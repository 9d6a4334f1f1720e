//! Waits until the control plane works on every federated type.
//!
//! It starts the types' controllers one after another once it leads, and before 0.10 it asks for all
//! API groups at each, so slowly that the last begins minutes after the clusters are Ready. Specs
//! give up after 30 s; one that met an idle type would fail for a reason that is none of its own.

use std::time::{Duration, Instant};

use kube::api::ListParams;
use kube::{Api, Client};
use tokio_util::sync::CancellationToken;

use super::Say;
use crate::watch::member::FederatedTypeConfig;
use crate::watch::wait::{Verdict, Waiting, await_object};

/// How long is waited for all; on a busy machine the last one took 170 s.
const LIMIT: Duration = Duration::from_secs(360);

/// Waits; says which types are not worked on at the end. The specs then say what comes of it.
pub(super) async fn await_all(
    client: Client,
    namespace: &str,
    cancel: &CancellationToken,
    say: Say<'_>,
) {
    let types: Api<FederatedTypeConfig> = Api::namespaced(client, namespace);
    let started = Instant::now();
    let found = match types.list(&ListParams::default()).await {
        Ok(found) => found.items,
        Err(error) => return say(&format!("the federated types can't be listed: {error}")),
    };
    let idle = found.into_iter().filter(|config| judge(Some(config)) != Verdict::Yes(()));
    let idle: Vec<String> = idle.filter_map(|config| config.metadata.name).collect();
    if idle.is_empty() {
        return;
    }
    say(&format!("waiting until KubeFed works on {} types more", idle.len()));
    for name in idle {
        let limit = LIMIT.saturating_sub(started.elapsed());
        let waiting = Waiting { limit, cancel, say: &|_: &str| {} };
        if let Err(error) = await_object(types.clone(), &name, waiting, judge).await {
            say(&format!("KubeFed does not work on the type {name}: {error}"));
        }
    }
}

/// A type that is left alone, as cluster-scoped ones are by a namespaced control plane, has a status
/// as well.
fn judge(config: Option<&FederatedTypeConfig>) -> Verdict<()> {
    let Some(config) = config else { return Verdict::Never("it is gone".to_owned()) };
    match &config.status {
        Some(status) if !status.propagation_controller.is_empty() => Verdict::Yes(()),
        Some(_) | None => Verdict::NotYet("its controller is not started yet".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[rstest::rstest]
    #[case::not_looked_at(json!(null), false)]
    #[case::at_work(json!({"propagationController": "Running"}), true)]
    #[case::left_alone(json!({"propagationController": "NotRunning"}), true)]
    fn a_type_that_was_looked_at_has_a_status(
        #[case] status: serde_json::Value,
        #[case] is_at_work: bool,
    ) {
        let config = serde_json::from_value(json!({
            "apiVersion": "core.kubefed.io/v1beta1", "kind": "FederatedTypeConfig",
            "metadata": {"name": "jobs.batch"},
            "spec": {"propagation": "Enabled", "targetType": {"scope": "Namespaced"}},
            "status": status,
        }));
        assert_eq!(judge(Some(&config.unwrap())) == Verdict::Yes(()), is_at_work);
    }
}

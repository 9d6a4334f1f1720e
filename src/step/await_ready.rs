//! Waits until a cluster's KubeFedCluster is Ready.

use jiff::{SignedDuration, Timestamp};
use kube::Api;

use super::{Change, Error, Rig, Say};
use crate::explain::with_cause;
use crate::name::ClusterName;
use crate::watch::KubeFedCluster;
use crate::watch::cause::{newest_warning, tell_warnings};
use crate::watch::readiness::{Readiness, is_for_good, last_probe, readiness};
use crate::watch::wait::{Verdict, WaitError, Waiting, await_shared};

/// So long after the last probe before a change a probe is the second one since then: KubeFed probes
/// each 10 s, and the first one may still have gone with what was there before.
const SECOND_PROBE: SignedDuration = SignedDuration::from_secs(15);

/// Wait for this cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct AwaitReady {
    /// The cluster.
    pub name: ClusterName,
}

impl AwaitReady {
    pub(super) async fn apply(&self, rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
        let members = rig.members().await?;
        let limit = rig.federation.timeouts.ready;
        let say_cause = |reason: &str| say(&with_cause(reason));
        let waiting = Waiting { limit, cancel: &rig.cancel, say: &say_cause };
        let stale = rig.stale(&self.name);
        let judge = |cluster: Option<&KubeFedCluster>| judge(cluster, stale);
        let waited = async {
            tokio::select! {
                waited = await_shared(&members.clusters, self.name.as_str(), waiting, judge) => waited,
                reason = tell_warnings(&members.warnings, &self.name, say) => {
                    Err(WaitError::Never { reason })
                }
            }
        };
        match rig.timing.waiting(waited).await {
            Ok(fact) => Ok(Change::Unchanged(fact)),
            Err(source) => Err(self.not_ready(rig, source).await),
        }
    }

    async fn not_ready(&self, rig: &Rig, source: WaitError) -> Error {
        let event = match source {
            WaitError::Cancelled { .. } => None,
            WaitError::TimedOut { .. } | WaitError::Never { .. } => self.newest_event(rig).await,
        };
        Error::NotReady {
            cluster: self.name.clone(),
            access: rig.federation.host.access.clone(),
            namespace: rig.federation.kubefed.namespace.clone(),
            event,
            source,
        }
    }

    async fn newest_event(&self, rig: &Rig) -> Option<String> {
        let host = rig.host().await.ok()?;
        newest_warning(&host, &rig.federation.kubefed.namespace, &self.name).await
    }
}

/// When the control plane probed a member last.
pub(super) async fn newest_probe(
    rig: &Rig,
    name: &ClusterName,
) -> Result<Option<Timestamp>, Error> {
    let host = rig.host().await?;
    let namespace = rig.federation.kubefed.namespace.as_str();
    let clusters: Api<KubeFedCluster> = Api::namespaced(host, namespace);
    let asked = clusters.get_opt(name.as_str());
    let cluster = rig.ask(&rig.federation.host.name, "a KubeFedCluster", asked).await?;
    Ok(cluster.as_ref().and_then(last_probe))
}

/// Whether what the status says is surely of after the newest change.
fn is_settled(cluster: Option<&KubeFedCluster>, stale: Option<Timestamp>) -> bool {
    let Some(stale) = stale else { return true };
    cluster.and_then(last_probe).is_some_and(|probe| probe.duration_since(stale) >= SECOND_PROBE)
}

/// A status from before the newest change says nothing; one that names a cause which does not go
/// away by itself is not waited on.
fn judge(cluster: Option<&KubeFedCluster>, stale: Option<Timestamp>) -> Verdict<String> {
    if stale.is_some() && cluster.and_then(last_probe) <= stale {
        return Verdict::NotYet("KubeFed has not probed it since the change".to_owned());
    }
    match readiness(cluster) {
        Readiness::Ready { .. } => {
            let status = cluster.and_then(|cluster| cluster.status.as_ref());
            let version = status.and_then(|status| status.kubernetes_version.clone());
            Verdict::Yes(match version {
                Some(version) => format!("Ready, Kubernetes {version}"),
                None => "Ready".to_owned(),
            })
        }
        Readiness::NotYet { reason, .. } if is_for_good(&reason) && is_settled(cluster, stale) => {
            Verdict::Never(reason)
        }
        Readiness::NotYet { reason, .. } => Verdict::NotYet(reason),
        Readiness::Gone => Verdict::NotYet("its KubeFedCluster is not there".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(probed: &str) -> KubeFedCluster {
        serde_json::from_value(serde_json::json!({
            "apiVersion": "core.kubefed.io/v1beta1", "kind": "KubeFedCluster",
            "metadata": {"name": "us"},
            "spec": {"apiEndpoint": "https://192.0.2.1", "secretRef": {"name": "us"}},
            "status": {"conditions": [{"type": "Offline", "status": "True",
                "lastProbeTime": probed, "lastTransitionTime": probed,
                "reason": "ClusterNotReachable",
                "message": "cluster is not reachable: the server has asked for the client to provide credentials"}]},
        }))
        .unwrap()
    }

    #[rstest::rstest]
    #[case::of_before("2026-11-24T10:00:00Z", false)]
    #[case::perhaps_with_the_old_token("2026-11-24T10:00:10Z", false)]
    #[case::surely_with_the_new_one("2026-11-24T10:00:20Z", true)]
    fn a_token_is_given_up_when_it_was_surely_the_new_one_that_was_refused(
        #[case] probed: &str,
        #[case] is_given_up: bool,
    ) {
        let stale = "2026-11-24T10:00:00Z".parse().unwrap();
        let verdict = judge(Some(&refused(probed)), Some(stale));
        assert_eq!(matches!(verdict, Verdict::Never(_)), is_given_up, "{verdict:?}");
    }
}

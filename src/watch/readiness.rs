//! A KubeFedCluster's status as one answer: Ready, or why not. Pure.

use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::member::{ClusterCondition, KubeFedCluster};
use crate::explain::{Heals, explain};

/// Whether a member is Ready.
#[derive(Debug, Clone, PartialEq)]
pub enum Readiness {
    /// The control plane reaches the member.
    Ready {
        /// Since when, if the status says so.
        since: Option<Timestamp>,
    },
    /// It does not, or has not said so yet.
    NotYet {
        /// Why, as one sentence.
        reason: String,
        /// Since when, if the status says so.
        since: Option<Timestamp>,
    },
    /// There is no such KubeFedCluster.
    Gone,
}

/// What the KubeFedCluster says; `None` when there is none.
pub fn readiness(cluster: Option<&KubeFedCluster>) -> Readiness {
    let Some(cluster) = cluster else { return Readiness::Gone };
    let conditions = cluster.status.as_ref().map(|status| status.conditions.as_slice());
    let conditions = conditions.unwrap_or_default();
    let named = |kind: &str| conditions.iter().find(|condition| condition.kind == kind);
    match (named("Ready"), named("Offline")) {
        (Some(ready), _) if ready.status == "True" => {
            Readiness::Ready { since: since(&ready.last_transition_time) }
        }
        (_, Some(offline)) if offline.status == "True" => not_yet(offline, "Offline"),
        (Some(ready), _) => not_yet(ready, "not Ready"),
        (None, _) => match conditions.iter().find(|condition| condition.status == "True") {
            Some(other) => not_yet(other, &other.kind),
            None => Readiness::NotYet {
                reason: "not probed yet: the controller's next health check is due".to_owned(),
                since: None,
            },
        },
    }
}

/// When the member was probed last.
pub fn last_probe(cluster: &KubeFedCluster) -> Option<Timestamp> {
    let conditions = cluster.status.iter().flat_map(|status| &status.conditions);
    conditions.filter_map(|condition| since(&condition.last_probe_time)).max()
}

/// Whether a reason names a cause that no waiting takes away: a certificate that is not trusted, or
/// a token that nobody knows.
pub fn is_for_good(reason: &str) -> bool {
    explain(reason).is_some_and(|signature| signature.heals == Heals::Never)
}

/// Whether the member does not know the token: it is wrong, or has expired.
pub fn is_unauthorized(reason: &str) -> bool {
    reason.contains("Unauthorized") || reason.contains("provide credentials")
}

fn not_yet(condition: &ClusterCondition, word: &str) -> Readiness {
    let told = [condition.reason.as_deref(), condition.message.as_deref()];
    let told: Vec<&str> = told.into_iter().flatten().filter(|text| !text.is_empty()).collect();
    let reason = match told.as_slice() {
        [] => word.to_owned(),
        told => format!("{word}, {}", told.join(": ")),
    };
    Readiness::NotYet { reason, since: since(&condition.last_transition_time) }
}

fn since(time: &Option<Time>) -> Option<Timestamp> {
    time.as_ref().map(|time| time.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cluster(conditions: serde_json::Value) -> KubeFedCluster {
        serde_json::from_value(serde_json::json!({
            "apiVersion": "core.kubefed.io/v1beta1",
            "kind": "KubeFedCluster",
            "metadata": {"name": "us-east"},
            "spec": {"apiEndpoint": "https://10.0.0.2:6443", "secretRef": {"name": "s"}},
            "status": {"conditions": conditions},
        }))
        .unwrap()
    }

    #[test]
    fn ready_is_ready() {
        let cluster = cluster(serde_json::json!([{"type": "Ready", "status": "True",
            "reason": "ClusterReady", "lastTransitionTime": "2026-11-24T08:00:00Z"}]));
        let since = Some("2026-11-24T08:00:00Z".parse().unwrap());
        assert_eq!(readiness(Some(&cluster)), Readiness::Ready { since });
    }

    #[test]
    fn an_offline_member_says_what_the_condition_says() {
        let cluster = cluster(serde_json::json!([{"type": "Offline", "status": "True",
            "reason": "ClusterNotReachable", "message": "cluster is not reachable"}]));
        let Readiness::NotYet { reason, .. } = readiness(Some(&cluster)) else {
            panic!("offline is not Ready")
        };
        assert_eq!(reason, "Offline, ClusterNotReachable: cluster is not reachable");
    }

    #[test]
    fn a_member_that_was_never_probed_says_so() {
        let cluster = cluster(serde_json::json!([]));
        let Readiness::NotYet { reason, .. } = readiness(Some(&cluster)) else {
            panic!("not probed is not Ready")
        };
        assert!(reason.starts_with("not probed yet"), "{reason}");
    }

    #[test]
    fn a_missing_object_is_gone() {
        assert_eq!(readiness(None), Readiness::Gone);
    }
}

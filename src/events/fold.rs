//! The same thing that happened often is told once, with its number.

use std::collections::BTreeMap;

use super::FederationEvent;

/// Events that differ only in their time as one each, by the time of the last.
pub fn fold(events: Vec<FederationEvent>) -> Vec<FederationEvent> {
    let mut folded: BTreeMap<_, FederationEvent> = BTreeMap::new();
    for event in events {
        let key = (
            event.cluster.clone(),
            event.namespace.clone(),
            event.object.clone(),
            event.reason.clone(),
            event.message.clone(),
        );
        match folded.get_mut(&key) {
            Some(known) => {
                known.count += event.count;
                known.at = known.at.max(event.at);
                known.first = [known.first, event.first].into_iter().flatten().min();
            }
            None => drop(folded.insert(key, event)),
        }
    }
    let mut events: Vec<FederationEvent> = folded.into_values().collect();
    // A stable sort: what happened at the same second stays in the order of its names.
    events.sort_by_key(|event| event.at);
    events
}

#[cfg(test)]
mod tests {
    use k8s_openapi::api::core::v1::Event;
    use serde_json::json;

    use super::super::concerns;
    use super::*;

    fn event(cluster: &str, last: &str, message: &str, count: i32) -> FederationEvent {
        let event: Event = serde_json::from_value(json!({
            "metadata": {"namespace": "kfs"}, "type": "Warning", "count": count,
            "reason": "RetrievingClusterHealthFailed", "message": message,
            "firstTimestamp": "2026-11-24T08:00:00Z", "lastTimestamp": last,
            "involvedObject": {"kind": "KubeFedCluster", "name": "us", "namespace": "kfs",
                "apiVersion": "core.kubefed.io/v1beta1"}}))
        .unwrap();
        FederationEvent::of(cluster.parse().unwrap(), event)
    }

    #[test]
    fn the_same_event_is_told_once_with_its_number_and_its_last_time() {
        let events = vec![
            event("eu", "2026-11-24T08:05:00Z", "refused", 3),
            event("us", "2026-11-24T08:02:00Z", "refused", 1),
            event("eu", "2026-11-24T08:03:00Z", "refused", 2),
        ];
        let told: Vec<(String, i64)> =
            fold(events).iter().map(|it| (it.cluster.to_string(), it.count)).collect();
        assert_eq!(told, [("us".to_owned(), 1), ("eu".to_owned(), 5)]);
    }

    #[test]
    fn events_of_other_things_concern_nobody() {
        let of = |namespace: &str, version: &str| -> Event {
            serde_json::from_value(json!({"metadata": {"namespace": namespace},
                "involvedObject": {"apiVersion": version, "namespace": namespace}}))
            .unwrap()
        };
        let namespace = "kfs".parse().unwrap();
        assert!(concerns(&of("kfs", "v1"), &namespace));
        assert!(concerns(&of("apps", "types.kubefed.io/v1beta1"), &namespace));
        assert!(!concerns(&of("apps", "apps/v1"), &namespace));
    }

    #[test]
    fn an_event_of_the_new_kind_has_its_times_elsewhere() {
        let event: Event = serde_json::from_value(json!({"metadata": {}, "involvedObject": {},
            "eventTime": "2026-11-24T08:00:00.000001Z",
            "series": {"count": 4, "lastObservedTime": "2026-11-24T08:01:00.000000Z"}}))
        .unwrap();
        let event = FederationEvent::of("eu".parse().unwrap(), event);
        assert_eq!((event.count, event.kind.as_str()), (4, "Normal"));
        assert!(event.at > event.first);
    }
}

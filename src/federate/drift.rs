//! What of a federated object is not as wanted.

use serde_json::Value as Json;

use super::{Federated, WHEN_REMOVED, WORKLOAD_LABEL};

/// The fields that differ, the shallowest that say it: `spec.template.data.apple`. None when the
/// object is as wanted.
pub fn drift(wanted: &Json, present: &Json) -> Option<String> {
    let mut differences = Vec::new();
    differ(&wanted["spec"], &present["spec"], "spec", &mut differences);
    let metadata = |json: &Json, map: &str, key: &str| json["metadata"][map][key].clone();
    for (map, key) in [("labels", WORKLOAD_LABEL), ("annotations", WHEN_REMOVED)] {
        if metadata(wanted, map, key) != metadata(present, map, key) {
            differences.push(format!("metadata.{map}.{key}"));
        }
    }
    const SHOWN: usize = 3;
    match differences.as_slice() {
        [] => None,
        all if all.len() <= SHOWN => Some(all.join(", ")),
        all => Some(format!("{} and {} more", all[..SHOWN].join(", "), all.len() - SHOWN)),
    }
}

fn differ(wanted: &Json, present: &Json, path: &str, found: &mut Vec<String>) {
    match (wanted, present) {
        (Json::Object(wanted), Json::Object(present)) => {
            for (key, value) in wanted {
                let path = format!("{path}.{key}");
                differ(value, present.get(key).unwrap_or(&Json::Null), &path, found);
            }
            let more = present.keys().filter(|key| !wanted.contains_key(*key));
            found.extend(more.map(|key| format!("{path}.{key}")));
        }
        (wanted, present) if wanted == present => {}
        _ => found.push(path.to_owned()),
    }
}

impl Federated {
    /// With what KubeFed's scheduler has written into `present`: placement, and replicas in each
    /// member. That is its to say while a ReplicaSchedulingPreference for the object is there.
    #[must_use]
    pub fn leaving_replicas_to(mut self, present: &Json) -> Self {
        if let Some(placement) = present["spec"].get("placement") {
            self.body["spec"]["placement"] = placement.clone();
        }
        if let Some(overrides) = present["spec"].get("overrides") {
            self.body["spec"]["overrides"] = overrides.clone();
        }
        self
    }
}

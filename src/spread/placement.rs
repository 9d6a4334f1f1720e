//! Where a federated object goes. Source: pkg/controller/util/placement.go of KubeFed 0.10.0.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::name::ClusterName;

/// The labels of clusters.
pub(super) type Labels = BTreeMap<ClusterName, BTreeMap<String, String>>;

/// The clusters in which the federated object is placed: those that it names or, if it names none, those
/// that it selects. An empty list is nobody.
pub(super) fn placed(object: &Value, clusters: &Labels) -> BTreeSet<ClusterName> {
    match object["spec"]["placement"]["clusters"].as_array() {
        None => selected(object, clusters),
        Some(named) => {
            let names: BTreeSet<&str> =
                named.iter().filter_map(|cluster| cluster["name"].as_str()).collect();
            clusters.keys().filter(|name| names.contains(name.as_str())).cloned().collect()
        }
    }
}

/// The clusters that its selector selects: none without a selector, and all with an empty one.
pub(super) fn selected(object: &Value, clusters: &Labels) -> BTreeSet<ClusterName> {
    let selector = &object["spec"]["placement"]["clusterSelector"];
    if !selector.is_object() {
        return BTreeSet::new();
    }
    let chosen = clusters.iter().filter(|(_, labels)| matches(selector, labels));
    chosen.map(|(name, _)| name.clone()).collect()
}

/// As Kubernetes takes a label selector.
fn matches(selector: &Value, labels: &BTreeMap<String, String>) -> bool {
    let has = |key: &str, value: &Value| {
        value.as_str().is_some_and(|value| labels.get(key).is_some_and(|label| label == value))
    };
    let mut equal = selector["matchLabels"].as_object().into_iter().flatten();
    let mut rules = selector["matchExpressions"].as_array().into_iter().flatten();
    equal.all(|(key, value)| has(key, value))
        && rules.all(|rule| {
            let key = rule["key"].as_str().unwrap_or_default();
            let mut values = rule["values"].as_array().into_iter().flatten();
            match rule["operator"].as_str() {
                Some("In") => values.any(|value| has(key, value)),
                Some("NotIn") => !values.any(|value| has(key, value)),
                Some("Exists") => labels.contains_key(key),
                Some("DoesNotExist") => !labels.contains_key(key),
                Some(_) | None => false,
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[rstest::rstest]
    #[case::by_name(json!({"clusters": [{"name": "us"}, {"name": "gone"}]}), &["us"])]
    #[case::nobody(json!({"clusters": [], "clusterSelector": {}}), &[])]
    #[case::everybody(json!({"clusterSelector": {}}), &["eu", "us"])]
    #[case::nothing_said(json!({}), &[])]
    #[case::by_label(json!({"clusterSelector": {"matchLabels": {"region": "eu"}}}), &["eu"])]
    #[case::by_rule(
        json!({"clusterSelector": {"matchExpressions": [
            {"key": "region", "operator": "NotIn", "values": ["eu"]}]}}),
        &["us"]
    )]
    fn an_object_goes_where_its_placement_says(#[case] placement: Value, #[case] wanted: &[&str]) {
        let labels = |region: &str| BTreeMap::from([("region".to_owned(), region.to_owned())]);
        let clusters = ["eu", "us"].map(|name| (name.parse().unwrap(), labels(name)));
        let found = placed(&json!({"spec": {"placement": placement}}), &Labels::from(clusters));
        let found: Vec<&str> = found.iter().map(ClusterName::as_str).collect();
        assert_eq!(found, wanted);
    }
}

//! What an API server adds to an object that a person wrote.

use serde_json::{Map, Value as Json};

/// Fields of `metadata` that a template has no use for.
const METADATA: [&str; 9] = [
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "managedFields",
    "selfLink",
    "ownerReferences",
    "finalizers",
];
/// Annotations of tools and controllers.
const ANNOTATIONS: [&str; 2] =
    ["kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision"];

/// The object as a person would have written it: without its status, what only the server knows, and
/// addresses that each cluster gives by itself.
pub fn without_server_made(object: &Map<String, Json>) -> Map<String, Json> {
    let mut object = object.clone();
    object.remove("status");
    if let Some(Json::Object(metadata)) = object.get_mut("metadata") {
        for field in METADATA {
            metadata.remove(field);
        }
        if let Some(Json::Object(annotations)) = metadata.get_mut("annotations") {
            for annotation in ANNOTATIONS {
                annotations.remove(annotation);
            }
            if annotations.is_empty() {
                metadata.remove("annotations");
            }
        }
        if let Some(Json::Object(labels)) = metadata.get_mut("labels") {
            labels.remove("kubefed.io/managed");
            labels.remove("kubernetes.io/metadata.name");
            if labels.is_empty() {
                metadata.remove("labels");
            }
        }
    }
    let kind = object.get("kind").and_then(Json::as_str).unwrap_or_default().to_owned();
    if let Some(Json::Object(spec)) = object.get_mut("spec") {
        match kind.as_str() {
            "Service" => {
                spec.remove("clusterIP");
                spec.remove("clusterIPs");
            }
            "Namespace" => drop(spec.remove("finalizers")),
            _ => {}
        }
    }
    if kind == "Namespace" && object.get("spec").is_some_and(|spec| *spec == serde_json::json!({}))
    {
        object.remove("spec");
    }
    object
}

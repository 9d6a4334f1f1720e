//! What KubeFed says of a federated object's way into a member.
//!
//! Source: `pkg/controller/sync/status` of KubeFed 0.7.0 to 0.10.0.

use serde_json::Value as Json;

use crate::name::ClusterName;

/// Whether an object is in a member as wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Propagation {
    /// It is.
    Done,
    /// It is not, or not yet.
    NotYet(Missing),
}

/// Why an object is not in a member as wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// KubeFed's word: `ClusterNotReady`, `CreationFailed`.
    pub status: String,
    /// The same as a sentence.
    pub sentence: String,
}

/// What the status of `object` says of `member`.
pub fn propagation(object: &Json, member: &ClusterName) -> Propagation {
    let not_yet = |status: &str, sentence: &str| {
        Propagation::NotYet(Missing { status: status.to_owned(), sentence: sentence.to_owned() })
    };
    if object["metadata"]["deletionTimestamp"].is_string() {
        return not_yet("Deleting", "it is being deleted");
    }
    let status = &object["status"];
    let generation = &object["metadata"]["generation"];
    let observed = &status["observedGeneration"];
    if status.is_null() || !observed.is_null() && observed != generation {
        return not_yet("NotObserved", "KubeFed has not looked at it yet");
    }
    let clusters = status["clusters"].as_array();
    let of_member =
        clusters.into_iter().flatten().find(|cluster| cluster["name"] == member.as_str());
    match of_member.map(|cluster| cluster["status"].as_str().unwrap_or_default()) {
        Some("") => Propagation::Done,
        Some(status) => not_yet(status, sentence(status)),
        None => {
            let conditions = status["conditions"].as_array().into_iter().flatten();
            let mut reasons = conditions
                .filter(|condition| condition["type"] == "Propagation")
                .filter_map(|condition| condition["reason"].as_str());
            match reasons.find(|reason| !reason.is_empty() && *reason != "CheckClusters") {
                Some(reason) => not_yet(reason, sentence(reason)),
                None => not_yet("NotPlaced", "KubeFed does not place it there"),
            }
        }
    }
}

fn sentence(status: &str) -> &'static str {
    match status {
        "ClusterNotReady" => "the member is not Ready",
        "WaitingForRemoval" => "the object is being removed from the member",
        "AlreadyExists" => "an object of that name is there, and KubeFed does not adopt it",
        "ManagedLabelFalse" => {
            "an object of that name is there that says `kubefed.io/managed: false`"
        }
        "CreationFailed" | "CreationTimedOut" => "it could not be created",
        "UpdateFailed" | "UpdateTimedOut" => "it could not be updated",
        "DeletionFailed" | "DeletionTimedOut" => "it could not be deleted",
        "LabelRemovalFailed" | "LabelRemovalTimedOut" => "KubeFed's label could not be taken off",
        "ApplyOverridesFailed" => "an override does not fit the object",
        "ComputeResourceFailed" => "its form for this member could not be made",
        "CachedRetrievalFailed" | "RetrievalFailed" | "ClientRetrievalFailed" => {
            "the member was not asked, or gave no answer"
        }
        "FieldRetentionFailed" => "a field that the member keeps could not be kept",
        "VersionRetrievalFailed" => "its version in the member is not known",
        "NamespaceNotFederated" => "its namespace is not federated",
        "ComputePlacementFailed" => "where it goes could not be made out",
        "ClusterRetrievalFailed" => "the members could not be listed",
        _ => "KubeFed says no more",
    }
}

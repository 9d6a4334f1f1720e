//! Makes a federated object in the host, or replaces it, so that a field that was taken away goes.

use k8s_openapi::api::core::v1::Namespace;
use kube::{Api, Client};
use serde_json::{Value as Json, json};

use super::{Change, Error, Rig};
use crate::federate::{Federated, MADE_NAMESPACE, WORKLOAD_LABEL};
use crate::observe::workloads::api;

/// How often it is tried to write over what KubeFed writes at the same time.
const TRIES: u32 = 10;

/// Make this object.
#[derive(Debug, Clone, PartialEq)]
pub struct FederateObject {
    /// The object.
    pub object: Federated,
}

impl FederateObject {
    pub(super) async fn apply(&self, rig: &Rig) -> Result<Change, Error> {
        let object = &self.object;
        let host = rig.host().await?;
        let kubectl = rig.kubectl(&rig.federation.host.access);
        let failed = |source| Error::Federate { object: object.to_string(), source };
        let mut body = object.body.clone();
        if object.is_namespace() && self.has_namespace_of_ours(rig, &host).await? {
            body["metadata"]["annotations"][MADE_NAMESPACE] = json!("true");
        }
        let objects = api(&host, &object.of.federated(), object.namespace.as_deref());
        let mut tries = TRIES;
        loop {
            let asked = objects.get_opt(&object.name);
            let present = rig.ask(&rig.federation.host.name, "a federated object", asked).await?;
            let Some(present) = present.and_then(|it| serde_json::to_value(it).ok()) else {
                kubectl.create(&body).await.map_err(failed)?;
                return Ok(Change::Changed(format!("{object} is federated")));
            };
            tries -= 1;
            match kubectl.replace(&over(&body, &present)).await {
                Ok(()) => return Ok(Change::Changed(format!("{object} is replaced"))),
                // KubeFed writes its status whenever something changes in a member.
                Err(failure) if tries > 0 && failure.stderr().contains("(Conflict)") => {}
                Err(failure) => return Err(failed(failure)),
            }
        }
    }

    /// Makes the host's namespace, unless it is there; whether it is one that fedrig made. Its label says
    /// so only until KubeFed writes the namespace, so the federated object has to say it.
    async fn has_namespace_of_ours(&self, rig: &Rig, host: &Client) -> Result<bool, Error> {
        let object = &self.object;
        let namespaces: Api<Namespace> = Api::all(host.clone());
        let asked = namespaces.get_opt(&object.name);
        let Some(found) = rig.ask(&rig.federation.host.name, "a namespace", asked).await? else {
            let kubectl = rig.kubectl(&rig.federation.host.access);
            let made = kubectl.create(&self.plain_namespace()).await;
            made.map_err(|source| Error::Federate { object: object.to_string(), source })?;
            return Ok(true);
        };
        Ok(found.metadata.labels.is_some_and(|labels| labels.contains_key(WORKLOAD_LABEL)))
    }

    fn plain_namespace(&self) -> Json {
        let label = &self.object.body["metadata"]["labels"][WORKLOAD_LABEL];
        json!({"apiVersion": "v1", "kind": "Namespace",
            "metadata": {"name": self.object.name, "labels": {WORKLOAD_LABEL: label}}})
    }
}

/// `wanted` in place of `present`, with the finalizers of KubeFed, and labels and annotations of others.
fn over(wanted: &Json, present: &Json) -> Json {
    let mut body = wanted.clone();
    let mut metadata = present["metadata"].clone();
    for map in ["labels", "annotations"] {
        for (key, value) in wanted["metadata"][map].as_object().into_iter().flatten() {
            metadata[map][key] = value.clone();
        }
    }
    if let Json::Object(metadata) = &mut metadata {
        metadata.remove("managedFields");
    }
    body["metadata"] = metadata;
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replaced_object_keeps_what_others_wrote_and_loses_a_field_that_went() {
        let wanted =
            json!({"metadata": {"labels": {"fedrig.dev/workload": "b"}}, "spec": {"x": 1}});
        let present = json!({"metadata": {"labels": {"fedrig.dev/workload": "a", "team": "t"},
            "finalizers": ["kubefed.io/sync-controller"], "resourceVersion": "7",
            "managedFields": []}, "spec": {"x": 1, "y": 2}});
        let body = over(&wanted, &present);
        let metadata = json!({"labels": {"fedrig.dev/workload": "b", "team": "t"},
            "finalizers": ["kubefed.io/sync-controller"], "resourceVersion": "7"});
        assert_eq!(body, json!({"metadata": metadata, "spec": {"x": 1}}));
    }
}

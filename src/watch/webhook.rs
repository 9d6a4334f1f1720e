//! Whether KubeFed's webhook answers the API server, and answers for its newest pods alone.

use k8s_openapi::api::core::v1::Pod;
use kube::api::{ListParams, PostParams};
use kube::{Api, Client};

use super::KubeFedCluster;
use super::controlplane::{WEBHOOK, pods_of};
use crate::name::Namespace;

/// What came of a KubeFedCluster that was asked for and not to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The webhook let it through.
    Through,
    /// The webhook refused it.
    Refused,
    /// The webhook can't be asked without a change: KubeFed before 0.8.
    NoDryRun,
    /// The API server got no answer from the webhook, and says why.
    Failed(String),
}

/// Asks for a KubeFedCluster without having it made: the webhook is called for that as well.
///
/// # Errors
/// The API server does not answer.
pub async fn ask(client: &Client, namespace: &Namespace) -> Result<Answer, kube::Error> {
    let clusters: Api<KubeFedCluster> = Api::namespaced(client.clone(), namespace.as_str());
    let nobody: KubeFedCluster = serde_json::from_value(serde_json::json!({
        "apiVersion": "core.kubefed.io/v1beta1",
        "kind": "KubeFedCluster",
        "metadata": {"name": "fedrig-check"},
        "spec": {"apiEndpoint": "https://fedrig-check.invalid", "secretRef": {"name": "fedrig-check"}},
    }))
    .map_err(kube::Error::SerdeError)?;
    let dry = PostParams { dry_run: true, ..PostParams::default() };
    match clusters.create(&dry, &nobody).await {
        Ok(_) => Ok(Answer::Through),
        Err(kube::Error::Api(status)) => Ok(answer(&status.message)),
        Err(error) => Err(error),
    }
}

fn answer(message: &str) -> Answer {
    match message {
        said if said.contains("does not support dry run") => Answer::NoDryRun,
        said if said.contains("denied the request") => Answer::Refused,
        said => Answer::Failed(said.to_owned()),
    }
}

/// What the webhook's newest pods lack until every call gets to them; nothing when they have it all.
/// A pod that ends still gets calls, and serves the certificate with which it began.
///
/// # Errors
/// The API server does not answer.
pub async fn unsettled(
    client: &Client,
    namespace: &Namespace,
) -> Result<Option<String>, kube::Error> {
    let pods: Api<Pod> = Api::namespaced(client.clone(), namespace.as_str());
    let all = pods.list(&ListParams::default().labels(pods_of(WEBHOOK))).await?;
    let ends = |pod: &&Pod| pod.metadata.deletion_timestamp.is_some();
    if let Some(pod) = all.items.iter().find(ends) {
        let name = pod.metadata.name.as_deref().unwrap_or_default();
        return Ok(Some(format!("pod `{name}` of before still ends")));
    }
    Ok(match ask(client, namespace).await? {
        Answer::Through | Answer::Refused | Answer::NoDryRun => None,
        Answer::Failed(why) => Some(why),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_that_refuses_answers_and_one_with_another_certificate_does_not() {
        let of = |said: &str| answer(said);
        assert_eq!(of("admission webhook \"k\" denied the request: no"), Answer::Refused);
        assert_eq!(of("admission webhook \"k\" does not support dry run"), Answer::NoDryRun);
        let failed = "failed calling webhook \"k\": x509: certificate signed by unknown authority";
        assert_eq!(of(failed), Answer::Failed(failed.to_owned()));
    }
}

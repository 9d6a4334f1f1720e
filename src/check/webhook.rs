//! KubeFed's webhook: nothing of KubeFed's can be written without it.

use k8s_openapi::api::core::v1::Endpoints;

use super::control_plane::runs;
use super::definition::Finding::{Fail, Pass, Skipped};
use super::definition::{Check, Found, Group};
use super::scene::At;
use crate::watch::controlplane::WEBHOOK;
use crate::watch::webhook::{self, Answer};

const HOOK: Check = Check { group: Group::Webhook, needs: &["kubefed-installed"], ..Check::HOST };

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "webhook-runs",
        statement: "the webhook runs completely",
        hint: "`<kubectl> --namespace <namespace> scale deployment/kubefed-admission-webhook --replicas 1` starts it, `<kubectl> --namespace <namespace> get pods` shows it",
        run: |at| Box::pin(runs(at, WEBHOOK)),
        ..HOOK
    },
    Check {
        id: "webhook-addressed",
        statement: "the webhook's service leads to a pod",
        needs: &["webhook-runs"],
        hint: "`<kubectl> --namespace <namespace> describe service kubefed-admission-webhook` shows its selector",
        run: |at| Box::pin(webhook_addressed(at)),
        ..HOOK
    },
    Check {
        id: "webhook-answers",
        statement: "the API server gets an answer from the webhook",
        needs: &["webhook-addressed", "crds-there"],
        seconds: 35,
        hint: "`<kubectl> --namespace <namespace> rollout restart deployment/kubefed-admission-webhook` lets it take the certificate that it should serve",
        run: |at| Box::pin(webhook_answers(at)),
        ..HOOK
    },
];

async fn webhook_addressed(at: At<'_>) -> Found {
    let endpoints: Option<Endpoints> = at.find(WEBHOOK).await?;
    let subsets = endpoints.and_then(|endpoints| endpoints.subsets).unwrap_or_default();
    let ready: Vec<String> = subsets
        .into_iter()
        .flat_map(|subset| subset.addresses.unwrap_or_default())
        .map(|address| address.ip)
        .collect();
    Ok(match ready.as_slice() {
        [] => Fail("it has no address that is ready".to_owned()),
        ready => Pass(ready.join(", ")),
    })
}

async fn webhook_answers(at: At<'_>) -> Found {
    let namespace = &at.scene.rig.federation.kubefed.namespace;
    let answer = webhook::ask(&at.client().await?, namespace).await;
    Ok(match answer.map_err(|error| error.to_string())? {
        Answer::Through => Pass("it lets a KubeFedCluster through".to_owned()),
        Answer::Refused => Pass("it refuses a KubeFedCluster that is none".to_owned()),
        Answer::NoDryRun => {
            Skipped("before KubeFed 0.8 its webhook can't be asked without a change".to_owned())
        }
        Answer::Failed(why) => Fail(why),
    })
}

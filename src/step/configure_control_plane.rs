//! Waits for the webhook, then does what the chart's hook would do, or finds that it did.
//!
//! The hook's Job needs an image that is gone from its public home, restarts the controller also
//! when nothing changed (up to 20 s without a leader), and is left behind when helm is killed. Its
//! effect is two things: the feature gates of the KubeFedConfig, and a restart when they matter.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use k8s_openapi::api::apps::v1::Deployment;
use kube::Api;

use super::{Change, Error, Rig, Say, chart_values};
use crate::tool::ToolFailure;
use crate::watch::controlplane::{
    CONTROLLER, WEBHOOK, find_config, needs_restart, rolled_out, wanted_gates,
};
use crate::watch::pulls::{Which, unpullable};
use crate::watch::troubles::pod_troubles;
use crate::watch::wait::{WaitError, Waiting, await_object};

pub(super) async fn apply(rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
    let kubefed = &rig.federation.kubefed;
    await_deployment(rig, WEBHOOK, say).await?;

    let host = rig.host().await?;
    let config = find_config(&host, &kubefed.namespace);
    let config = rig.ask(&rig.federation.host.name, "its KubeFedConfig", config).await?;
    let present = config.map(|config| config.spec.feature_gates).unwrap_or_default();
    let wanted = wanted_gates(&chart_values(kubefed));
    if present == wanted {
        return Ok(Change::Unchanged("feature gates as wanted".to_owned()));
    }

    let kubectl = rig.kubectl(&rig.federation.host.access);
    let failed = |source| Error::Configure { namespace: kubefed.namespace.clone(), source };
    let gates = serde_json::json!(wanted);
    let set = (|| kubectl.set_feature_gates(&kubefed.namespace, &gates))
        .retry(while_the_webhook_settles())
        .when(is_webhook_unreached)
        .notify(|_, _| say("the webhook's address is not known to the API server yet"));
    rig.timing.waiting(set.into_future()).await.map_err(failed)?;
    if needs_restart(&present, &wanted) {
        let restarted = kubectl.restart_deployment(&kubefed.namespace, CONTROLLER).await;
        restarted.map_err(failed)?;
        return Ok(Change::Changed("feature gates set, controller restarted".to_owned()));
    }
    Ok(Change::Changed("feature gates set".to_owned()))
}

/// A pod is available a moment before its address has reached the API server's way to it.
pub(super) fn while_the_webhook_settles() -> ExponentialBuilder {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(100))
        .with_max_delay(Duration::from_secs(2))
        .with_max_times(12)
}

/// The API server could not call the webhook; another try is worth it. Until kube-proxy knows the
/// webhook's address the call goes astray, and then anything can answer: nobody, a refusal, or a
/// proxy with a certificate of its own.
pub(super) fn is_webhook_unreached(failure: &ToolFailure) -> bool {
    failure.stderr().contains("failed calling webhook")
}

/// Waits until a deployment of the control plane is rolled out; when it is not in time, the
/// error says what its pods lack.
pub(super) async fn await_deployment(
    rig: &Rig,
    deployment: &'static str,
    say: Say<'_>,
) -> Result<(), Error> {
    let namespace = &rig.federation.kubefed.namespace;
    let host = rig.host().await?;
    let api: Api<Deployment> = Api::namespaced(host.clone(), namespace.as_str());
    let limit = rig.federation.timeouts.chart;
    let waiting = Waiting { limit, cancel: &rig.cancel, say };
    let which = Which::Of(images_of(&api, deployment).await);
    let waited = tokio::select! {
        waited = rig.timing.waiting(await_object(api, deployment, waiting, rolled_out)) => waited,
        trouble = unpullable(&host, namespace, &which, say) => {
            return Err(Error::of_image(trouble));
        }
    };
    let Err(error) = waited else { return Ok(()) };
    let troubles = pod_troubles(&host, namespace).await;
    Err(Error::Deployment {
        deployment,
        namespace: namespace.clone(),
        access: rig.federation.host.access.clone(),
        source: with_troubles(error, &troubles),
    })
}

/// The images that a deployment's pods run from now on.
async fn images_of(api: &Api<Deployment>, deployment: &str) -> Vec<String> {
    // Without an answer, nothing is known to be of no use.
    let found = api.get(deployment).await.ok().and_then(|found| found.spec);
    let containers = found.and_then(|spec| spec.template.spec).map(|spec| spec.containers);
    containers.into_iter().flatten().filter_map(|container| container.image).collect()
}

fn with_troubles(error: WaitError, troubles: &[String]) -> WaitError {
    match error {
        WaitError::TimedOut { limit, last, age } if !troubles.is_empty() => {
            WaitError::TimedOut { limit, last: format!("{last}; {}", troubles.join("; ")), age }
        }
        other => other,
    }
}

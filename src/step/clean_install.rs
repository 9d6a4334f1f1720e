//! Takes away what a first install left that never was complete, so that the next one starts from
//! nothing.
//!
//! Such a release can't be upgraded over: the controller of KubeFed, started before helm came to
//! the KubeFedConfig, makes one of its own that nothing accepts afterwards, itself included (it
//! then ends with `invalid KubeFedConfig`). No member can have joined yet.

use kube::Api;
use kube::api::ListParams;

use super::{Change, Error, Rig, Say};
use crate::spec::{KubeFed, Scope};
use crate::tool::ToolFailure;
use crate::watch::controlplane::{CONTROLLER, WEBHOOK, find_config};
use crate::watch::member::FederatedTypeConfig;

const CONFIG: &str = "kubefedconfigs.core.kubefed.io/kubefed";
const TYPES: &str = "federatedtypeconfigs.core.kubefed.io";

pub(super) async fn apply(rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
    let kubefed = &rig.federation.kubefed;
    let namespace = kubefed.namespace.as_str();
    let failed =
        |source: ToolFailure| Error::Remove { namespace: kubefed.namespace.clone(), source };
    say("taking away what an incomplete install left");
    let kubectl = rig.kubectl(&rig.federation.host.access);
    // With these in place and no webhook behind them, nothing of KubeFed's could be deleted.
    kubectl.delete(None, &webhooks(kubefed)).await.map_err(failed)?;
    let uninstalled = rig.helm().uninstall(&kubefed.release, &kubefed.namespace).await;
    uninstalled.map_err(failed)?;
    // A controller that still ran would make its KubeFedConfig anew.
    let deployments = [CONTROLLER, WEBHOOK].map(|name| format!("deployment/{name}"));
    kubectl.delete(Some(namespace), &deployments).await.map_err(failed)?;
    // Without a controller nobody takes these finalizers off.
    for name in held_types(rig).await? {
        let object = format!("{TYPES}/{name}");
        match kubectl.drop_finalizers(&kubefed.namespace, &object).await {
            Err(failure) if failure.stderr().contains("(NotFound)") => {}
            other => other.map_err(failed)?,
        }
    }
    let host = rig.host().await?;
    let config = find_config(&host, &kubefed.namespace);
    if rig.ask(&rig.federation.host.name, "its KubeFedConfig", config).await?.is_some() {
        kubectl.delete(Some(namespace), &[CONFIG.to_owned()]).await.map_err(failed)?;
    }
    Ok(Change::Changed("an incomplete install was taken away".to_owned()))
}

/// The chart's names for its webhooks: with the namespace in them where KubeFed is namespaced.
fn webhooks(kubefed: &KubeFed) -> [String; 2] {
    let suffix = match kubefed.scope {
        Scope::Cluster => String::new(),
        Scope::Namespaced => format!("-{}", kubefed.namespace),
    };
    [
        format!("validatingwebhookconfiguration/validations.core.kubefed.io{suffix}"),
        format!("mutatingwebhookconfiguration/mutation.core.kubefed.io{suffix}"),
    ]
}

async fn held_types(rig: &Rig) -> Result<Vec<String>, Error> {
    let host = rig.host().await?;
    let types: Api<FederatedTypeConfig> =
        Api::namespaced(host, rig.federation.kubefed.namespace.as_str());
    let listing = ListParams::default();
    let found = async {
        match types.list(&listing).await {
            Ok(found) => Ok(found.items),
            Err(kube::Error::Api(status)) if status.code == 404 => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    };
    let found = rig.ask(&rig.federation.host.name, "its federated types", found).await?;
    let held = found.into_iter().filter(|found| found.metadata.finalizers.is_some());
    Ok(held.filter_map(|found| found.metadata.name).collect())
}

/// The controller was faster than helm with its KubeFedConfig.
pub(super) fn is_config_race(failure: &ToolFailure) -> bool {
    let text = failure.stderr();
    text.contains("kubefedconfigs") && text.contains("already exists")
        || text.contains("KubeFedConfig \"kubefed\"") && text.contains("cannot be imported")
}

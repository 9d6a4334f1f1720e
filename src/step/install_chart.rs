//! Installs the chart, or upgrades it when the release is not as wanted.

use std::time::Duration;

use backon::{ConstantBuilder, Retryable};
use semver::Version;
use serde_json::{Map, Value, json};

use super::clean_install::{self, is_config_race};
use super::{Change, Error, Rig, Say};
use crate::spec::{Hooks, KubeFed};
use crate::tool::ToolFailure;
use crate::tool::helm::Release;
use crate::watch::troubles::tell_troubles;

/// How often a first install is begun anew when the controller is faster than helm.
const RACES: usize = 3;

/// Install the chart, or upgrade it.
#[derive(Debug, Clone, PartialEq)]
pub struct InstallChart {
    /// The version that is there.
    pub from: Option<Version>,
}

impl InstallChart {
    pub(super) async fn apply(&self, rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
        let kubefed = &rig.federation.kubefed;
        say(if self.from.is_some() {
            "helm upgrades the release"
        } else {
            "helm installs the release"
        });
        let release = release(rig);
        let mut installed = (|| upgrade_install(rig, &release, say))
            .retry(while_types_settle())
            .when(|failure| self.from.is_some() && is_type_lag(failure))
            .notify(|_, _| say("the API server does not know the new types yet"))
            .await;
        for _ in 0..RACES {
            match &installed {
                Err(failure) if self.from.is_none() && is_config_race(failure) => {
                    clean_install::apply(rig, say).await?;
                    say("helm installs the release again");
                    installed = upgrade_install(rig, &release, say).await;
                }
                Ok(()) | Err(_) => break,
            }
        }
        installed.map_err(|source| failed(kubefed, source))?;
        Ok(Change::Changed(format!("kubefed {} in {}", kubefed.version, kubefed.namespace)))
    }
}

/// The release that is wanted.
pub(super) fn release(rig: &Rig) -> Release {
    let kubefed = &rig.federation.kubefed;
    Release {
        name: kubefed.release.clone(),
        namespace: kubefed.namespace.clone(),
        chart: rig.chart(),
        values: values(kubefed),
        limit: rig.federation.timeouts.chart,
        hooks: kubefed.hooks != Hooks::Fedrig,
        run: rig.journal.id().to_owned(),
    }
}

/// With hooks, helm waits for pods and says nothing meanwhile: what these lack is told for it.
async fn upgrade_install(rig: &Rig, release: &Release, say: Say<'_>) -> Result<(), ToolFailure> {
    let helm = rig.helm();
    let Some(host) = rig.host().await.ok().filter(|_| release.hooks) else {
        return helm.upgrade_install(release).await;
    };
    let mut installed = std::pin::pin!(helm.upgrade_install(release));
    tokio::select! {
        installed = &mut installed => return installed,
        // helm can't be told to stop without leaving a pending release: it ends by its own limit.
        hopeless = tell_troubles(&host, &release.namespace, "", say) => say(&hopeless),
    }
    installed.await
}

/// The API server publishes a changed CRD's fields a moment after it has taken the CRD; helm asks
/// for them and refuses what it does not find. Nothing tells when that moment is over.
fn while_types_settle() -> ConstantBuilder {
    ConstantBuilder::default().with_delay(Duration::from_secs(1)).with_max_times(15)
}

fn is_type_lag(failure: &ToolFailure) -> bool {
    failure.stderr().contains("error validating data")
}

fn failed(kubefed: &KubeFed, source: ToolFailure) -> Error {
    let chart = format!("kubefed {}", kubefed.version);
    Error::Chart { chart, namespace: kubefed.namespace.clone(), source }
}

/// The chart's values: the image of the wanted version, the hook's image and the scope, under what
/// the user gave.
/// The chart names no version of the image by itself: its default tag is `canary`.
pub fn values(kubefed: &KubeFed) -> Value {
    let tag = format!("v{}", kubefed.version);
    let mut values = json!({
        "controllermanager": {"controller": {"tag": tag}, "webhook": {"tag": tag}},
        "global": {"scope": kubefed.scope},
    });
    if let Hooks::Chart(Some(hook)) = &kubefed.hooks {
        values["controllermanager"]["postInstallJob"] = json!({
            "repository": hook.repository, "image": hook.image, "tag": hook.tag,
        });
    }
    merge(&mut values, &Value::Object(kubefed.values.clone()));
    values
}

/// As helm merges values: maps by key, everything else is replaced.
fn merge(under: &mut Value, over: &Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => merge_maps(under, over),
        (under, over) => *under = over.clone(),
    }
}

fn merge_maps(under: &mut Map<String, Value>, over: &Map<String, Value>) {
    for (key, value) in over {
        merge(under.entry(key.clone()).or_insert(Value::Null), value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_users_values_win_and_leave_the_rest() {
        let mut under = json!({"a": {"x": 1, "y": 2}, "b": [1, 2]});
        merge(&mut under, &json!({"a": {"y": 3}, "b": [9], "c": {"z": null}}));
        assert_eq!(under, json!({"a": {"x": 1, "y": 3}, "b": [9], "c": {"z": null}}));
    }
}

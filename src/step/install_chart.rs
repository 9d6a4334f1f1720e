//! Installs the chart, or upgrades it when the release is not as wanted.

use std::pin::pin;
use std::time::Duration;

use backon::{ConstantBuilder, Retryable};
use semver::Version;
use serde_json::{Map, Value, json};

use super::clean_install::{self, is_config_race};
use super::images::{check_running, image_values};
use super::{Change, Error, Rig, Say};
use crate::spec::{Hooks, KubeFed};
use crate::tool::ToolFailure;
use crate::tool::helm::Release;
use crate::watch::images::{Running, note_hook_images};
use crate::watch::pulls::{PullTrouble, Which, unpullable};

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
            .when(|stopped| self.from.is_some() && stopped.is(is_type_lag))
            .notify(|_, _| say("the API server does not know the new types yet"))
            .await;
        for _ in 0..RACES {
            match &installed {
                Err(stopped) if self.from.is_none() && stopped.is(is_config_race) => {
                    clean_install::apply(rig, say).await?;
                    say("helm installs the release again");
                    installed = upgrade_install(rig, &release, say).await;
                }
                Ok(_) | Err(_) => break,
            }
        }
        let hook = installed.map_err(|stopped| stopped.error(kubefed))?;
        check_running(rig, &hook)?;
        Ok(Change::Changed(format!("kubefed {} in {}", kubefed.version, kubefed.namespace)))
    }
}

/// Why helm did not come to its end.
enum Stopped {
    /// It failed.
    Tool(ToolFailure),
    /// It was stopped: it waits for pods whose image will not come.
    Image(PullTrouble),
}

impl Stopped {
    fn is(&self, kind: fn(&ToolFailure) -> bool) -> bool {
        matches!(self, Self::Tool(failure) if kind(failure))
    }

    fn error(self, kubefed: &KubeFed) -> Error {
        match self {
            Self::Tool(source) => failed(kubefed, source),
            Self::Image(trouble) => Error::of_image(trouble),
        }
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

/// With hooks, helm waits for pods and says nothing meanwhile: what these lack is told for it, and
/// it is stopped when an image will not come. Gives the images that the hook's pods had, which are
/// gone when helm is done.
async fn upgrade_install(
    rig: &Rig,
    release: &Release,
    say: Say<'_>,
) -> Result<Vec<Running>, Stopped> {
    let helm = rig.helm();
    let Some(host) = rig.host().await.ok().filter(|_| release.hooks) else {
        return helm.upgrade_install(release).await.map(|()| Vec::new()).map_err(Stopped::Tool);
    };
    let (helm, stop) = helm.stoppable();
    let mut hook = Vec::new();
    let trouble = {
        let mut installing = pin!(helm.upgrade_install(release));
        let trouble = tokio::select! {
            installed = &mut installing => Err(installed),
            trouble = unpullable(&host, &release.namespace, &Which::New, say) => Ok(trouble),
            never = note_hook_images(&host, &release.namespace, &mut hook) => match never {},
        };
        if trouble.is_ok() {
            // Asked to stop, helm marks its release as failed.
            stop.cancel();
            drop(installing.await);
        }
        trouble
    };
    match trouble {
        Ok(trouble) => Err(Stopped::Image(trouble)),
        Err(Ok(())) => Ok(hook),
        Err(Err(failure)) => Err(Stopped::Tool(failure)),
    }
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

/// The chart's values: images and scope, under what the user gave.
pub fn values(kubefed: &KubeFed) -> Value {
    let mut values = json!({
        "controllermanager": image_values(kubefed),
        "global": {"scope": kubefed.scope},
    });
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

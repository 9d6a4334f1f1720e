//! Installs the chart, or upgrades it when the release is not as wanted.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::{Change, Error, Rig, Say};
use crate::spec::KubeFed;
use crate::tool::ToolFailure;
use crate::tool::helm::{Deployed, Release};

pub(super) async fn apply(rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
    let kubefed = &rig.federation.kubefed;
    let helm = rig.helm();
    let values = values(kubefed);
    let fact = format!("kubefed {} in {}", kubefed.version, kubefed.namespace);

    let found = helm.find_release(&kubefed.release, &kubefed.namespace).await;
    let found = found.map_err(|source| failed(kubefed, source))?;
    if let Some(release) = &found {
        refuse_pending(rig, release)?;
        if release.status == Deployed::COMPLETE
            && release.chart_version.as_ref() == Some(&kubefed.version)
        {
            let present = helm.values(&kubefed.release, &kubefed.namespace).await;
            if present.map_err(|source| failed(kubefed, source))? == values {
                return Ok(Change::Unchanged(fact));
            }
        }
    }

    say(if found.is_some() { "helm upgrades the release" } else { "helm installs the release" });
    let release = Release {
        name: kubefed.release.clone(),
        namespace: kubefed.namespace.clone(),
        chart: rig.chart(),
        values,
        limit: limit(rig),
    };
    helm.upgrade_install(&release).await.map_err(|source| failed(kubefed, source))?;
    Ok(Change::Changed(fact))
}

/// helm keeps no owner of an operation, so an unfinished one is not for us to break.
fn refuse_pending(rig: &Rig, release: &Deployed) -> Result<(), Error> {
    if !release.is_pending() {
        return Ok(());
    }
    Err(Error::ReleasePending {
        release: rig.federation.kubefed.release.clone(),
        namespace: rig.federation.kubefed.namespace.clone(),
        status: release.status.clone(),
        revision: release.revision,
        access: rig.federation.host.access.clone(),
    })
}

fn failed(kubefed: &KubeFed, source: ToolFailure) -> Error {
    let chart = format!("kubefed {}", kubefed.version);
    Error::Chart { chart, namespace: kubefed.namespace.clone(), source }
}

fn limit(rig: &Rig) -> Duration {
    rig.federation.timeouts.chart
}

/// The chart's values: the image of the wanted version and the scope, under what the user gave.
/// The chart names no version of the image by itself: its default tag is `canary`.
pub(super) fn values(kubefed: &KubeFed) -> Value {
    let tag = format!("v{}", kubefed.version);
    let mut values = json!({
        "controllermanager": {"controller": {"tag": tag}, "webhook": {"tag": tag}},
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

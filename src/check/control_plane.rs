//! KubeFed in the host.

use jiff::Timestamp;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::Pod;
use kube::Api;
use kube::api::ListParams;

use super::definition::Finding::{Fail, Pass, Warn};
use super::definition::{Check, Found};
use super::leader::controller_leads;
use super::scene::{At, said};
use crate::observe::remains;
use crate::step::chart_values;
use crate::tool::helm::Deployed;
use crate::watch::controlplane::{
    CONTROLLER, WEBHOOK, find_config, pods_of, rolled_out, wanted_gates,
};
use crate::watch::troubles::pod_troubles;
use crate::watch::wait::Verdict;

/// A restart this long ago is history, in seconds.
const RECENT: i64 = 600;

const INSTALLED: Check = Check {
    needs: &["kubefed-installed"],
    hint: "`fedrig up -f <file>` makes it so",
    ..Check::HOST
};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "kubefed-installed",
        statement: "KubeFed is installed in the host",
        needs: &["helm-there", "may-administer"],
        run: |at| Box::pin(kubefed_installed(at)),
        ..INSTALLED
    },
    Check {
        id: "release-complete",
        statement: "the helm release is complete, in the wanted version",
        run: |at| Box::pin(release_complete(at)),
        ..INSTALLED
    },
    Check {
        id: "crds-there",
        statement: "the CRDs of KubeFed's own types are there",
        hint: "the objects of a deleted CRD are gone with it: `fedrig down -f <file>` and `fedrig up -f <file>` make all of them anew",
        run: |at| Box::pin(crds_there(at)),
        ..INSTALLED
    },
    Check {
        id: "pods-start",
        statement: "the pods of KubeFed start",
        hint: "`<kubectl> --namespace <namespace> get pods,events` shows what they lack",
        run: |at| Box::pin(pods_start(at)),
        ..INSTALLED
    },
    Check {
        id: "controller-runs",
        statement: "the controller runs completely",
        hint: "`<kubectl> --namespace <namespace> scale deployment/kubefed-controller-manager --replicas 2` starts it, `<kubectl> --namespace <namespace> get pods` shows it",
        run: |at| Box::pin(runs(at, CONTROLLER)),
        ..INSTALLED
    },
    Check {
        id: "controller-leads",
        statement: "one of the controllers leads",
        needs: &["controller-runs"],
        hint: "`<kubectl> --namespace <namespace> logs deployment/kubefed-controller-manager` says what it waits for",
        run: |at| Box::pin(controller_leads(at)),
        ..INSTALLED
    },
    Check {
        id: "nothing-restarts",
        statement: "no container of KubeFed was restarted lately",
        hint: "`<kubectl> --namespace <namespace> logs --previous deployment/kubefed-controller-manager | fedrig explain -` says why",
        run: |at| Box::pin(nothing_restarts(at)),
        ..INSTALLED
    },
    Check {
        id: "images-as-wanted",
        statement: "controller and webhook run the wanted image",
        hint: "`<kubectl> --namespace <namespace> rollout undo deployment/kubefed-controller-manager` takes back what was changed past helm; `kubefed.version` and `kubefed.values` say what is wanted",
        run: |at| Box::pin(images_as_wanted(at)),
        ..INSTALLED
    },
    Check {
        id: "config-there",
        statement: "the KubeFedConfig is there, with the wanted scope",
        needs: &["crds-there"],
        hint: "`<kubectl> --namespace <namespace> get kubefedconfig kubefed --output yaml` shows it; `kubefed.scope` says what is wanted",
        run: |at| Box::pin(config_there(at)),
        ..INSTALLED
    },
    Check {
        id: "gates-as-wanted",
        statement: "the feature gates are as wanted",
        needs: &["config-there"],
        run: |at| Box::pin(gates_as_wanted(at)),
        ..INSTALLED
    },
];

async fn kubefed_installed(at: At<'_>) -> Found {
    Ok(match &at.host_view()?.release {
        Some(release) => Pass(format!("release {}", release.deployed.status)),
        None => Fail(format!("there is no release in {}", at.namespace())),
    })
}

async fn release_complete(at: At<'_>) -> Found {
    let release = at.host_view()?.release.as_ref().ok_or("there is no release")?;
    let (deployed, wanted) = (&release.deployed, &at.scene.rig.federation.kubefed.version);
    let version = deployed.chart_version.as_ref().map(ToString::to_string).unwrap_or_default();
    let text = format!("{version} is {}, revision {}", deployed.status, deployed.revision);
    let is_wanted =
        deployed.status == Deployed::COMPLETE && deployed.chart_version.as_ref() == Some(wanted);
    Ok(if is_wanted { Pass(text) } else { Fail(text) })
}

/// The types without which KubeFed does nothing; every chart since 0.1 has them.
const TYPES: [&str; 3] = [
    "federatedtypeconfigs.core.kubefed.io",
    "kubefedclusters.core.kubefed.io",
    "kubefedconfigs.core.kubefed.io",
];

async fn crds_there(at: At<'_>) -> Found {
    let crds = said(remains::kubefed_crds(&at.client().await?).await)?;
    let missing: Vec<&str> =
        TYPES.into_iter().filter(|name| !crds.iter().any(|crd| crd == name)).collect();
    Ok(match missing.as_slice() {
        [] => Pass(format!("{} CRDs", crds.len())),
        missing => Fail(format!("{} is missing", missing.join(" and "))),
    })
}

async fn pods_start(at: At<'_>) -> Found {
    let namespace = &at.scene.rig.federation.kubefed.namespace;
    let troubles = pod_troubles(&at.client().await?, namespace).await;
    Ok(match troubles.as_slice() {
        [] => Pass("none waits".to_owned()),
        troubles => Fail(troubles.join("; ")),
    })
}

pub(super) async fn runs(at: At<'_>, name: &str) -> Found {
    let deployment: Option<Deployment> = at.find(name).await?;
    let wanted = deployment.as_ref().and_then(|it| it.spec.as_ref()?.replicas);
    Ok(match rolled_out(deployment.as_ref()) {
        Verdict::Yes(()) if wanted == Some(0) => Fail("it is scaled to no pod at all".to_owned()),
        Verdict::Yes(()) => Pass(format!("{} pods", wanted.unwrap_or(1))),
        Verdict::NotYet(reason) | Verdict::Never(reason) => Fail(reason),
    })
}

async fn nothing_restarts(at: At<'_>) -> Found {
    let pods: Api<Pod> = Api::namespaced(at.client().await?, at.namespace());
    let mut restarted = Vec::new();
    let mut containers = 0;
    for deployment in [CONTROLLER, WEBHOOK] {
        let of = ListParams::default().labels(pods_of(deployment));
        for pod in said(pods.list(&of).await)?.items {
            let name = pod.metadata.name.unwrap_or_default();
            let statuses = pod.status.and_then(|status| status.container_statuses);
            for status in statuses.unwrap_or_default() {
                containers += 1;
                let Some(ended) = status.last_state.and_then(|state| state.terminated) else {
                    continue;
                };
                let age =
                    ended.finished_at.map(|at| Timestamp::now().as_second() - at.0.as_second());
                if age.is_some_and(|age| age < RECENT) {
                    let why = ended.reason.unwrap_or_default();
                    restarted.push(format!("{name}: {why}, exit code {}", ended.exit_code));
                }
            }
        }
    }
    Ok(match restarted.as_slice() {
        [] => Pass(format!("{containers} containers")),
        restarted => Warn(restarted.join("; ")),
    })
}

async fn images_as_wanted(at: At<'_>) -> Found {
    let values = chart_values(&at.scene.rig.federation.kubefed);
    let mut wrong = Vec::new();
    let mut images = Vec::new();
    for (name, part) in [(CONTROLLER, "controller"), (WEBHOOK, "webhook")] {
        let wanted = values["controllermanager"][part]["tag"].as_str().unwrap_or_default();
        let deployment: Option<Deployment> = at.find(name).await?;
        let pod = deployment.and_then(|it| it.spec?.template.spec);
        let image = pod.and_then(|pod| pod.containers.into_iter().next()?.image);
        let image = image.unwrap_or_else(|| "none".to_owned());
        if !image.ends_with(&format!(":{wanted}")) {
            wrong.push(format!("{name} runs {image}, and {wanted} is wanted"));
        }
        images.push(image);
    }
    images.dedup();
    Ok(if wrong.is_empty() { Pass(images.join(", ")) } else { Fail(wrong.join("; ")) })
}

async fn config_there(at: At<'_>) -> Found {
    let kubefed = &at.scene.rig.federation.kubefed;
    let config = said(find_config(&at.client().await?, &kubefed.namespace).await)?;
    let wanted = kubefed.scope.as_str();
    Ok(match config {
        None => Fail("there is none".to_owned()),
        Some(config) if config.spec.scope == wanted => Pass(format!("scope {wanted}")),
        Some(config) => Fail(format!("its scope is {}, and {wanted} is wanted", config.spec.scope)),
    })
}

async fn gates_as_wanted(at: At<'_>) -> Found {
    let gates = at.host_view()?.control_plane.gates.as_ref();
    let present = gates.ok_or("there is no KubeFedConfig")?;
    let wanted = wanted_gates(&chart_values(&at.scene.rig.federation.kubefed));
    let wrong: Vec<String> = wanted
        .iter()
        .filter(|gate| !present.contains(gate))
        .map(|gate| format!("{} is not {}", gate.name, gate.configuration))
        .collect();
    Ok(match wrong.as_slice() {
        [] => Pass(format!("{} gates", wanted.len())),
        wrong => Fail(wrong.join(", ")),
    })
}

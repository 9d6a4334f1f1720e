//! What an earlier install, or one that was cut short, left in the clusters.

use std::collections::BTreeSet;

use k8s_openapi::api::admissionregistration::v1::{
    MutatingWebhookConfiguration, ValidatingWebhookConfiguration, WebhookClientConfig,
};
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{Secret, Service};
use kube::Api;
use kube::api::ListParams;

use super::definition::Finding::{Fail, Pass, Skipped, Warn};
use super::definition::{Check, Found, Group, Over};
use super::scene::{At, said};
use crate::observe::{Leftover, NamespaceView, remains};
use crate::spec::Scope;
use crate::tool::kubefedctl::Kubefedctl;
use crate::watch::controlplane::{CONTROLLER, WEBHOOK};

const REMAINS: Check = Check {
    group: Group::Remains,
    pre: true,
    over: Over::Host,
    needs: &["may-administer"],
    ..Check::HOST
};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "namespace-not-terminating",
        statement: "KubeFed's namespace is not being deleted in <cluster>",
        over: Over::Clusters,
        hint: "`<cluster kubectl> --namespace <namespace> get all,kubefedclusters,federatedtypeconfigs` shows what holds it",
        run: |at| Box::pin(namespace_not_terminating(at)),
        ..REMAINS
    },
    Check {
        id: "no-pending-release",
        statement: "no helm operation on the release has begun and not ended",
        needs: &["helm-there", "may-administer"],
        hint: "`fedrig up -f <file>` takes back what a killed fedrig began; `helm <helm flags> --namespace <namespace> history <release>` shows who did what",
        run: |at| Box::pin(no_pending_release(at)),
        ..REMAINS
    },
    Check {
        id: "webhooks-lead-somewhere",
        statement: "every webhook of a KubeFed has its service",
        hint: "delete the configuration that it names: `<kubectl> delete validatingwebhookconfiguration NAME`",
        run: |at| Box::pin(webhooks_lead_somewhere(at)),
        ..REMAINS
    },
    Check {
        id: "no-hook-jobs",
        statement: "no Job of the chart's hook is left",
        hint: "`fedrig up -f <file>` removes it",
        run: |at| Box::pin(no_hook_jobs(at)),
        ..REMAINS
    },
    Check {
        id: "no-orphaned-secrets",
        statement: "no Secret with a member's token is left that no KubeFedCluster uses",
        hint: "`<kubectl> --namespace <namespace> delete secret NAME`",
        run: |at| Box::pin(no_orphaned_secrets(at)),
        ..REMAINS
    },
    Check {
        id: "one-control-plane",
        statement: "the host has one KubeFed",
        hint: "take the other one away: `helm <helm flags> --namespace NAMESPACE uninstall kubefed`",
        run: |at| Box::pin(one_control_plane(at)),
        ..REMAINS
    },
    Check {
        id: "no-old-crds",
        statement: "no CRDs of an earlier KubeFed are left",
        needs: &["helm-there", "may-administer"],
        hint: "`fedrig up -f <file>` brings them to the chart's version",
        run: |at| Box::pin(no_old_crds(at)),
        ..REMAINS
    },
];

async fn namespace_not_terminating(at: At<'_>) -> Found {
    Ok(match at.view()?.namespace {
        NamespaceView::Absent => Pass("there is none".to_owned()),
        NamespaceView::Active => Pass("it is Active".to_owned()),
        NamespaceView::Terminating => Fail(format!("`{}` is Terminating", at.namespace())),
    })
}

async fn no_pending_release(at: At<'_>) -> Found {
    Ok(match &at.host_view()?.release {
        Some(release) if release.deployed.is_pending() => Fail(format!(
            "it is {} at revision {}",
            release.deployed.status, release.deployed.revision
        )),
        Some(release) => Pass(format!("it is {}", release.deployed.status)),
        None => Pass("there is no release".to_owned()),
    })
}

async fn webhooks_lead_somewhere(at: At<'_>) -> Found {
    let client = at.client().await?;
    let (all, params) = (ListParams::default(), ListParams::default());
    let validating: Api<ValidatingWebhookConfiguration> = Api::all(client.clone());
    let mutating: Api<MutatingWebhookConfiguration> = Api::all(client.clone());
    let (validating, mutating) =
        said(tokio::try_join!(validating.list(&all), mutating.list(&params)))?;
    let mut wanted: BTreeSet<(String, String, String)> = BTreeSet::new();
    for object in validating.items {
        let name = object.metadata.name.unwrap_or_default();
        let hooks = object.webhooks.unwrap_or_default();
        wanted.extend(hooks.iter().filter_map(|hook| leads_to(&name, &hook.client_config)));
    }
    for object in mutating.items {
        let name = object.metadata.name.unwrap_or_default();
        let hooks = object.webhooks.unwrap_or_default();
        wanted.extend(hooks.iter().filter_map(|hook| leads_to(&name, &hook.client_config)));
    }
    let mut astray = Vec::new();
    for (configuration, namespace, service) in &wanted {
        let services: Api<Service> = Api::namespaced(client.clone(), namespace);
        if said(services.get_opt(service).await)?.is_none() {
            astray
                .push(format!("{configuration} leads to {service} in {namespace}, which is gone"));
        }
    }
    Ok(match astray.as_slice() {
        [] if wanted.is_empty() => Pass("there is none".to_owned()),
        [] => Pass(format!("{} lead to a service", wanted.len())),
        astray => Fail(astray.join("; ")),
    })
}

fn leads_to(name: &str, config: &WebhookClientConfig) -> Option<(String, String, String)> {
    let service = config.service.as_ref().filter(|service| service.name == WEBHOOK)?;
    Some((name.to_owned(), service.namespace.clone(), service.name.clone()))
}

async fn no_hook_jobs(at: At<'_>) -> Found {
    let jobs: Vec<&str> = at
        .host_view()?
        .leftovers
        .iter()
        .filter_map(|leftover| match leftover {
            Leftover::HookJob(name) => Some(name.as_str()),
            Leftover::Secret(_) => None,
        })
        .collect();
    Ok(match jobs.as_slice() {
        [] => Pass("there is none".to_owned()),
        jobs => Warn(jobs.join(", ")),
    })
}

/// A Secret as fedrig names it for a member, or one that fedrig marked as replaced.
async fn no_orphaned_secrets(at: At<'_>) -> Found {
    let host = at.host_view()?;
    let secrets: Api<Secret> = Api::namespaced(at.client().await?, at.namespace());
    let found = said(secrets.list_metadata(&ListParams::default()).await)?;
    let used: BTreeSet<&str> = host.joins.values().map(|join| join.secret.as_str()).collect();
    let marked = |name: &str| host.leftovers.contains(&Leftover::Secret(name.to_owned()));
    let suffix = Kubefedctl::secret_name(at.name()).replace(at.name().as_str(), "");
    let orphaned: Vec<String> = found
        .items
        .into_iter()
        .filter_map(|secret| secret.metadata.name)
        .filter(|name| (name.ends_with(&suffix) || marked(name)) && !used.contains(name.as_str()))
        .collect();
    Ok(match orphaned.as_slice() {
        [] => Pass("each belongs to a KubeFedCluster".to_owned()),
        orphaned => Warn(orphaned.join(", ")),
    })
}

async fn one_control_plane(at: At<'_>) -> Found {
    let federation = &at.scene.rig.federation;
    if federation.kubefed.scope == Scope::Namespaced {
        return Ok(Skipped("with scope Namespaced there may be several".to_owned()));
    }
    let deployments: Api<Deployment> = Api::all(at.client().await?);
    let named = ListParams::default().fields(&format!("metadata.name={CONTROLLER}"));
    let found = said(deployments.list(&named).await)?.items.into_iter();
    let others: Vec<String> = found
        .filter_map(|deployment| deployment.metadata.namespace)
        .filter(|namespace| namespace != at.namespace())
        .collect();
    Ok(match others.as_slice() {
        [] => Pass("there is no other".to_owned()),
        others => Fail(format!("there is one in {} as well", others.join(", "))),
    })
}

async fn no_old_crds(at: At<'_>) -> Found {
    let is_installed = at.host_view()?.release.is_some();
    let crds = said(remains::kubefed_crds(&at.client().await?).await)?;
    Ok(match crds.len() {
        0 => Pass("there is none".to_owned()),
        count if is_installed => Pass(format!("{count}, of the release that is there")),
        count => Warn(format!("{count} are there, and no release")),
    })
}

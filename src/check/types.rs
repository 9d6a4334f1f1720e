//! The types that are federated: whether the host has them, the members have their targets, and KubeFed
//! may work on these.

use std::collections::BTreeSet;
use std::time::Duration;

use futures::future::{join_all, try_join_all};
use k8s_openapi::api::authorization::v1::{
    ResourceAttributes, SubjectAccessReview, SubjectAccessReviewSpec,
};
use kube::api::{ListParams, PostParams};
use kube::{Api, Client};

use super::definition::Finding::{Fail, FailWith, Pass, Skipped};
use super::definition::{Check, Found, Group};
use super::leader::still_starts;
use super::scene::{At, said};
use crate::observe::remains;
use crate::rbac::{FederatedType, Names};
use crate::spec::Rbac;
use crate::watch::member::FederatedTypeConfig;
use crate::watch::wait::{Verdict, Waiting, await_object};

/// How long it may take to look at a type.
const LOOK: Duration = Duration::from_secs(5);

const TYPE: Check = Check { group: Group::Types, ..Check::HOST };

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "types-in-host",
        statement: "the host has a CRD for each federated type",
        needs: &["crds-there"],
        hint: "its objects are gone with it, and what they made in the members stays; `<kubectl> get federatedtypeconfigs --namespace <namespace>` shows the types",
        run: |at| Box::pin(types_in_host(at)),
        ..TYPE
    },
    Check {
        id: "types-synced",
        statement: "KubeFed works on each federated type",
        needs: &["crds-there", "controller-leads", "types-in-host"],
        seconds: 200,
        hint: "`<kubectl> --namespace <namespace> get federatedtypeconfigs` shows which it does not",
        run: |at| Box::pin(types_synced(at)),
        ..TYPE
    },
    Check {
        id: "types-in-member",
        statement: "<cluster> serves each type that is propagated to it",
        over: super::definition::Over::Members,
        needs: &["joined", "credentials-known"],
        hint: "or install the type in <cluster>; `<cluster kubectl> api-resources` shows what it has",
        run: |at| Box::pin(types_in_member(at)),
        ..TYPE
    },
    Check {
        id: "types-allowed",
        statement: "KubeFed may make and watch each propagated type in <cluster>",
        over: super::definition::Over::Members,
        needs: &["role-bound", "types-in-member"],
        hint: "`fedrig unjoin <cluster> -f <file>` and `fedrig up -f <file>` make the role anew",
        run: |at| Box::pin(types_allowed(at)),
        ..TYPE
    },
];

async fn configs(at: At<'_>) -> Result<Vec<FederatedTypeConfig>, String> {
    let configs: Api<FederatedTypeConfig> =
        Api::namespaced(at.host_client().await?, at.namespace());
    Ok(said(configs.list(&ListParams::default()).await)?.items)
}

async fn types_in_host(at: At<'_>) -> Found {
    let (crds, configs) =
        (said(remains::kubefed_crds(&at.client().await?).await)?, configs(at).await?);
    let missing: Vec<(String, String)> = configs
        .iter()
        .filter_map(|config| {
            let federated = config.spec.federated_type.as_ref()?;
            let crd = format!("{}.{}", federated.plural_name, federated.group);
            Some((config.metadata.name.clone()?, crd))
        })
        // A type of another group is not KubeFed's to look after.
        .filter(|(_, crd)| crd.ends_with(".types.kubefed.io") && !crds.contains(crd))
        .collect();
    let names: Vec<&str> = missing.iter().map(|(_, crd)| crd.as_str()).collect();
    let enable =
        missing.iter().map(|(name, _)| by_kubefedctl(at, "enable", name, "makes it again"));
    Ok(match missing.as_slice() {
        [] => Pass(format!("{} types", configs.len())),
        _ => FailWith(format!("{} is missing", names.join(", ")), enable.collect()),
    })
}

/// What to do with kubefedctl about a type, by the name of its FederatedTypeConfig.
fn by_kubefedctl(at: At<'_>, verb: &str, name: &str, result: &str) -> String {
    let access = &at.scene.rig.federation.host.access;
    let (kubeconfig, context) = (access.kubeconfig.display(), &access.context);
    format!(
        "`kubefedctl {verb} {name} --kubeconfig {kubeconfig} --host-cluster-context {context} --kubefed-namespace {}` {result}",
        at.namespace()
    )
}

/// A type that a controller has not come to yet is waited for.
async fn types_synced(at: At<'_>) -> Found {
    let all = configs(at).await?;
    let propagated = all.iter().filter(|config| config.spec.propagation == "Enabled");
    let names = propagated.filter_map(|config| config.metadata.name.as_deref());
    let limit = still_starts(at).await.max(LOOK);
    let api: Api<FederatedTypeConfig> = Api::namespaced(at.host_client().await?, at.namespace());
    let idle = join_all(names.map(|name| {
        let waiting = Waiting { limit, cancel: &at.scene.rig.cancel, say: &|_| {} };
        let works = await_object(api.clone(), name, waiting, is_worked_on);
        async move { works.await.err().map(|_| name) }
    }));
    let idle: Vec<&str> = idle.await.into_iter().flatten().collect();
    Ok(match idle.as_slice() {
        [] => Pass(format!("{} types", all.len())),
        idle => Fail(format!("{} is not worked on", idle.join(", "))),
    })
}

fn is_worked_on(config: Option<&FederatedTypeConfig>) -> Verdict<()> {
    let status = config.and_then(|config| config.status.as_ref());
    match status.map(|status| status.propagation_controller.as_str()) {
        Some("Running") => Verdict::Yes(()),
        Some(other) => Verdict::NotYet(other.to_owned()),
        None => Verdict::NotYet("it has no status".to_owned()),
    }
}

fn propagated(at: At<'_>) -> Result<impl Iterator<Item = &FederatedType>, String> {
    Ok(at.host_view()?.control_plane.types.iter().filter(|of| of.is_propagated))
}

async fn types_in_member(at: At<'_>) -> Found {
    let client = at.client().await?;
    let groups: BTreeSet<&str> = propagated(at)?.map(|of| of.group.as_str()).collect();
    let mut served = BTreeSet::new();
    for group in groups {
        served.extend(served_in(&client, group).await?);
    }
    let missing: Vec<String> = propagated(at)?
        .filter(|of| !served.contains(&(of.group.clone(), of.plural.clone())))
        .map(full_name)
        .collect();
    Ok(match missing.as_slice() {
        [] => Pass(format!("{} types", propagated(at)?.count())),
        missing => {
            let disable =
                missing.iter().map(|name| by_kubefedctl(at, "disable", name, "does without it"));
            FailWith(format!("it has no {}", missing.join(", ")), disable.collect())
        }
    })
}

/// The plurals of a group; none when the cluster does not know the group.
async fn served_in(client: &Client, group: &str) -> Result<Vec<(String, String)>, String> {
    let resources = if group.is_empty() {
        said(client.list_core_api_resources("v1").await)?.resources
    } else {
        let known = said(client.list_api_groups().await)?.groups;
        let Some(found) = known.into_iter().find(|it| it.name == group) else {
            return Ok(Vec::new());
        };
        let asked =
            found.versions.iter().map(|it| client.list_api_group_resources(&it.group_version));
        said(try_join_all(asked).await)?.into_iter().flat_map(|list| list.resources).collect()
    };
    Ok(resources.into_iter().map(|resource| (group.to_owned(), resource.name)).collect())
}

fn full_name(of: &FederatedType) -> String {
    if of.group.is_empty() { of.plural.clone() } else { format!("{}.{}", of.plural, of.group) }
}

async fn types_allowed(at: At<'_>) -> Found {
    if at.cluster.rbac == Rbac::Minimal {
        let said =
            "with `rbac: minimal` the types that KubeFed may change are a matter of the plan";
        return Ok(Skipped(said.to_owned()));
    }
    let client = at.client().await?;
    let federation = &at.scene.rig.federation;
    let account = Names::of(federation, at.name()).account;
    let user = format!("system:serviceaccount:{}:{account}", at.namespace());
    let is_namespaced = federation.kubefed.scope == crate::spec::Scope::Namespaced;
    let types: Vec<_> = propagated(at)?.filter(|of| !is_namespaced || of.is_namespaced).collect();
    let space = is_namespaced.then(|| at.namespace());
    let verbs = ["create", "watch"];
    let asked = types.iter().flat_map(|of| verbs.map(|verb| may(&client, &user, verb, of, space)));
    let refused: Vec<String> = try_join_all(asked).await?.into_iter().flatten().collect();
    Ok(match refused.as_slice() {
        [] => Pass(format!("{} types", types.len())),
        refused => Fail(format!("it may not {}", refused.join(", "))),
    })
}

/// What is refused, or nothing.
async fn may(
    client: &Client,
    user: &str,
    verb: &str,
    of: &FederatedType,
    namespace: Option<&str>,
) -> Result<Option<String>, String> {
    let attributes = ResourceAttributes {
        verb: Some(verb.to_owned()),
        group: Some(of.group.clone()),
        resource: Some(of.plural.clone()),
        namespace: namespace.map(str::to_owned),
        ..ResourceAttributes::default()
    };
    let spec = SubjectAccessReviewSpec {
        user: Some(user.to_owned()),
        resource_attributes: Some(attributes),
        ..SubjectAccessReviewSpec::default()
    };
    let review = SubjectAccessReview { spec, ..SubjectAccessReview::default() };
    let reviews: Api<SubjectAccessReview> = Api::all(client.clone());
    let answer = said(reviews.create(&PostParams::default(), &review).await)?;
    let allowed = answer.status.is_some_and(|status| status.allowed);
    Ok((!allowed).then(|| format!("{verb} {}", full_name(of))))
}

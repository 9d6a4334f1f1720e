//! The removals in the host, and the access in each cluster: each deletes only what it knows.

use super::{Change, Error, Rig, Say, account, join_powers};
use crate::name::ClusterName;
use crate::observe::ObjectName;
use crate::observe::remains::foreign_objects;
use crate::spec::Rbac;
use crate::tool::ToolFailure;

/// What becomes of federated objects when a federation is taken down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FederatedObjects {
    /// What they made in the members stays there.
    Orphan,
    /// What they made in the members goes, too.
    Delete,
}

/// What keeps in the members what a federated object made there. KubeFed reads it off the object.
pub(super) const ORPHAN: &str = "kubefed.io/orphan=true";

/// Deletes the federated objects while the controller still works on them.
pub(super) async fn release_objects(
    objects: &[ObjectName],
    how: FederatedObjects,
    rig: &Rig,
) -> Result<Change, Error> {
    let kubectl = rig.kubectl(&rig.federation.host.access);
    let mut objects: Vec<&ObjectName> = objects.iter().collect();
    objects.sort_by_key(|object| turn(object));
    let name = |object: &ObjectName| format!("{}/{}", object.resource, object.name);
    if how == FederatedObjects::Orphan {
        for object in &objects {
            let namespace = object.namespace.as_deref();
            let kept = kubectl.annotate(namespace, &name(object), ORPHAN).await;
            kept.map_err(|source| removal(rig, source))?;
        }
    }
    for object in &objects {
        let namespace = object.namespace.as_deref();
        let name = name(object);
        let deleted = kubectl.delete(namespace, &[name]).await;
        deleted.map_err(|source| removal(rig, source))?;
    }
    let what = match how {
        FederatedObjects::Orphan => "deleted; what they made in the members stays",
        FederatedObjects::Delete => "deleted, in the members too",
    };
    Ok(Change::Changed(format!("{} federated objects {what}", objects.len())))
}

/// What writes federated objects goes first, and the namespaces last: where KubeFed finds a namespace
/// not federated, it deletes what is in it from the members.
fn turn(object: &ObjectName) -> u8 {
    match object.resource.as_str() {
        "federatednamespaces.types.kubefed.io" => 2,
        other if other.ends_with(".scheduling.kubefed.io") => 0,
        _ => 1,
    }
}

/// FederatedTypeConfigs have a finalizer that only the running controller takes off.
pub(super) async fn remove_type_configs(rig: &Rig) -> Result<Change, Error> {
    let kubectl = rig.kubectl(&rig.federation.host.access);
    let namespace = &rig.federation.kubefed.namespace;
    let deleted = kubectl.delete_all(namespace, "federatedtypeconfigs.core.kubefed.io").await;
    deleted.map_err(|source| removal(rig, source))?;
    Ok(Change::Changed("federated types disabled".to_owned()))
}

pub(super) async fn uninstall(rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
    let kubefed = &rig.federation.kubefed;
    say("helm uninstalls the release");
    let uninstalled = rig.helm().uninstall(&kubefed.release, &kubefed.namespace).await;
    uninstalled.map_err(|source| removal(rig, source))?;
    Ok(Change::Changed(format!("release {} uninstalled", kubefed.release)))
}

/// Deletes the control plane's namespace, unless somebody else's object is in it.
pub(super) async fn remove_namespace(rig: &Rig) -> Result<Change, Error> {
    let namespace = &rig.federation.kubefed.namespace;
    let host = rig.host().await?;
    let own = account::name(&rig.federation.name);
    let ours = |object: &ObjectName| is_control_planes(object) || is_own(object, &own);
    let asked = foreign_objects(&host, namespace, ours);
    let foreign = rig.ask(&rig.federation.host.name, "KubeFed's namespace", asked).await?;
    if !foreign.is_empty() {
        return Ok(Change::Unchanged(format!(
            "namespace {namespace} stays, with {}",
            names(&foreign).join(", ")
        )));
    }
    let kubectl = rig.kubectl(&rig.federation.host.access);
    let deleted = kubectl.delete(None, &[format!("namespace/{namespace}")]).await;
    deleted.map_err(|source| removal(rig, source))?;
    Ok(Change::Changed(format!("namespace {namespace} deleted")))
}

pub(super) async fn remove_crds(crds: &[String], rig: &Rig) -> Result<Change, Error> {
    let kubectl = rig.kubectl(&rig.federation.host.access);
    let objects: Vec<String> =
        crds.iter().map(|crd| format!("customresourcedefinition/{crd}")).collect();
    kubectl.delete(None, &objects).await.map_err(|source| removal(rig, source))?;
    Ok(Change::Changed(format!("{} CRDs deleted", crds.len())))
}

/// Takes back fedrig's own access to a cluster.
pub(super) async fn revoke(cluster: &ClusterName, rig: &Rig) -> Result<Change, Error> {
    let kubectl = rig.kubectl(&rig.cluster(cluster).access);
    let name = account::name(&rig.federation.name);
    let failed = |source| Error::Grant { cluster: cluster.clone(), source };
    let everywhere = [format!("clusterrole/{name}"), format!("clusterrolebinding/{name}")];
    let own = [format!("serviceaccount/{name}"), format!("secret/{name}")];
    let local = [format!("rolebinding/{name}"), format!("role/{name}")];
    kubectl.delete(None, &everywhere).await.map_err(failed)?;
    if rig.cluster(cluster).rbac == Rbac::Minimal {
        join_powers::give_back(rig, rig.cluster(cluster)).await?;
        let namespace = Some(rig.federation.kubefed.namespace.as_str());
        kubectl.delete(namespace, &local).await.map_err(failed)?;
    }
    kubectl.delete(Some(account::NAMESPACE), &own).await.map_err(failed)?;
    let removed = rig.own.remove(cluster).await;
    removed.map_err(|source| Error::OwnKubeconfig { source: Box::new(source) })?;
    Ok(Change::Changed(format!("service account {}/{name} removed", account::NAMESPACE)))
}

/// Objects in a member's namespace that a join did not make.
pub(super) async fn foreign_in_member(
    rig: &Rig,
    cluster: &ClusterName,
) -> Result<Vec<String>, Error> {
    let client = rig.client(rig.cluster(cluster)).await?;
    let account = format!("{cluster}-{}", rig.federation.host.name);
    let own = account::name(&rig.federation.name);
    let ours = |object: &ObjectName| {
        let of_account = object.name == account || object.name.starts_with(&format!("{account}-"));
        of_account && matches!(object.resource.as_str(), "serviceaccounts" | "secrets")
            || object.resource.ends_with("rbac.authorization.k8s.io")
                && object.name.ends_with(&account)
            || is_own(object, &own)
    };
    let asked = foreign_objects(&client, &rig.federation.kubefed.namespace, ours);
    let foreign = rig.ask(cluster, "KubeFed's namespace", asked).await?;
    Ok(names(&foreign))
}

/// What stays of a control plane once release and members are gone: the leader's lock of old
/// client libraries, KubeFed's own objects, and what the chart's hook needs, when helm was killed
/// under it.
fn is_control_planes(object: &ObjectName) -> bool {
    object.resource == "configmaps" && object.name == "kubefed-controller-manager"
        || object.resource.ends_with(".kubefed.io")
        || object.name.ends_with("kubefed-config-hook")
}

/// fedrig's role in KubeFed's namespace, and that for a join.
fn is_own(object: &ObjectName, account: &str) -> bool {
    let is_its = object.name == account || object.name.strip_prefix(account) == Some("-joins");
    is_its && object.resource.ends_with("rbac.authorization.k8s.io")
}

fn names(objects: &[ObjectName]) -> Vec<String> {
    objects.iter().map(|object| format!("{}/{}", object.resource, object.name)).collect()
}

fn removal(rig: &Rig, source: ToolFailure) -> Error {
    Error::Remove { namespace: rig.federation.kubefed.namespace.clone(), source }
}

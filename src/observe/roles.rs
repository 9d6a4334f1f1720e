//! Observes what fedrig's account and KubeFed's may do in a cluster. Reads only.

use std::collections::BTreeMap;

use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding, Role, RoleBinding};
use kube::{Api, Client};

use super::RolesView;
use crate::name::Namespace;
use crate::rbac::Rules;

/// The names of the roles, and of their bindings.
#[derive(Debug, Clone)]
pub struct RoleNames {
    /// fedrig's own.
    pub own: String,
    /// fedrig's own while a join runs.
    pub joining: String,
    /// KubeFed's.
    pub kubefed: String,
    /// The label, with its value, of what fedrig has made.
    pub label: (&'static str, &'static str),
}

pub(super) async fn observe_roles(
    client: &Client,
    namespace: &Namespace,
    names: &RoleNames,
) -> Result<RolesView, kube::Error> {
    let everywhere: Api<ClusterRole> = Api::all(client.clone());
    let bound_everywhere: Api<ClusterRoleBinding> = Api::all(client.clone());
    let local: Api<Role> = Api::namespaced(client.clone(), namespace.as_str());
    let bound: Api<RoleBinding> = Api::namespaced(client.clone(), namespace.as_str());
    let (own, own_local, own_bound, kubefed, kubefed_local, joining, joining_local, joining_bound) =
        tokio::try_join!(
            everywhere.get_opt(&names.own),
            local.get_opt(&names.own),
            bound.get_opt(&names.own),
            everywhere.get_opt(&names.kubefed),
            local.get_opt(&names.kubefed),
            everywhere.get_opt(&names.joining),
            local.get_opt(&names.joining),
            bound_everywhere.get_opt(&names.joining),
        )?;
    let has_label = |labels: Option<&BTreeMap<String, String>>| {
        let (key, value) = names.label;
        labels.and_then(|labels| labels.get(key)).is_some_and(|found| found == value)
    };
    let labelled = kubefed.as_ref().map(|role| &role.metadata);
    let labelled_local = kubefed_local.as_ref().map(|role| &role.metadata);
    let mut labelled = labelled.into_iter().chain(labelled_local);
    Ok(RolesView {
        own: Rules::of(own.and_then(|role| role.rules)),
        own_local: Rules::of(own_local.filter(|_| own_bound.is_some()).and_then(|role| role.rules)),
        is_limited: labelled.any(|metadata| has_label(metadata.labels.as_ref())),
        kubefed: Rules::of(kubefed.and_then(|role| role.rules)),
        kubefed_local: Rules::of(kubefed_local.and_then(|role| role.rules)),
        has_joining: joining.is_some() || joining_local.is_some() || joining_bound.is_some(),
    })
}

//! fedrig's service account in a cluster: its names, and the objects that make it.
//!
//! It lives in `kube-system`, where nobody but administrators reads Secrets: its token is as
//! powerful as theirs, unless its role is minimal. There is one for each federation, so that two
//! federations can share a member.

use serde_json::{Value, json};

use super::roles;
use crate::name::FederationName;
use crate::rbac::{Rules, at_rest};
use crate::spec::{Cluster, Federation, Rbac};

/// Where the service account lives.
pub(super) const NAMESPACE: &str = "kube-system";

/// The account's name, and that of its role, binding and Secret.
pub(super) fn name(federation: &FederationName) -> String {
    format!("fedrig-{federation}")
}

/// What is applied: all of it has the same name. A token that expires is asked for, and needs no
/// Secret.
pub(super) fn objects(federation: &Federation, cluster: &Cluster) -> Vec<Value> {
    let account = name(&federation.name);
    let labels = roles::labels(&federation.name);
    let namespaced = json!({"name": account, "namespace": NAMESPACE, "labels": labels});
    let mut secret = namespaced.clone();
    secret["annotations"] = json!({"kubernetes.io/service-account.name": account});
    let rules = match cluster.rbac {
        Rbac::Full => Rules::everything(),
        Rbac::Minimal => at_rest(federation, cluster).everywhere,
    };
    let mut objects =
        vec![json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": namespaced})];
    objects.extend(roles::of_fedrig(&federation.name, &account).everywhere(&rules));
    if cluster.token.is_none() {
        objects.push(json!({"apiVersion": "v1", "kind": "Secret", "metadata": secret,
                            "type": "kubernetes.io/service-account-token"}));
    }
    objects
}

//! fedrig's service account in a cluster: its names, and the objects that make it.
//!
//! It lives in `kube-system`, where nobody but administrators reads Secrets: its token is as
//! powerful as theirs. There is one for each federation, so that two federations can share a member.

use std::time::Duration;

use serde_json::{Value, json};

use crate::name::FederationName;

/// Where the service account lives.
pub(super) const NAMESPACE: &str = "kube-system";

/// The account's name, and that of its role, binding and Secret.
pub(super) fn name(federation: &FederationName) -> String {
    format!("fedrig-{federation}")
}

/// What is applied: all of it has the same name. A token that expires is asked for, and needs no
/// Secret.
pub(super) fn objects(federation: &FederationName, token: Option<Duration>) -> Vec<Value> {
    let account = name(federation);
    let labels = json!({
        "app.kubernetes.io/managed-by": "fedrig",
        "app.kubernetes.io/instance": federation,
    });
    let namespaced = json!({"name": account, "namespace": NAMESPACE, "labels": labels});
    let everywhere = json!({"name": account, "labels": labels});
    let mut secret = namespaced.clone();
    secret["annotations"] = json!({"kubernetes.io/service-account.name": account});
    let rbac = "rbac.authorization.k8s.io";
    let all = ["*"];
    let mut objects = vec![
        json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": namespaced}),
        json!({"apiVersion": format!("{rbac}/v1"), "kind": "ClusterRole", "metadata": everywhere,
               "rules": [{"apiGroups": all, "resources": all, "verbs": all},
                         {"nonResourceURLs": all, "verbs": all}]}),
        json!({"apiVersion": format!("{rbac}/v1"), "kind": "ClusterRoleBinding",
               "metadata": everywhere,
               "roleRef": {"apiGroup": rbac, "kind": "ClusterRole", "name": account},
               "subjects": [{"kind": "ServiceAccount", "name": account, "namespace": NAMESPACE}]}),
    ];
    if token.is_none() {
        objects.push(json!({"apiVersion": "v1", "kind": "Secret", "metadata": secret,
                            "type": "kubernetes.io/service-account-token"}));
    }
    objects
}

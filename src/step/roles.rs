//! The objects that make roles, with their bindings.

use serde_json::{Value, json};

use super::account;
use crate::name::FederationName;
use crate::rbac::{FederatedType, Names, Rule, Rules, needs_of_kubefed};
use crate::spec::{Cluster, Federation, Scope};

const GROUP: &str = "rbac.authorization.k8s.io";

/// The label of what fedrig has made.
pub(super) const LABEL: (&str, &str) = ("app.kubernetes.io/managed-by", "fedrig");

/// The labels of what fedrig has made for a federation.
pub(super) fn labels(federation: &FederationName) -> Value {
    json!({LABEL.0: LABEL.1, "app.kubernetes.io/instance": federation})
}

/// The name of the role that fedrig's account has while a join runs.
pub(super) fn joining(federation: &FederationName) -> String {
    format!("{}-joins", account::name(federation))
}

/// A role and its binding, of one name, for one service account.
pub(super) struct Granted<'a> {
    name: &'a str,
    labels: Value,
    account: (String, &'a str),
}

/// A role of fedrig's account.
pub(super) fn of_fedrig<'a>(federation: &FederationName, name: &'a str) -> Granted<'a> {
    let account = (account::name(federation), account::NAMESPACE);
    Granted { name, labels: labels(federation), account }
}

impl Granted<'_> {
    /// Everywhere in the cluster.
    pub(super) fn everywhere(&self, rules: &Rules) -> [Value; 2] {
        self.objects("Cluster", json!({"name": self.name, "labels": self.labels}), rules)
    }

    /// In one namespace.
    pub(super) fn within(&self, namespace: &str, rules: &Rules) -> [Value; 2] {
        let metadata = json!({"name": self.name, "namespace": namespace, "labels": self.labels});
        self.objects("", metadata, rules)
    }

    fn objects(&self, prefix: &str, metadata: Value, rules: &Rules) -> [Value; 2] {
        let role = format!("{prefix}Role");
        let (account, home) = &self.account;
        [
            json!({"apiVersion": format!("{GROUP}/v1"), "kind": role, "metadata": metadata,
                   "rules": rules}),
            json!({"apiVersion": format!("{GROUP}/v1"), "kind": format!("{prefix}RoleBinding"),
                   "metadata": metadata,
                   "roleRef": {"apiGroup": GROUP, "kind": role, "name": self.name},
                   "subjects": [{"kind": "ServiceAccount", "name": account, "namespace": home}]}),
        ]
    }
}

/// KubeFed's role in a member, limited to what its types need, and its binding; with Scope
/// Namespaced also the role for the health check, which is as kubefedctl makes it.
pub(super) fn of_kubefed(
    federation: &Federation,
    member: &Cluster,
    types: &[FederatedType],
) -> Vec<Value> {
    let Names { account, role, health } = &Names::of(federation, &member.name);
    let kubefed = &federation.kubefed;
    let namespace = kubefed.namespace.as_str();
    let granted = |name| Granted {
        name,
        labels: labels(&federation.name),
        account: (account.clone(), namespace),
    };
    let rules = needs_of_kubefed(types, kubefed.scope);
    match kubefed.scope {
        Scope::Cluster => granted(role).everywhere(&rules).to_vec(),
        Scope::Namespaced => {
            let check =
                [Rule::on_paths(&["/healthz"], &["get"]), Rule::on("", ["nodes"], &["list"])];
            let check = granted(health).everywhere(&check.into_iter().collect());
            granted(role).within(namespace, &rules).into_iter().chain(check).collect()
        }
    }
}

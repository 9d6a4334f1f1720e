//! What fedrig's own account needs, with which `kubefedctl` works.
//!
//! Source: `pkg/kubefedctl/join.go` and `unjoin.go` of KubeFed 0.7.0 to 0.10.0. At rest the account
//! can only take a member out again. A join makes a role that allows everything, and only who may
//! do everything, or may `escalate`, can: so the account has that right while a join runs, limited
//! to the roles that kubefedctl makes. `create` can't be limited by a name, and `escalate` can't
//! either on an object that is not there yet: so the administrator makes roles and bindings first.

use super::{Rule, Rules};
use crate::name::ClusterName;
use crate::spec::{Cluster, Federation, Scope};

const CORE: &str = "";
const RBAC: &str = "rbac.authorization.k8s.io";
const KUBEFED: &str = "core.kubefed.io";

/// The names that `kubefedctl join` gives in a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// KubeFed's service account, and since 0.10 the Secret with its token.
    pub account: String,
    /// The role of that account, a ClusterRole or a Role, and its binding.
    pub role: String,
    /// With Scope Namespaced, the ClusterRole for the health check and its binding.
    pub health: String,
}

/// What an account may do everywhere in a cluster, and what in KubeFed's namespace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Powers {
    /// For a ClusterRole.
    pub everywhere: Rules,
    /// For a Role in KubeFed's namespace.
    pub local: Rules,
}

impl Names {
    /// The names in `member`.
    pub fn of(federation: &Federation, member: &ClusterName) -> Self {
        let account = format!("{member}-{}", federation.host.name);
        let namespace = &federation.kubefed.namespace;
        Self {
            role: format!("kubefed-controller-manager:{account}"),
            health: format!("kubefed-controller-manager:{namespace}:healthcheck-{account}"),
            account,
        }
    }
}

/// What fedrig's account may do in a cluster as long as no join runs: what `kubefedctl unjoin` needs
/// in the member, and in the host what it and a join need there.
pub fn at_rest(federation: &Federation, cluster: &Cluster) -> Powers {
    let mut powers = (Vec::new(), Vec::new());
    let namespace = federation.kubefed.namespace.as_str();
    let is_host = cluster.name == federation.host.name;
    if is_host {
        powers.0.push(Rule::on(CORE, ["namespaces"], &["get"]).named([namespace]));
        powers.1.extend(in_the_host(federation));
    }
    if federation.clusters().any(|joining| joining.name == cluster.name) {
        let Names { account, role, health } = &Names::of(federation, &cluster.name);
        if !is_host {
            powers.0.push(Rule::on(CORE, ["namespaces"], &["get", "delete"]).named([namespace]));
        }
        let roles = [role.as_str(), health];
        powers.0.push(
            Rule::on(RBAC, ["clusterroles", "clusterrolebindings"], &["delete"]).named(roles),
        );
        powers.1.push(Rule::on(RBAC, ["roles", "rolebindings"], &["delete"]).named([&**role]));
        powers.1.push(Rule::on(CORE, ["serviceaccounts"], &["delete"]).named([&**account]));
    }
    Powers { everywhere: powers.0.into_iter().collect(), local: powers.1.into_iter().collect() }
}

fn in_the_host(federation: &Federation) -> [Rule; 5] {
    let members = || federation.clusters().map(|cluster| cluster.name.as_str());
    let secrets: Vec<String> = members().map(|name| format!("{name}-credentials")).collect();
    let secrets = || secrets.iter().map(String::as_str);
    // 0.10 patches a KubeFedCluster, those before update it.
    let change = ["get", "update", "patch", "delete"];
    [
        Rule::on(KUBEFED, ["kubefedconfigs"], &["get"]).named(["kubefed"]),
        Rule::on(KUBEFED, ["kubefedclusters"], &["create"]),
        Rule::on(KUBEFED, ["kubefedclusters"], &change).named(members()),
        Rule::on(CORE, ["secrets"], &["create"]),
        Rule::on(CORE, ["secrets"], &["get", "update", "delete"]).named(secrets()),
    ]
}

/// What it may do besides in a member while `kubefedctl join` runs.
pub fn while_joining(federation: &Federation, member: &ClusterName) -> Powers {
    let Names { account, role, health } = &Names::of(federation, member);
    let namespace = federation.kubefed.namespace.as_str();
    let mut everywhere = vec![Rule::on(CORE, ["namespaces"], &["get"]).named([namespace])];
    let mut local = vec![
        Rule::on(CORE, ["serviceaccounts", "secrets"], &["create"]),
        Rule::on(CORE, ["serviceaccounts"], &["get"]).named([&**account]),
    ];
    // Before 0.10 the Secret has a name that nobody knows before.
    let secret = Rule::on(CORE, ["secrets"], &["get"]);
    local.push(match federation.kubefed.version >= semver::Version::new(0, 10, 0) {
        true => secret.named([&**account]),
        false => secret,
    });
    let takes_over = |roles, bindings, name: &str| {
        [
            Rule::on(RBAC, [roles], &["get", "update", "escalate", "bind"]).named([name]),
            Rule::on(RBAC, [bindings], &["get", "update"]).named([name]),
        ]
    };
    match federation.kubefed.scope {
        Scope::Cluster => {
            everywhere.extend(takes_over("clusterroles", "clusterrolebindings", role));
        }
        Scope::Namespaced => {
            everywhere.extend(takes_over("clusterroles", "clusterrolebindings", health));
            local.extend(takes_over("roles", "rolebindings", role));
        }
    }
    Powers { everywhere: everywhere.into_iter().collect(), local: local.into_iter().collect() }
}

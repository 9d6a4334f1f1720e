//! Which specs can't run beside which: data, with the reason.

use crate::verdict::Scope;

/// What a spec needs for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Claim {
    /// The whole federation: nothing runs beside it.
    Everything,
    /// The label `foo` of the first KubeFedCluster.
    ClusterLabel,
    /// The list of resource types: others come and go.
    Types,
    /// Ports 8080 and 9090 of this machine.
    Ports,
    /// The FederatedTypeConfig of jobs.
    Jobs,
    /// The FederatedTypeConfig of deployments.
    Deployments,
    /// The FederatedTypeConfig of replica sets.
    ReplicaSets,
}

/// What specs whose names begin alike need for themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// How their names begin.
    pub begins: &'static str,
    /// Where this is so; everywhere without.
    pub scope: Option<Scope>,
    /// What two of them can't have at once.
    pub claim: Claim,
    /// Why, and where upstream has it.
    pub why: &'static str,
}

/// Every rule. A spec without one uses a namespace of its own, and names that nobody else has.
pub const RULES: [Rule; 12] = [
    Rule {
        begins: "Scheduling ",
        scope: None,
        claim: Claim::ClusterLabel,
        why: "one of its cases labels a KubeFedCluster and takes the label away again; which of \
              the specs runs that case is left to chance (a Go loop variable, scheduling.go)",
    },
    Rule {
        begins: "Federated \"jobs.batch\"",
        scope: None,
        claim: Claim::Jobs,
        why: "switches the status collection of jobs on, which starts their controllers anew (crud.go)",
    },
    Rule {
        begins: "Federated \"deployments.apps\"",
        scope: None,
        claim: Claim::Deployments,
        why: "switches the status collection of deployments on, which starts their controllers anew (crud.go)",
    },
    Rule {
        begins: "DeleteOptions ",
        scope: None,
        claim: Claim::Deployments,
        why: "switches the status collection of deployments on, which starts their controllers anew (deleteoptions.go)",
    },
    Rule {
        begins: "Federated \"replicasets.apps\"",
        scope: None,
        claim: Claim::ReplicaSets,
        why: "switches the status collection of replica sets on, which starts their controllers anew (crud.go)",
    },
    Rule {
        begins: "Federated CRD resources ",
        scope: None,
        claim: Claim::Types,
        why: "makes and removes a CRD and its FederatedTypeConfig (crd.go)",
    },
    Rule {
        begins: "Federate  namespace with contents",
        scope: None,
        claim: Claim::Types,
        why: "lists the objects of every type, and fails when a type goes meanwhile (federate.go)",
    },
    Rule {
        begins: "Leader Elector ",
        scope: None,
        claim: Claim::Ports,
        why: "starts controller-managers here, which end when their ports are taken (leaderelection.go)",
    },
    Rule {
        begins: "Default KubeFedConfig does not cause controller-manager to fail",
        scope: None,
        claim: Claim::Ports,
        why: "starts a controller-manager here, which ends when its ports are taken (defaulting.go)",
    },
    Rule {
        begins: "Core API Validation for KubeFedCluster",
        scope: Some(Scope::Namespaced),
        claim: Claim::Everything,
        why: "makes a KubeFedCluster that leads nowhere in the control plane's namespace (validation.go)",
    },
    Rule {
        begins: "Core API Validation for FederatedTypeConfig",
        scope: Some(Scope::Namespaced),
        claim: Claim::Types,
        why: "federates daemon sets in the control plane's namespace for a moment (validation.go)",
    },
    Rule {
        begins: "Placement ",
        scope: Some(Scope::Namespaced),
        claim: Claim::Everything,
        why: "takes the namespace that every spec works in away from all clusters (placement.go)",
    },
];

/// What the spec needs for itself.
pub(super) fn claims(name: &str, scope: Scope) -> Vec<Claim> {
    let rules = RULES.iter().filter(|rule| rule.scope.is_none_or(|only| only == scope));
    rules.filter(|rule| name.starts_with(rule.begins)).map(|rule| rule.claim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::junit;

    #[test]
    fn each_rule_is_about_a_spec_of_the_newest_suite() {
        let report = junit::read(include_str!("recordings/list-0.10.0.xml")).unwrap();
        for rule in RULES {
            assert!(report.cases.iter().any(|case| case.name.starts_with(rule.begins)), "{rule:?}");
        }
    }

    #[test]
    fn some_run_alone_only_where_all_share_a_namespace() {
        let name = "Placement should be computed from namespace and resource placement";
        assert_eq!(claims(name, Scope::Namespaced), [Claim::Everything]);
        assert_eq!(claims(name, Scope::Cluster), []);
    }
}

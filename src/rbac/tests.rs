//! From types to rules: what is in a role, and what is not.

use super::{FederatedType, Names, Rules, at_rest, in_short, lacking, left_out, needs_of_kubefed};
use super::{Rule, while_joining};
use crate::spec::{Federation, HostJoins, Scope, federation_for_tests};

fn of(group: &str, plural: &str) -> FederatedType {
    FederatedType {
        group: group.to_owned(),
        plural: plural.to_owned(),
        is_namespaced: !["namespaces", "clusterroles"].contains(&plural),
        is_propagated: true,
    }
}

fn types() -> Vec<FederatedType> {
    vec![
        of("", "namespaces"),
        of("", "configmaps"),
        of("apps", "deployments"),
        of("rbac.authorization.k8s.io", "clusterroles"),
        FederatedType { is_propagated: false, ..of("", "secrets") },
    ]
}

fn yaml(rules: &Rules) -> String {
    let list = |items: &std::collections::BTreeSet<String>| {
        items.iter().map(|item| format!("{item:?}")).collect::<Vec<_>>().join(",")
    };
    let line = |rule: &Rule| {
        let what = if rule.urls.is_empty() {
            format!("[{}] {}", list(&rule.api_groups), list(&rule.resources))
        } else {
            list(&rule.urls)
        };
        let names = match rule.resource_names.is_empty() {
            true => String::new(),
            false => format!(" named {}", list(&rule.resource_names)),
        };
        format!("{what}{names}: {}\n", list(&rule.verbs)).replace('"', "'")
    };
    rules.iter().map(line).collect()
}

#[test]
fn kubefed_gets_its_types_and_what_its_own_checks_need() {
    insta::assert_snapshot!(yaml(&needs_of_kubefed(&types(), Scope::Cluster)));
}

#[test]
fn a_kubefed_of_one_namespace_gets_a_role_without_what_is_in_no_namespace() {
    let rules = needs_of_kubefed(&types(), Scope::Namespaced);
    assert!(rules.allow("", "configmaps", "create"));
    for resource in ["namespaces", "nodes", "secrets"] {
        assert!(!rules.allow("", resource, "list"), "{resource}");
    }
    assert!(rules.iter().all(|rule| rule.urls.is_empty()), "a Role has no paths");
}

#[test]
fn pods_are_only_for_those_whose_replicas_are_scheduled() {
    let pods =
        |types: &[FederatedType]| needs_of_kubefed(types, Scope::Cluster).allow("", "pods", "list");
    assert!(pods(&[of("apps", "replicasets")]));
    assert!(!pods(&[of("example.com", "deployments")]));
}

#[test]
fn nothing_of_a_type_that_was_not_named_is_allowed() {
    let rules = needs_of_kubefed(&[of("", "configmaps")], Scope::Cluster);
    assert!(rules.allow("", "configmaps", "delete"));
    assert!(!rules.allow("", "configmaps", "deletecollection"));
    assert!(!rules.allow("", "secrets", "get"));
    assert!(!rules.allow("apps", "configmaps", "get"));
    assert!(!rules.are_everything());
    assert!(Rules::everything().are_everything());
}

#[test]
fn what_a_role_lacks_is_named_and_what_it_has_besides_is_not() {
    let mut more = types();
    more.push(of("example.com", "widgets"));
    let wanted = needs_of_kubefed(&more, Scope::Cluster);
    let present = needs_of_kubefed(&types(), Scope::Cluster);
    assert_eq!(lacking(&present, &wanted), ["widgets.example.com"]);
    assert_eq!(lacking(&wanted, &present), Vec::<String>::new());
    assert_eq!(lacking(&Rules::everything(), &wanted), Vec::<String>::new());
    let none = lacking(&Rules::default(), &needs_of_kubefed(&[], Scope::Cluster));
    assert_eq!(none[..2], ["/api", "/api/*"], "{none:?}");
}

#[test]
fn only_types_that_kubefed_works_on_are_counted() {
    let said = |scope| in_short(&types(), scope);
    assert!(said(Scope::Cluster).starts_with("KubeFed may change 4 types; left out: secrets, "));
    assert!(
        said(Scope::Namespaced).starts_with("KubeFed may change 2 types; left out: namespaces")
    );
}

#[test]
fn what_is_left_out_is_said_by_name() {
    insta::assert_snapshot!(left_out(&types(), Scope::Cluster), @"secrets, serviceaccounts, services, replicasets.apps, jobs.batch, ingresses.networking.k8s.io, roles wider than its own, all that is not federated");
}

/// The powers of fedrig's account: at rest in the host and in the member, and for a join.
fn powers(federation: &Federation) -> String {
    let member = &federation.members[0];
    let all = [
        ("host", at_rest(federation, &federation.host)),
        ("member", at_rest(federation, member)),
        ("member, while it joins", while_joining(federation, &member.name)),
    ];
    let shown = all.map(|(title, powers)| {
        let (everywhere, local) = (yaml(&powers.everywhere), yaml(&powers.local));
        format!("{title}, everywhere:\n{everywhere}{title}, in KubeFed's namespace:\n{local}")
    });
    shown.join("\n")
}

#[test]
fn fedrigs_account_gets_what_kubefedctl_needs_by_name() {
    insta::assert_snapshot!(powers(&federation_for_tests()));
}

#[test]
fn with_scope_namespaced_a_join_takes_over_a_role_in_the_namespace() {
    let mut federation = federation_for_tests();
    federation.kubefed.scope = Scope::Namespaced;
    federation.host_joins = HostJoins::No;
    insta::assert_snapshot!(powers(&federation));
}

#[test]
fn a_right_that_makes_administrators_is_there_only_for_a_join_and_only_for_its_role() {
    let federation = federation_for_tests();
    let member = &federation.members[0];
    let escalating = |rules: &Rules| -> Vec<Rule> {
        rules.iter().filter(|rule| rule.verbs.contains("escalate")).cloned().collect()
    };
    for cluster in federation.all_clusters() {
        assert_eq!(escalating(&at_rest(&federation, cluster).everywhere), []);
    }
    let found = escalating(&while_joining(&federation, &member.name).everywhere);
    let names: Vec<&String> = found.iter().flat_map(|rule| &rule.resource_names).collect();
    assert_eq!(names, [&Names::of(&federation, &member.name).role]);
}

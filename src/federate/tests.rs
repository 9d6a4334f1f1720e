//! From manifests to federated objects, and back to what is said of them.

use serde_json::{Value as Json, json};

use super::{
    Federated, Override, Placement, Propagation, REGION, TypeRef, WhenRemoved, Workload, drift,
    federated, propagation,
};
use crate::manifest::read;
use crate::name::ClusterName;

fn name(text: &str) -> ClusterName {
    text.parse().unwrap()
}

fn deployments() -> TypeRef {
    TypeRef {
        group: "apps".into(),
        version: "v1".into(),
        kind: "Deployment".into(),
        plural: "deployments".into(),
        is_namespaced: true,
    }
}

fn web(placement: Placement, overrides: &[&str]) -> Federated {
    let text =
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 1}}";
    let (manifests, _) = read(text, "web.yaml");
    let overrides = overrides.iter().map(|text| Override::parse(text).unwrap()).collect();
    let workload = Workload {
        name: "shop".into(),
        manifests: manifests.clone(),
        namespace: Some("shop".into()),
        placement,
        overrides,
        adopt: false,
        is_of_host: false,
        when_removed: WhenRemoved::Delete,
    };
    federated(&workload, &manifests[0], &deployments())
}

#[test]
fn a_manifest_becomes_a_template_with_placement_and_overrides() {
    let placement = Placement::Members(vec![name("eu"), name("us")]);
    let object = web(
        placement,
        &["eu:Deployment/web:/spec/replicas=3", "us:Deployment/other:/spec/replicas=9"],
    );
    let wanted = json!({
        "apiVersion": "types.kubefed.io/v1beta1", "kind": "FederatedDeployment",
        "metadata": {"name": "web", "namespace": "shop",
            "labels": {"fedrig.dev/workload": "shop"},
            "annotations": {"fedrig.dev/when-removed": "delete"}},
        "spec": {
            "placement": {"clusters": [{"name": "eu"}, {"name": "us"}]},
            "template": {"spec": {"replicas": 1}},
            "overrides": [{"clusterName": "eu",
                "clusterOverrides": [{"path": "/spec/replicas", "value": 3}]}],
        },
    });
    assert_eq!(object.body, wanted);
}

#[test]
fn a_region_is_short_for_its_label() {
    let selector = Placement::parse_selector("region=eu, tier=front").unwrap();
    assert_eq!(selector[REGION], "eu");
    let placement = Placement::Labels(selector.clone());
    assert!(placement.has(&name("a"), &selector));
    assert!(!placement.has(&name("a"), &[(REGION.to_owned(), "eu".to_owned())].into()));
    assert!(Placement::everywhere().has(&name("a"), &Default::default()));
    assert!(Placement::parse_selector("region").is_err());
}

#[rstest::rstest]
#[case::no_path("eu:Deployment/web:replicas=3")]
#[case::no_object("eu:/spec/replicas=3")]
#[case::no_value("eu:Deployment/web:/spec/replicas")]
#[case::no_member("E U:Deployment/web:/spec/replicas=3")]
fn an_override_of_another_form_is_refused(#[case] text: &str) {
    assert!(Override::parse(text).is_err());
}

#[test]
fn an_override_s_value_may_be_a_text_with_colons_and_equals() {
    let it = Override::parse("eu:Deployment/web:/spec/x=registry:5000/web:v1=a").unwrap();
    assert_eq!(it.value, Some(json!("registry:5000/web:v1=a")));
}

#[test]
fn a_changed_and_an_added_field_are_drift_and_a_status_is_not() {
    let wanted = web(Placement::everywhere(), &[]).body;
    let mut present = wanted.clone();
    present["status"] = json!({"observedGeneration": 1});
    present["metadata"]["finalizers"] = json!(["kubefed.io/sync-controller"]);
    assert_eq!(drift(&wanted, &present), None);
    present["spec"]["template"]["spec"]["replicas"] = json!(2);
    present["spec"]["overrides"] = json!([]);
    let told = drift(&wanted, &present).unwrap();
    assert_eq!(told, "spec.template.spec.replicas, spec.overrides");
}

#[test]
fn a_scheduler_s_replicas_are_no_drift() {
    let wanted = web(Placement::everywhere(), &[]);
    let mut present = wanted.body.clone();
    present["spec"]["placement"] = json!({"clusters": [{"name": "eu"}]});
    present["spec"]["overrides"] = json!([{"clusterName": "eu",
        "clusterOverrides": [{"path": "/spec/replicas", "value": 7}]}]);
    let merged = wanted.leaving_replicas_to(&present);
    assert_eq!(drift(&merged.body, &present), None);
}

fn with_status(status: Json) -> Json {
    json!({"metadata": {"generation": 2}, "status": status})
}

#[rstest::rstest]
#[case::not_looked_at(json!(null), "NotObserved")]
#[case::of_before(json!({"observedGeneration": 1, "clusters": [{"name": "eu"}]}), "NotObserved")]
#[case::failed(json!({"observedGeneration": 2, "clusters": [{"name": "eu", "status": "CreationFailed"}]}), "CreationFailed")]
#[case::elsewhere(json!({"observedGeneration": 2, "clusters": [{"name": "us"}]}), "NotPlaced")]
#[case::no_namespace(json!({"observedGeneration": 2, "conditions": [{"type": "Propagation", "reason": "NamespaceNotFederated"}]}), "NamespaceNotFederated")]
fn what_is_not_there_has_a_word(#[case] status: Json, #[case] word: &str) {
    match propagation(&with_status(status), &name("eu")) {
        Propagation::NotYet(missing) => assert_eq!(missing.status, word),
        Propagation::Done => panic!("it is not there"),
    }
}

#[test]
fn a_member_without_a_word_has_it_though_another_has_not() {
    let status = json!({"observedGeneration": 2,
        "conditions": [{"type": "Propagation", "status": "False", "reason": "CheckClusters"}],
        "clusters": [{"name": "eu"}, {"name": "us", "status": "ClusterNotReady"}]});
    assert_eq!(propagation(&with_status(status.clone()), &name("eu")), Propagation::Done);
    assert_ne!(propagation(&with_status(status), &name("us")), Propagation::Done);
}

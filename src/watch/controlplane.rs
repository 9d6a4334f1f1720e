//! KubeFed's control plane in the host: its deployments, its configuration.

use k8s_openapi::api::apps::v1::Deployment;
use kube::{Api, Client};

use super::member::{FeatureGate, KubeFedConfig};
use super::wait::Verdict;
use crate::name::Namespace;

/// The deployment that probes members and propagates objects.
pub const CONTROLLER: &str = "kubefed-controller-manager";
/// The deployment that every write of a KubeFed object passes through.
pub const WEBHOOK: &str = "kubefed-admission-webhook";

/// The label of a deployment's pods; the chart has had them since 0.1.
pub fn pods_of(deployment: &str) -> &'static str {
    match deployment {
        WEBHOOK => "kubefed-admission-webhook=true",
        _ => "kubefed-control-plane=controller-manager",
    }
}

/// Whether a deployment runs what it should, completely.
pub fn rolled_out(deployment: Option<&Deployment>) -> Verdict<()> {
    let Some(deployment) = deployment else {
        return Verdict::NotYet("the deployment is not there yet".to_owned());
    };
    let wanted = deployment.spec.as_ref().and_then(|spec| spec.replicas).unwrap_or(1);
    let status = deployment.status.clone().unwrap_or_default();
    let seen = status.observed_generation >= deployment.metadata.generation;
    let updated = status.updated_replicas.unwrap_or_default();
    let available = status.available_replicas.unwrap_or_default();
    let total = status.replicas.unwrap_or_default();
    if seen && updated == wanted && available == wanted && total == wanted {
        return Verdict::Yes(());
    }
    Verdict::NotYet(format!("{available} of {wanted} pods available, {updated} up to date"))
}

/// The KubeFedConfig that the chart made, or nothing.
pub async fn find_config(
    client: &Client,
    namespace: &Namespace,
) -> Result<Option<KubeFedConfig>, kube::Error> {
    let configs: Api<KubeFedConfig> = Api::namespaced(client.clone(), namespace.as_str());
    match configs.get_opt("kubefed").await {
        // A host without the type answers 404 in another form than for a missing object.
        Err(kube::Error::Api(status)) if status.code == 404 => Ok(None),
        other => other,
    }
}

/// The feature gates that the chart's hook would set for these values, in the hook's order.
///
/// Source: `post-install-job.yaml` of the chart, the same from 0.7.0 to 0.10.0.
pub fn wanted_gates(values: &serde_json::Value) -> Vec<FeatureGate> {
    [
        ("PushReconciler", "Enabled"),
        ("RawResourceStatusCollection", "Disabled"),
        ("SchedulerPreferences", "Enabled"),
    ]
    .into_iter()
    .map(|(name, default)| {
        let given = values["controllermanager"]["featureGates"][name].as_str();
        let configuration = given.filter(|text| !text.is_empty()).unwrap_or(default);
        FeatureGate { name: name.to_owned(), configuration: configuration.to_owned() }
    })
    .collect()
}

/// Whether a controller that started with `present` has to start again to work with `wanted`: a
/// gate that is not set has its default, so only a real difference counts.
pub fn needs_restart(present: &[FeatureGate], wanted: &[FeatureGate]) -> bool {
    let defaults = wanted_gates(&serde_json::Value::Null);
    let effective = |gates: &[FeatureGate], name: &str| {
        let set = gates.iter().chain(&defaults).find(|gate| gate.name == name);
        set.map(|gate| gate.configuration.clone())
    };
    wanted.iter().any(|gate| effective(present, &gate.name).as_ref() != Some(&gate.configuration))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deployment(available: i32, observed: i64) -> Deployment {
        serde_json::from_value(serde_json::json!({
            "metadata": {"name": CONTROLLER, "generation": 2},
            "spec": {"replicas": 2, "selector": {}, "template": {}},
            "status": {"observedGeneration": observed, "replicas": 2,
                       "updatedReplicas": 2, "availableReplicas": available},
        }))
        .unwrap()
    }

    #[test]
    fn a_deployment_is_rolled_out_when_its_newest_form_runs_completely() {
        assert_eq!(rolled_out(Some(&deployment(2, 2))), Verdict::Yes(()));
        assert!(matches!(rolled_out(Some(&deployment(1, 2))), Verdict::NotYet(_)));
        assert!(matches!(rolled_out(Some(&deployment(2, 1))), Verdict::NotYet(_)));
        assert!(matches!(rolled_out(None), Verdict::NotYet(_)));
    }

    #[test]
    fn gates_that_have_their_defaults_need_no_restart() {
        let as_the_chart_makes_it = vec![
            FeatureGate { name: "PushReconciler".into(), configuration: "Enabled".into() },
            FeatureGate { name: "SchedulerPreferences".into(), configuration: "Enabled".into() },
        ];
        let plain = wanted_gates(&serde_json::json!({}));
        assert!(!needs_restart(&as_the_chart_makes_it, &plain));
        let raw = wanted_gates(&serde_json::json!({"controllermanager": {"featureGates": {
            "RawResourceStatusCollection": "Enabled"}}}));
        assert!(needs_restart(&as_the_chart_makes_it, &raw));
        assert!(!needs_restart(&raw, &raw));
    }
}

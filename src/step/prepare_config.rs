//! Makes CRDs and KubeFedConfig before helm makes the controller.
//!
//! helm makes the chart's custom objects last, and KubeFed's controller makes a KubeFedConfig of
//! its own when it finds none. Whoever is second fails, and helm often is. A KubeFedConfig that is
//! there already, with helm's marks of ownership, is taken by helm as the release's own.

use backon::{ConstantBuilder, Retryable};
use serde_json::{Value, json};

use super::install_chart::release;
use super::{Change, Error, Rig};
use crate::spec::KubeFed;
use crate::tool::ToolFailure;
use crate::tool::helm;

pub(super) async fn apply(rig: &Rig) -> Result<Change, Error> {
    let kubefed = &rig.federation.kubefed;
    let failed = |source| Error::Configure { namespace: kubefed.namespace.clone(), source };
    let helm = rig.helm();
    let (chart, wanted) = (rig.chart(), release(rig));
    let rendered = tokio::try_join!(helm.crds(&chart, &kubefed.namespace), helm.config(&wanted));
    let (crds, config) = rendered.map_err(failed)?;
    let Some(config) = config.as_deref().and_then(|text| owned_by_helm(text, kubefed)) else {
        return Ok(Change::Unchanged("the chart has no KubeFedConfig".to_owned()));
    };
    let kubectl = rig.kubectl(&rig.federation.host.access);
    let first = format!("{}\n---\n{crds}", namespace(kubefed));
    kubectl.apply_as(helm::MANAGER, &first).await.map_err(failed)?;
    let config = config.to_string();
    (|| kubectl.apply_as(helm::MANAGER, &config))
        .retry(while_types_settle())
        .when(is_unknown_type)
        .await
        .map_err(failed)?;
    Ok(Change::Changed("CRDs and KubeFedConfig".to_owned()))
}

/// As `helm --create-namespace` makes it.
fn namespace(kubefed: &KubeFed) -> Value {
    let name = &kubefed.namespace;
    json!({"apiVersion": "v1", "kind": "Namespace",
           "metadata": {"name": name, "labels": {"name": name}}})
}

/// The rendered object with the marks by which helm knows what is its own.
///
/// Source: helm's `pkg/action/validate.go`.
fn owned_by_helm(rendered: &str, kubefed: &KubeFed) -> Option<Value> {
    let mut config: Value = serde_saphyr::from_str(rendered).ok()?;
    let metadata = config.get_mut("metadata")?;
    metadata["namespace"] = json!(kubefed.namespace);
    metadata["labels"]["app.kubernetes.io/managed-by"] = json!("Helm");
    metadata["annotations"]["meta.helm.sh/release-name"] = json!(kubefed.release);
    metadata["annotations"]["meta.helm.sh/release-namespace"] = json!(kubefed.namespace);
    Some(config)
}

/// A CRD is served a moment after it was taken.
fn while_types_settle() -> ConstantBuilder {
    ConstantBuilder::default().with_delay(std::time::Duration::from_millis(200)).with_max_times(50)
}

fn is_unknown_type(failure: &ToolFailure) -> bool {
    let text = failure.stderr();
    text.contains("no matches for kind") || text.contains("could not find the requested resource")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::federation_for_tests;

    #[test]
    fn what_the_chart_renders_gets_helms_marks() {
        let kubefed = federation_for_tests().kubefed;
        let config = owned_by_helm("kind: KubeFedConfig\nmetadata: {name: kubefed}\n", &kubefed);
        let config = config.unwrap();
        insta::assert_snapshot!(config["metadata"], @r#"{"annotations":{"meta.helm.sh/release-name":"kubefed","meta.helm.sh/release-namespace":"kube-federation-system"},"labels":{"app.kubernetes.io/managed-by":"Helm"},"name":"kubefed","namespace":"kube-federation-system"}"#);
    }

    #[test]
    fn a_chart_without_one_is_left_to_helm() {
        assert_eq!(owned_by_helm("", &federation_for_tests().kubefed), None);
    }
}

//! The types that the host federates.

use kube::Client;

use super::host::if_known;
use crate::name::Namespace;
use crate::rbac::FederatedType;
use crate::watch::member::FederatedTypeConfig;

/// What the FederatedTypeConfigs say; nothing when the host has none.
pub async fn federated_types(
    client: &Client,
    namespace: &Namespace,
) -> Result<Vec<FederatedType>, kube::Error> {
    let configs = if_known::<FederatedTypeConfig>(client, namespace).await?;
    Ok(configs.into_iter().map(federated_type).collect())
}

fn federated_type(config: FederatedTypeConfig) -> FederatedType {
    let target = config.spec.target_type;
    FederatedType {
        group: target.group,
        plural: target.plural_name,
        is_namespaced: target.scope == "Namespaced",
        is_propagated: config.spec.propagation == "Enabled",
    }
}

//! What is in a cluster, by name, so that what KubeFed leaves behind is found whoever made it.

use std::collections::BTreeSet;

use k8s_openapi::api::admissionregistration::v1::{
    MutatingWebhookConfiguration, ValidatingWebhookConfiguration,
};
use k8s_openapi::api::core::v1::{Namespace, Secret, ServiceAccount};
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding, Role, RoleBinding};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use k8s_openapi::kube_aggregator::pkg::apis::apiregistration::v1::APIService;
use kube::api::ListParams;
use kube::{Api, Client, Resource};
use serde::de::DeserializeOwned;

use super::desk::Desk;
use super::fault::Fault;
use super::look::unanswered;
use crate::name::ClusterName;

/// The objects of a cluster that an installation or a join makes some of: `secret kube-system/x`.
pub(super) type Contents = BTreeSet<String>;

impl Desk {
    /// What a cluster has now.
    pub async fn contents(&self, cluster: &ClusterName) -> Result<Contents, Fault> {
        let client = self.client(cluster).await?;
        contents(&client).await.map_err(unanswered(cluster, "what it has"))
    }

    /// What a cluster has that it did not have when it was made.
    pub async fn remains(&self, cluster: &ClusterName) -> Result<Vec<String>, Fault> {
        let now = self.contents(cluster).await?;
        let nothing = Contents::new();
        let before = self.before().get(cluster).unwrap_or(&nothing);
        Ok(now.difference(before).filter(|what| !is_kubernetes_own(what, &now)).cloned().collect())
    }
}

/// Whether Kubernetes makes the object by itself, sooner or later after a cluster begins: the account
/// `default` of each namespace, the accounts of its own controllers, which have a binding by their
/// name, and up to 1.23 a token of each. The namespace's own line tells of one that is left.
fn is_kubernetes_own(what: &str, all: &Contents) -> bool {
    let account = what.strip_prefix("service account ").or_else(|| {
        let secret = what.strip_prefix("secret ")?;
        let (account, _) = secret.rsplit_once("-token-")?;
        Some(account)
    });
    let Some((namespace, account)) = account.and_then(|account| account.split_once('/')) else {
        return false;
    };
    let controllers = || {
        let everywhere = format!("cluster role binding system:controller:{account}");
        let there = format!("role binding {namespace}/system:controller:{account}");
        namespace == "kube-system" && (all.contains(&everywhere) || all.contains(&there))
    };
    account == "default" || controllers()
}

async fn contents(client: &Client) -> Result<Contents, kube::Error> {
    let mut found = Contents::new();
    found.extend(names::<CustomResourceDefinition>(client, "CRD").await?);
    found.extend(names::<Namespace>(client, "namespace").await?);
    found.extend(names::<ClusterRole>(client, "cluster role").await?);
    found.extend(names::<ClusterRoleBinding>(client, "cluster role binding").await?);
    found.extend(names::<Role>(client, "role").await?);
    found.extend(names::<RoleBinding>(client, "role binding").await?);
    found.extend(names::<MutatingWebhookConfiguration>(client, "mutating webhook").await?);
    found.extend(names::<ValidatingWebhookConfiguration>(client, "validating webhook").await?);
    found.extend(names::<APIService>(client, "API service").await?);
    found.extend(names::<ServiceAccount>(client, "service account").await?);
    found.extend(names::<Secret>(client, "secret").await?);
    Ok(found)
}

/// Only metadata is asked for: no secret leaves the cluster.
async fn names<K>(client: &Client, noun: &str) -> Result<Vec<String>, kube::Error>
where
    K: Resource<DynamicType = ()> + Clone + DeserializeOwned + std::fmt::Debug,
{
    let objects: Api<K> = Api::all(client.clone());
    let listed = objects.list_metadata(&ListParams::default()).await?;
    let name = |meta: kube::core::PartialObjectMeta<K>| {
        let name = meta.metadata.name.unwrap_or_default();
        match meta.metadata.namespace {
            Some(namespace) => format!("{noun} {namespace}/{name}"),
            None => format!("{noun} {name}"),
        }
    };
    Ok(listed.items.into_iter().map(name).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::the_account_of_a_namespace("service account default/default", true)]
    #[case::its_token("secret default/default-token-x7k2p", true)]
    #[case::a_controllers_account("service account kube-system/job-controller", true)]
    #[case::its_token_too("secret kube-system/job-controller-token-x7k2p", true)]
    #[case::fedrigs_account("service account kube-system/fedrig-two", false)]
    #[case::its_token_as_well("secret kube-system/fedrig-two-token-x7k2p", false)]
    #[case::the_same_name_elsewhere("service account default/job-controller", false)]
    #[case::a_namespace("namespace kube-federation-system", false)]
    fn kubernetes_own_objects_are_no_remains(#[case] what: &str, #[case] own: bool) {
        let binding = "cluster role binding system:controller:job-controller".to_owned();
        assert_eq!(is_kubernetes_own(what, &Contents::from([binding])), own);
    }
}

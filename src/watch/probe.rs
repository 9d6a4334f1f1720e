//! What there is to know of a cluster before anything is changed in it.

use k8s_openapi::api::authorization::v1::{
    ResourceAttributes, SelfSubjectAccessReview, SelfSubjectAccessReviewSpec,
};
use k8s_openapi::api::core::v1::Namespace;
use kube::api::PostParams;
use kube::{Api, Client};
use semver::Version;

use super::Unreachable;
use crate::tool::version;

/// What a cluster said of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Probe {
    /// Its Kubernetes version.
    pub kubernetes: Version,
    /// The UID of its namespace `kube-system`: two contexts with one UID are one cluster.
    pub uid: String,
}

/// Asks a cluster who it is, and whether these credentials may do everything in it, as the role
/// that fedrig grants can only be granted by somebody who has it.
pub async fn probe(client: &Client) -> Result<Probe, Unreachable> {
    let kubernetes = kubernetes(client).await?;
    let (system, allowed) = tokio::join!(system_uid(client), may_do_everything(client));
    if !allowed? {
        return Err(Unreachable::Forbidden {
            message: "they may not do everything, which a role for KubeFed takes".to_owned(),
        });
    }
    Ok(Probe { kubernetes, uid: system? })
}

/// The cluster's Kubernetes version, which it tells everybody.
pub async fn kubernetes(client: &Client) -> Result<Version, Unreachable> {
    let said = client.apiserver_version().await.map_err(|error| Unreachable::from(&error))?;
    version::parse(&said.git_version).ok_or_else(|| Unreachable::Other {
        reason: format!("`{}` is not a Kubernetes version", said.git_version),
    })
}

async fn system_uid(client: &Client) -> Result<String, Unreachable> {
    let namespaces: Api<Namespace> = Api::all(client.clone());
    let system = namespaces.get("kube-system").await.map_err(|error| Unreachable::from(&error))?;
    Ok(system.metadata.uid.unwrap_or_default())
}

/// Whether these credentials may do everything.
pub async fn may_do_everything(client: &Client) -> Result<bool, Unreachable> {
    let everything = ResourceAttributes {
        group: Some("*".to_owned()),
        resource: Some("*".to_owned()),
        verb: Some("*".to_owned()),
        ..ResourceAttributes::default()
    };
    let review = SelfSubjectAccessReview {
        spec: SelfSubjectAccessReviewSpec {
            resource_attributes: Some(everything),
            ..SelfSubjectAccessReviewSpec::default()
        },
        ..SelfSubjectAccessReview::default()
    };
    let reviews: Api<SelfSubjectAccessReview> = Api::all(client.clone());
    let answer = reviews.create(&PostParams::default(), &review).await;
    let answer = answer.map_err(|error| Unreachable::from(&error))?;
    Ok(answer.status.is_some_and(|status| status.allowed))
}

//! Whom a cluster takes these credentials for, and what nodes it shows them.

use k8s_openapi::api::authentication::v1::SelfSubjectReview;
use k8s_openapi::api::core::v1::Node;
use kube::api::{ListParams, PostParams};
use kube::{Api, Client};

use super::Unreachable;

/// The nodes of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Nodes {
    /// How many are Ready.
    pub ready: usize,
    /// How many there are.
    pub total: usize,
}

/// The name that the cluster gives the user. Before Kubernetes 1.28 nobody can ask for it.
pub async fn user(client: &Client) -> Result<Option<String>, Unreachable> {
    let reviews: Api<SelfSubjectReview> = Api::all(client.clone());
    let asked = reviews.create(&PostParams::default(), &SelfSubjectReview::default()).await;
    match asked {
        Ok(review) => Ok(review.status.and_then(|status| status.user_info?.username)),
        Err(kube::Error::Api(status)) if status.code == 404 => Ok(None),
        Err(error) => Err(Unreachable::from(&error)),
    }
}

/// The nodes; nothing when the credentials may not see them.
pub async fn nodes(client: &Client) -> Result<Option<Nodes>, Unreachable> {
    let nodes: Api<Node> = Api::all(client.clone());
    match nodes.list(&ListParams::default()).await {
        Ok(nodes) => {
            let ready = nodes.items.iter().filter(|node| is_ready(node)).count();
            Ok(Some(Nodes { ready, total: nodes.items.len() }))
        }
        Err(kube::Error::Api(status)) if status.code == 403 => Ok(None),
        Err(error) => Err(Unreachable::from(&error)),
    }
}

fn is_ready(node: &Node) -> bool {
    let conditions = node.status.as_ref().and_then(|status| status.conditions.as_ref());
    let mut conditions = conditions.into_iter().flatten();
    conditions.any(|condition| condition.type_ == "Ready" && condition.status == "True")
}

//! What the credentials may do, asked of each cluster itself.

use futures::future::try_join_all;
use k8s_openapi::api::authorization::v1::{
    ResourceAttributes, SelfSubjectAccessReview, SelfSubjectAccessReviewSpec,
};
use kube::api::PostParams;
use kube::{Api, Client};

use super::definition::Finding::{Fail, Pass};
use super::definition::{Check, Found, Group};
use super::scene::{At, said};
use crate::watch::probe::may_do_everything;

const RIGHT: Check =
    Check { group: Group::Rights, needs: &["credentials-known"], ..Check::CLUSTER };

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "may-administer",
        statement: "the credentials may do everything in <cluster>, as a role for KubeFed takes",
        hint: "use an administrator's access; `<cluster kubectl> auth can-i '*' '*' --all-namespaces` asks for it",
        run: |at| Box::pin(may_administer(at)),
        ..RIGHT
    },
    Check {
        id: "may-do-the-work",
        statement: "the credentials may do in <cluster> each thing that fedrig does",
        hint: "`<cluster kubectl> auth can-i --list` shows what they may do",
        run: |at| Box::pin(may_do_the_work(at)),
        ..RIGHT
    },
];

/// What is done in every cluster: verb, group, resource.
const EVERYWHERE: &[(&str, &str, &str)] = &[
    ("get", "", "namespaces"),
    ("create", "", "namespaces"),
    ("delete", "", "namespaces"),
    ("create", "", "serviceaccounts"),
    ("delete", "", "serviceaccounts"),
    ("create", "", "secrets"),
    ("get", "", "secrets"),
    ("delete", "", "secrets"),
    ("create", "rbac.authorization.k8s.io", "clusterroles"),
    ("delete", "rbac.authorization.k8s.io", "clusterroles"),
    ("create", "rbac.authorization.k8s.io", "clusterrolebindings"),
    ("delete", "rbac.authorization.k8s.io", "clusterrolebindings"),
];

/// What is done in the host besides.
const IN_THE_HOST: &[(&str, &str, &str)] = &[
    ("create", "apps", "deployments"),
    ("patch", "apps", "deployments"),
    ("create", "", "services"),
    ("create", "", "configmaps"),
    ("create", "", "pods"),
    ("create", "rbac.authorization.k8s.io", "roles"),
    ("create", "apiextensions.k8s.io", "customresourcedefinitions"),
    ("delete", "apiextensions.k8s.io", "customresourcedefinitions"),
    ("create", "admissionregistration.k8s.io", "validatingwebhookconfigurations"),
    ("create", "admissionregistration.k8s.io", "mutatingwebhookconfigurations"),
    ("create", "core.kubefed.io", "kubefedclusters"),
    ("patch", "core.kubefed.io", "kubefedconfigs"),
    ("delete", "core.kubefed.io", "federatedtypeconfigs"),
    ("create", "coordination.k8s.io", "leases"),
    ("update", "coordination.k8s.io", "leases"),
];

async fn may_administer(at: At<'_>) -> Found {
    let allowed = may_do_everything(&at.client().await?).await;
    Ok(match allowed.map_err(|error| error.to_string())? {
        true => Pass("they may".to_owned()),
        false => Fail("they may not do `*` on `*`".to_owned()),
    })
}

async fn may_do_the_work(at: At<'_>) -> Found {
    let client = at.client().await?;
    let is_host = *at.name() == at.scene.rig.federation.host.name;
    let besides = if is_host { IN_THE_HOST } else { &[] };
    let work: Vec<_> = EVERYWHERE.iter().chain(besides).collect();
    let answers = try_join_all(work.iter().map(|work| may(&client, work))).await?;
    let refused: Vec<String> = work
        .iter()
        .zip(answers)
        .filter(|(_, allowed)| !allowed)
        .map(|((verb, _, resource), _)| format!("{verb} {resource}"))
        .collect();
    Ok(match refused.as_slice() {
        [] => Pass(format!("all {} things", work.len())),
        refused => Fail(format!("they may not {}", refused.join(", "))),
    })
}

async fn may(client: &Client, work: &(&str, &str, &str)) -> Result<bool, String> {
    let (verb, group, resource) = work;
    let attributes = ResourceAttributes {
        verb: Some((*verb).to_owned()),
        group: Some((*group).to_owned()),
        resource: Some((*resource).to_owned()),
        ..ResourceAttributes::default()
    };
    let spec = SelfSubjectAccessReviewSpec {
        resource_attributes: Some(attributes),
        ..SelfSubjectAccessReviewSpec::default()
    };
    let review = SelfSubjectAccessReview { spec, ..SelfSubjectAccessReview::default() };
    let reviews: Api<SelfSubjectAccessReview> = Api::all(client.clone());
    let answer = said(reviews.create(&PostParams::default(), &review).await)?;
    Ok(answer.status.is_some_and(|status| status.allowed))
}

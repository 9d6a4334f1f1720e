//! What makes a cluster a member: KubeFed's account in the member itself.

use k8s_openapi::api::authentication::v1::{TokenReview, TokenReviewSpec};
use k8s_openapi::api::core::v1::{Secret, ServiceAccount};
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding, Role, RoleBinding, Subject};
use kube::api::{ListParams, PostParams};
use kube::{Api, Client};
use secrecy::{ExposeSecret, SecretString};

use super::definition::Finding::{Fail, Pass, Warn};
use super::definition::{Check, Found};
use super::scene::{At, said};
use crate::rbac::Names;
use crate::spec::Scope;
use crate::watch::credentials::token_of;
use crate::watch::wait::Verdict;

const IN_MEMBER: Check = Check {
    needs: &["joined", "may-administer"],
    hint: "`fedrig up -f <file>` joins <cluster> anew, which makes it",
    ..Check::MEMBER
};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "account-there",
        statement: "<cluster> has KubeFed's service account for this host",
        run: |at| Box::pin(account_there(at)),
        ..IN_MEMBER
    },
    Check {
        id: "role-there",
        statement: "<cluster> has the role of KubeFed's account",
        hint: "`fedrig unjoin <cluster> -f <file>` and `fedrig up -f <file>` make it anew",
        run: |at| Box::pin(role_there(at)),
        ..IN_MEMBER
    },
    Check {
        id: "role-bound",
        statement: "in <cluster> KubeFed's account has its role",
        needs: &["account-there", "role-there"],
        hint: "`fedrig unjoin <cluster> -f <file>` and `fedrig up -f <file>` make it anew",
        run: |at| Box::pin(role_bound(at)),
        ..IN_MEMBER
    },
    Check {
        id: "token-known",
        statement: "<cluster> knows KubeFed's token, as that of its account",
        needs: &["secret-there", "account-there"],
        run: |at| Box::pin(token_known(at)),
        ..IN_MEMBER
    },
    Check {
        id: "no-other-host",
        statement: "<cluster> is joined to no other host",
        hint: "take one of the joins away: `kubefedctl unjoin` of either deletes KubeFed's namespace in <cluster>, and with it what the other needs",
        run: |at| Box::pin(no_other_host(at)),
        ..IN_MEMBER
    },
];

fn names(at: At<'_>) -> Names {
    Names::of(&at.scene.rig.federation, at.name())
}

fn is_namespaced(at: At<'_>) -> bool {
    at.scene.rig.federation.kubefed.scope == Scope::Namespaced
}

async fn account_there(at: At<'_>) -> Found {
    let name = names(at).account;
    Ok(match at.find::<ServiceAccount>(&name).await? {
        Some(_) => Pass(name),
        None => Fail(format!("there is no service account `{name}`")),
    })
}

async fn role_there(at: At<'_>) -> Found {
    let name = names(at).role;
    let is_there = if is_namespaced(at) {
        at.find::<Role>(&name).await?.is_some()
    } else {
        let roles: Api<ClusterRole> = Api::all(at.client().await?);
        said(roles.get_opt(&name).await)?.is_some()
    };
    Ok(if is_there { Pass(name) } else { Fail(format!("there is no role `{name}`")) })
}

async fn role_bound(at: At<'_>) -> Found {
    let Names { role, account, .. } = names(at);
    let subjects = if is_namespaced(at) {
        at.find::<RoleBinding>(&role).await?.map(|binding| binding.subjects)
    } else {
        let bindings: Api<ClusterRoleBinding> = Api::all(at.client().await?);
        said(bindings.get_opt(&role).await)?.map(|binding| binding.subjects)
    };
    let Some(subjects) = subjects else {
        return Ok(Fail(format!("there is no binding `{role}`")));
    };
    let is_account = |subject: &Subject| {
        subject.name == account && subject.namespace.as_deref() == Some(at.namespace())
    };
    Ok(match subjects.iter().flatten().any(is_account) {
        true => Pass(role),
        false => Fail(format!("the binding `{role}` is of others")),
    })
}

/// The token that the host has for the member; it stays here.
async fn token(at: At<'_>) -> Result<Option<SecretString>, String> {
    let secrets: Api<Secret> = Api::namespaced(at.host_client().await?, at.namespace());
    let secret = said(secrets.get_opt(&at.join()?.secret).await)?;
    Ok(match token_of(secret.as_ref()) {
        Verdict::Yes(token) => Some(token),
        Verdict::NotYet(_) | Verdict::Never(_) => None,
    })
}

async fn token_known(at: At<'_>) -> Found {
    let Some(token) = token(at).await? else {
        return Ok(Fail("its Secret has no token".to_owned()));
    };
    let spec =
        TokenReviewSpec { token: Some(token.expose_secret().to_owned()), ..Default::default() };
    let review = TokenReview { spec, ..TokenReview::default() };
    let reviews: Api<TokenReview> = Api::all(at.client().await?);
    let status = said(reviews.create(&PostParams::default(), &review).await)?.status;
    let status = status.unwrap_or_default();
    if status.authenticated != Some(true) {
        return Ok(Fail("it is refused: Unauthorized".to_owned()));
    }
    let user = status.user.and_then(|user| user.username).unwrap_or_default();
    let wanted = format!("system:serviceaccount:{}:{}", at.namespace(), names(at).account);
    Ok(match user == wanted {
        true => Pass(user),
        false => Fail(format!("it is {user}'s, and has to be {wanted}'s")),
    })
}

/// A join of another host has a role of KubeFed's with another host's name in it.
async fn no_other_host(at: At<'_>) -> Found {
    let own = names(at);
    let mut others = roles_of_hosts(&at.client().await?).await?;
    others.retain(|role| *role != own.role && *role != own.health);
    Ok(match others.as_slice() {
        [] => Pass("it has no other".to_owned()),
        others => Warn(others.join(", ")),
    })
}

async fn roles_of_hosts(client: &Client) -> Result<Vec<String>, String> {
    let roles: Api<ClusterRole> = Api::all(client.clone());
    let roles = said(roles.list_metadata(&ListParams::default()).await)?.items.into_iter();
    let names = roles.filter_map(|role| role.metadata.name);
    Ok(names.filter(|name| name.starts_with("kubefed-controller-manager:")).collect())
}

//! The token that a member's service account has.

use std::collections::BTreeMap;
use std::time::Duration;

use k8s_openapi::ByteString;
use k8s_openapi::api::authentication::v1::{TokenRequest, TokenRequestSpec};
use k8s_openapi::api::core::v1::{Secret, ServiceAccount};
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding};
use kube::api::PostParams;
use kube::{Api, Client};
use secrecy::SecretString;

use super::wait::Verdict;

pub use super::token_life::{BoundToken, TokenLife};

/// The token in a service account's Secret, when the token controller has put it there.
pub fn token_of(secret: Option<&Secret>) -> Verdict<SecretString> {
    let Some(secret) = secret else {
        return Verdict::NotYet("the Secret for the token is not there yet".to_owned());
    };
    match field(&secret.data, "token").and_then(|bytes| String::from_utf8(bytes.0.clone()).ok()) {
        Some(token) if !token.is_empty() => Verdict::Yes(SecretString::from(token)),
        _ => Verdict::NotYet("the token controller has not filled the Secret yet".to_owned()),
    }
}

/// Asks for a token of a service account that expires; an API server may give it a shorter life.
pub async fn request_token(
    client: &Client,
    namespace: &str,
    account: &str,
    life: Duration,
) -> Result<SecretString, kube::Error> {
    let seconds = i64::try_from(life.as_secs()).unwrap_or(i64::MAX);
    let spec = TokenRequestSpec { expiration_seconds: Some(seconds), ..Default::default() };
    let request = TokenRequest { spec, ..TokenRequest::default() };
    let accounts: Api<ServiceAccount> = Api::namespaced(client.clone(), namespace);
    let answer = accounts.create_token_request(account, &PostParams::default(), &request).await?;
    Ok(SecretString::from(answer.status.map(|status| status.token).unwrap_or_default()))
}

fn field<'a>(data: &'a Option<BTreeMap<String, ByteString>>, name: &str) -> Option<&'a ByteString> {
    data.as_ref().and_then(|data| data.get(name))
}

/// The UID of the service account, if its role and its binding of that name are there as well.
pub async fn granted(
    client: &Client,
    namespace: &str,
    name: &str,
) -> Result<Option<String>, kube::Error> {
    let accounts: Api<ServiceAccount> = Api::namespaced(client.clone(), namespace);
    let roles: Api<ClusterRole> = Api::all(client.clone());
    let bindings: Api<ClusterRoleBinding> = Api::all(client.clone());
    let (account, role, binding) =
        tokio::try_join!(accounts.get_opt(name), roles.get_opt(name), bindings.get_opt(name),)?;
    Ok(account
        .and_then(|account| account.metadata.uid)
        .filter(|_| role.is_some() && binding.is_some()))
}

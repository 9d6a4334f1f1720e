//! The token that a member's service account has.

use std::collections::BTreeMap;

use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::{Secret, ServiceAccount};
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding};
use kube::{Api, Client};
use secrecy::SecretString;

use super::wait::Verdict;

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

fn field<'a>(data: &'a Option<BTreeMap<String, ByteString>>, name: &str) -> Option<&'a ByteString> {
    data.as_ref().and_then(|data| data.get(name))
}

/// Whether the service account, its role and its binding of that name are all there.
pub async fn is_granted(client: &Client, namespace: &str, name: &str) -> Result<bool, kube::Error> {
    let accounts: Api<ServiceAccount> = Api::namespaced(client.clone(), namespace);
    let roles: Api<ClusterRole> = Api::all(client.clone());
    let bindings: Api<ClusterRoleBinding> = Api::all(client.clone());
    let (account, role, binding) =
        tokio::try_join!(accounts.get_opt(name), roles.get_opt(name), bindings.get_opt(name),)?;
    Ok(account.is_some() && role.is_some() && binding.is_some())
}

//! A kubeconfig as it is written: only the fields that are used, the others are ignored.

use secrecy::SecretString;
use serde::{Deserialize, Deserializer};

/// The whole file.
#[derive(Debug, Deserialize)]
pub(super) struct File {
    #[serde(default, deserialize_with = "null_is_empty")]
    pub contexts: Vec<NamedContext>,
    #[serde(default, deserialize_with = "null_is_empty")]
    pub clusters: Vec<NamedCluster>,
    #[serde(default, deserialize_with = "null_is_empty")]
    pub users: Vec<NamedUser>,
}

#[derive(Debug, Deserialize)]
pub(super) struct NamedContext {
    pub name: String,
    #[serde(default, deserialize_with = "null_is_empty")]
    pub context: Context,
}

#[derive(Debug, Deserialize)]
pub(super) struct NamedCluster {
    pub name: String,
    #[serde(default, deserialize_with = "null_is_empty")]
    pub cluster: Cluster,
}

#[derive(Debug, Deserialize)]
pub(super) struct NamedUser {
    pub name: String,
    #[serde(default, deserialize_with = "null_is_empty")]
    pub user: UserFields,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Context {
    pub cluster: String,
    pub user: String,
    pub namespace: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub(super) struct Cluster {
    pub server: String,
    pub tls_server_name: Option<String>,
    pub insecure_skip_tls_verify: bool,
    pub certificate_authority: Option<String>,
    pub certificate_authority_data: Option<String>,
    pub proxy_url: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub(super) struct UserFields {
    pub token: Option<SecretString>,
    #[serde(rename = "tokenFile")]
    pub token_file: Option<String>,
    pub client_certificate: Option<String>,
    pub client_certificate_data: Option<String>,
    pub client_key: Option<String>,
    pub client_key_data: Option<SecretString>,
    pub username: Option<String>,
    pub password: Option<SecretString>,
    pub exec: Option<Exec>,
    pub auth_provider: Option<AuthProvider>,
    #[serde(rename = "as")]
    pub impersonates: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Exec {
    pub command: String,
    pub api_version: String,
    #[serde(deserialize_with = "null_is_empty")]
    pub args: Vec<SecretString>,
    #[serde(deserialize_with = "null_is_empty")]
    pub env: Vec<ExecVariable>,
    pub interactive_mode: Option<String>,
    pub provide_cluster_info: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct ExecVariable {
    pub name: String,
    pub value: SecretString,
}

#[derive(Debug, Deserialize)]
pub(super) struct AuthProvider {
    #[serde(default)]
    pub name: String,
}

/// kubectl writes `clusters: null` for an empty file.
fn null_is_empty<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

//! The text of fedrig's own kubeconfig.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret;
use secrecy::zeroize::Zeroizing;
use serde::Serialize;

use super::{ExecPlugin, OwnEntry, OwnKubeconfig, User, WriteError};
use crate::name::ClusterName;

/// The text, which is wiped from memory when it is dropped.
pub(super) fn render(own: &OwnKubeconfig, path: &Path) -> Result<Zeroizing<String>, WriteError> {
    let users = own.entries.iter().map(NamedUser::of).collect::<Result<_, _>>()?;
    let file = File {
        api_version: "v1",
        kind: "Config",
        clusters: own.entries.iter().map(NamedCluster::of).collect(),
        contexts: own.entries.iter().map(NamedContext::of).collect(),
        users,
    };
    let text = serde_saphyr::to_string(&file).map_err(|error| WriteError::NotRendered {
        path: path.to_owned(),
        source: Box::new(error),
    })?;
    Ok(Zeroizing::new(format!("{HEADER}{}", Zeroizing::new(text).as_str())))
}

const HEADER: &str = "# Written by fedrig, and again at its next run. It holds secrets.\n";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct File<'a> {
    api_version: &'static str,
    kind: &'static str,
    clusters: Vec<NamedCluster<'a>>,
    contexts: Vec<NamedContext<'a>>,
    users: Vec<NamedUser<'a>>,
}

#[derive(Serialize)]
struct NamedContext<'a> {
    name: &'a str,
    context: Context<'a>,
}

#[derive(Serialize)]
struct Context<'a> {
    cluster: &'a ClusterName,
    user: &'a ClusterName,
    namespace: &'static str,
}

impl<'a> NamedContext<'a> {
    fn of(entry: &'a OwnEntry) -> Self {
        let (cluster, user) = (&entry.name, &entry.name);
        let name = entry.context.as_ref().map_or(cluster.as_str(), |context| context.as_str());
        Self { name, context: Context { cluster, user, namespace: "default" } }
    }
}

#[derive(Serialize)]
struct NamedCluster<'a> {
    name: &'a ClusterName,
    cluster: Cluster<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Cluster<'a> {
    server: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate_authority_data: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    insecure_skip_tls_verify: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    proxy_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tls_server_name: Option<&'a str>,
}

impl<'a> NamedCluster<'a> {
    fn of(entry: &'a OwnEntry) -> Self {
        // client-go refuses a file with both.
        let authority = entry.certificate_authority.as_ref();
        let authority = authority.filter(|_| !entry.insecure_skip_tls_verify);
        let cluster = Cluster {
            server: &entry.server,
            certificate_authority_data: authority.map(|pem| STANDARD.encode(pem)),
            insecure_skip_tls_verify: entry.insecure_skip_tls_verify,
            proxy_url: entry.proxy_url.as_deref(),
            tls_server_name: entry.tls_server_name.as_deref(),
        };
        Self { name: &entry.name, cluster }
    }
}

#[derive(Serialize)]
struct NamedUser<'a> {
    name: &'a ClusterName,
    user: UserFields<'a>,
}

#[derive(Serialize, Default)]
#[serde(rename_all = "kebab-case")]
struct UserFields<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_certificate_data: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "exposed")]
    client_key_data: Option<Zeroizing<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<&'a str>,
}

impl<'a> NamedUser<'a> {
    fn of(entry: &'a OwnEntry) -> Result<Self, WriteError> {
        let mut user = UserFields::default();
        match &entry.user {
            User::Token(token) => user.token = Some(token.expose_secret()),
            User::ClientCertificate { certificate, key } => {
                user.client_certificate_data = Some(STANDARD.encode(certificate));
                user.client_key_data = Some(Zeroizing::new(STANDARD.encode(key.expose_secret())));
            }
            User::Basic { username, password } => {
                user.username = Some(username);
                user.password = Some(password.expose_secret());
            }
            User::Exec(ExecPlugin { command: program, .. })
            | User::AuthProvider { name: program } => {
                let (cluster, program) = (entry.name.clone(), program.clone());
                return Err(WriteError::Program { cluster, program });
            }
            User::Anonymous => {}
        }
        Ok(Self { name: &entry.name, user })
    }
}

fn exposed<S: serde::Serializer>(
    secret: &Option<Zeroizing<String>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    secret.as_ref().map(|secret| secret.as_str()).serialize(serializer)
}

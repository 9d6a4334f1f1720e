//! What nobody may read: kept in memory for the redactor, and written nowhere.

use futures::future::join_all;
use k8s_openapi::api::core::v1::Secret;
use kube::Api;
use kube::api::ListParams;
use secrecy::ExposeSecret;

use super::in_time;
use crate::kubeconfig::{Kubeconfig, User};
use crate::name::ClusterName;
use crate::redact::Known;
use crate::spec::Federation;
use crate::tool::Access;
use crate::watch::client;

/// The secrets of the kubeconfigs and of every Secret in the clusters that show them. A cluster that
/// does not is named: there the forms of secrets are all that they are told by.
pub async fn known(federation: &Federation, own: &[Access]) -> (Known, Vec<ClusterName>) {
    let mut known = Known::default();
    for access in federation.all_clusters().map(|cluster| &cluster.access).chain(own) {
        add_user(access, &mut known);
    }
    let lists = join_all(federation.all_clusters().map(|cluster| async {
        let secrets = in_time(async {
            let client = client::connect(&cluster.access).await.map_err(|it| it.to_string())?;
            let all: Api<Secret> = Api::all(client);
            all.list(&ListParams::default()).await.map_err(|it| it.to_string())
        });
        (&cluster.name, secrets.await)
    }))
    .await;
    let mut hidden = Vec::new();
    for (name, secrets) in lists {
        match secrets {
            Ok(secrets) => {
                secrets.items.iter().for_each(|secret| add(secret, name.as_str(), &mut known));
            }
            Err(_) => hidden.push(name.clone()),
        }
    }
    (known, hidden)
}

fn add(secret: &Secret, cluster: &str, known: &mut Known) {
    let namespace = secret.metadata.namespace.as_deref().unwrap_or_default();
    let name = secret.metadata.name.as_deref().unwrap_or_default();
    for (key, value) in secret.data.iter().flatten() {
        if is_public(secret.type_.as_deref().unwrap_or_default(), key) {
            continue;
        }
        known.add(&value.0, &format!("`{key}` of Secret {namespace}/{name} in {cluster}"));
    }
}

/// Fields of Secrets that are words of Kubernetes, and stand everywhere.
fn is_public(kind: &str, key: &str) -> bool {
    match kind {
        "kubernetes.io/service-account-token" => key == "namespace",
        "bootstrap.kubernetes.io/token" => key != "token-secret",
        _ => false,
    }
}

fn add_user(access: &Access, known: &mut Known) {
    let entry = Kubeconfig::read(access.file()).and_then(|file| file.resolve(&access.context));
    // An access that can't be read gives away nothing; it is told of where it is used.
    let Ok(entry) = entry else { return };
    let what = format!("credentials in the kubeconfig of context {}", access.context);
    match &entry.user {
        User::Token(token) => known.add(token.expose_secret().as_bytes(), &what),
        User::ClientCertificate { key, .. } => known.add(key.expose_secret(), &what),
        User::Basic { password, .. } => known.add(password.expose_secret().as_bytes(), &what),
        User::Exec(plugin) => {
            let values = plugin.environment.iter().map(|(_, value)| value);
            for value in values.chain(&plugin.arguments) {
                known.add(value.expose_secret().as_bytes(), &what);
            }
        }
        User::AuthProvider { .. } | User::Anonymous => {}
    }
}

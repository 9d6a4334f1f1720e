//! Observes one cluster, as far as it concerns fedrig. Reads only.

use k8s_openapi::api::core::v1::{Namespace as NamespaceObject, Secret, ServiceAccount};
use kube::{Api, Client};
use secrecy::{ExposeSecret, SecretString};

use super::{Account, ClusterView, NamespaceView, OwnEntryView, WantedEntry};
use crate::kubeconfig::{Entry, OwnEntry, User};
use crate::name::Namespace;
use crate::watch::credentials::{is_granted, token_of};
use crate::watch::wait::Verdict;

/// What is asked of a cluster.
pub struct ClusterQuestion<'a> {
    /// Reads the cluster.
    pub client: &'a Client,
    /// KubeFed's namespace.
    pub namespace: &'a Namespace,
    /// The name of fedrig's service account, and its namespace.
    pub account: (&'a str, &'a str),
    /// The name of KubeFed's service account for this host.
    pub kubefed_account: String,
}

/// Asks one cluster. `expected` makes the entry of fedrig's own kubeconfig out of a token, and
/// `present` is the entry that is there.
pub async fn observe_cluster(
    question: ClusterQuestion<'_>,
    wanted: WantedEntry,
    expected: impl FnOnce(SecretString) -> OwnEntry,
    present: Option<Entry>,
) -> Result<ClusterView, kube::Error> {
    let ClusterQuestion { client, namespace, account: (account, home), kubefed_account } = question;
    let secrets: Api<Secret> = Api::namespaced(client.clone(), home);
    let accounts: Api<ServiceAccount> = Api::namespaced(client.clone(), namespace.as_str());
    let namespaces: Api<NamespaceObject> = Api::all(client.clone());
    let (granted, secret, kubefed, space) = tokio::try_join!(
        is_granted(client, home, account),
        secrets.get_opt(account),
        accounts.get_opt(&kubefed_account),
        namespaces.get_opt(namespace.as_str()),
    )?;
    let token = match token_of(secret.as_ref()) {
        Verdict::Yes(token) if granted => Some(token),
        Verdict::Yes(_) | Verdict::NotYet(_) | Verdict::Never(_) => None,
    };
    let account = if token.is_some() { Account::Complete } else { Account::Incomplete };
    let own_entry = match (token.map(expected), present) {
        (Some(expected), Some(present)) if is_like(&expected, &present) => OwnEntryView::AsWanted,
        _ => OwnEntryView::Other,
    };
    Ok(ClusterView {
        wanted,
        account,
        own_entry,
        has_kubefed_account: kubefed.is_some(),
        namespace: namespace_view(space.as_ref()),
    })
}

fn is_like(expected: &OwnEntry, present: &Entry) -> bool {
    let same_user = match (&expected.user, &present.user) {
        (User::Token(a), User::Token(b)) => a.expose_secret() == b.expose_secret(),
        _ => false,
    };
    same_user
        && expected.server == present.server_as_written
        && expected.certificate_authority == present.certificate_authority
        && expected.insecure_skip_tls_verify == present.insecure_skip_tls_verify
        && expected.proxy_url == present.proxy_url
        && expected.tls_server_name == present.tls_server_name
}

pub(super) fn namespace_view(namespace: Option<&NamespaceObject>) -> NamespaceView {
    match namespace {
        None => NamespaceView::Absent,
        Some(found) if found.metadata.deletion_timestamp.is_some() => NamespaceView::Terminating,
        Some(_) => NamespaceView::Active,
    }
}

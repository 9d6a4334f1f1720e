//! Observes one cluster, as far as it concerns fedrig. Reads only.

use k8s_openapi::api::core::v1::{Namespace as NamespaceObject, Secret, ServiceAccount};
use kube::{Api, Client};
use secrecy::{ExposeSecret, SecretString};

use super::roles::{RoleNames, observe_roles};
use super::{Account, ClusterView, NamespaceView, OwnEntryView, WantedEntry};
use crate::kubeconfig::{OwnEntry, User};
use crate::name::Namespace;
use crate::watch::credentials::{TokenLife, granted, token_of};
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
    /// The roles of both.
    pub roles: RoleNames,
}

/// Asks one cluster. `present` is the entry that is there in fedrig's own kubeconfig.
pub async fn observe_cluster(
    question: ClusterQuestion<'_>,
    wanted: WantedEntry,
    present: Option<OwnEntry>,
) -> Result<ClusterView, kube::Error> {
    let ClusterQuestion { client, namespace, account: (account, home), .. } = question;
    let kubefed_account = &question.kubefed_account;
    let secrets: Api<Secret> = Api::namespaced(client.clone(), home);
    let accounts: Api<ServiceAccount> = Api::namespaced(client.clone(), namespace.as_str());
    let namespaces: Api<NamespaceObject> = Api::all(client.clone());
    let of_kubefed: Api<Secret> = Api::namespaced(client.clone(), namespace.as_str());
    let (granted, secret, kubefed, lasting_token, space, roles) = tokio::try_join!(
        granted(client, home, account),
        secrets.get_opt(account),
        accounts.get_opt(kubefed_account),
        of_kubefed.get_opt(kubefed_account),
        namespaces.get_opt(namespace.as_str()),
        observe_roles(client, namespace, &question.roles),
    )?;
    let lasting = match token_of(secret.as_ref()) {
        Verdict::Yes(token) => Some(token),
        Verdict::NotYet(_) | Verdict::Never(_) => None,
    };
    let has_what_it_needs = lasting.is_some() != wanted.token.is_some();
    let account = match &granted {
        Some(_) if has_what_it_needs => Account::Complete,
        Some(_) | None => Account::Incomplete,
    };
    let present = present.filter(|present| is_like(&wanted, present));
    let own_token = granted.zip(present).and_then(|(uid, present)| {
        let User::Token(token) = &present.user else { return None };
        accepted(token, lasting.as_ref(), &uid)
    });
    let own_entry = if own_token.is_some() { OwnEntryView::AsWanted } else { OwnEntryView::Other };
    Ok(ClusterView {
        wanted,
        account,
        own_entry,
        own_token,
        has_kubefed_account: kubefed.is_some(),
        has_lasting_token: lasting_token.is_some(),
        namespace: namespace_view(space.as_ref()),
        roles,
    })
}

/// Whether an entry names the way and the trust that are wanted.
fn is_like(wanted: &WantedEntry, present: &OwnEntry) -> bool {
    let authority = present.certificate_authority.as_deref();
    wanted.server == present.server
        && wanted.proxy == present.proxy_url
        && wanted.trust.is_met(authority, present.insecure_skip_tls_verify)
}

/// The life of a token that is the account's own: the one in its Secret, or one for its UID.
fn accepted(token: &SecretString, lasting: Option<&SecretString>, uid: &str) -> Option<TokenLife> {
    let life = TokenLife::of(token);
    let is_own = match (&life, lasting) {
        (_, Some(lasting)) => lasting.expose_secret() == token.expose_secret(),
        (TokenLife::Bound(bound), None) => bound.account.as_deref() == Some(uid),
        (TokenLife::Lasting | TokenLife::Unknown, None) => false,
    };
    is_own.then_some(life)
}

pub(super) fn namespace_view(namespace: Option<&NamespaceObject>) -> NamespaceView {
    match namespace {
        None => NamespaceView::Absent,
        Some(found) if found.metadata.deletion_timestamp.is_some() => NamespaceView::Terminating,
        Some(_) => NamespaceView::Active,
    }
}

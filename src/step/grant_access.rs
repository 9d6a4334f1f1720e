//! Gives fedrig an access of its own to a cluster: the service account, the role, the binding and
//! the token that a person makes by hand in each member, and an entry in fedrig's own kubeconfig.
//!
//! The account lives in `kube-system`, where nobody but administrators reads Secrets: its token is
//! as powerful as theirs.

use k8s_openapi::api::core::v1::Secret;
use kube::Api;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::{Change, Error, Rig, Say};
use crate::kubeconfig::{Kubeconfig, OwnEntry, User, Written};
use crate::name::FederationName;
use crate::spec::Cluster;
use crate::watch::credentials::{is_granted, token_of};
use crate::watch::wait::{Verdict, Waiting, await_object};

/// Where the service account lives.
const NAMESPACE: &str = "kube-system";
/// How long the token controller may take, in seconds.
const TOKEN: std::time::Duration = std::time::Duration::from_secs(30);

/// Make the access to this cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct GrantAccess {
    /// The cluster.
    pub cluster: Cluster,
}

impl GrantAccess {
    pub(super) async fn apply(&self, rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
        let account = account(&rig.federation.name);
        let mut made = false;
        let token = match self.present_token(rig, &account).await? {
            Some(token) => token,
            None => {
                made = true;
                self.make(rig, &account).await?;
                self.await_token(rig, &account, say).await?
            }
        };
        let entry = self.entry(token)?;
        let written = rig.own.add(entry).await;
        let written =
            written.map_err(|source| Error::OwnKubeconfig { source: Box::new(source) })?;
        let fact = format!("service account {NAMESPACE}/{account}");
        Ok(if made || written == Written::Changed {
            Change::Changed(fact)
        } else {
            Change::Unchanged(fact)
        })
    }

    async fn present_token(&self, rig: &Rig, account: &str) -> Result<Option<SecretString>, Error> {
        let client = rig.client(&self.cluster).await?;
        let secrets: Api<Secret> = Api::namespaced(client.clone(), NAMESPACE);
        let found = async {
            tokio::try_join!(is_granted(&client, NAMESPACE, account), secrets.get_opt(account))
        };
        let (granted, secret) =
            rig.ask(&self.cluster.name, "fedrig's service account", found).await?;
        match token_of(secret.as_ref()) {
            Verdict::Yes(token) if granted => Ok(Some(token)),
            Verdict::Yes(_) | Verdict::NotYet(_) | Verdict::Never(_) => Ok(None),
        }
    }

    async fn make(&self, rig: &Rig, account: &str) -> Result<(), Error> {
        let objects = objects(account, &rig.federation.name);
        let applied = rig.kubectl(&self.cluster.access).apply(&objects).await;
        applied.map_err(|source| Error::Grant { cluster: self.cluster.name.clone(), source })
    }

    async fn await_token(
        &self,
        rig: &Rig,
        account: &str,
        say: Say<'_>,
    ) -> Result<SecretString, Error> {
        let client = rig.client(&self.cluster).await?;
        let secrets: Api<Secret> = Api::namespaced(client, NAMESPACE);
        let waiting = Waiting { limit: TOKEN, cancel: &rig.cancel, say };
        let token = rig.timing.waiting(await_object(secrets, account, waiting, token_of)).await;
        token.map_err(|source| Error::Token { cluster: self.cluster.name.clone(), source })
    }

    /// The user's entry, with the endpoint that the host's pods use and fedrig's token.
    fn entry(&self, token: SecretString) -> Result<OwnEntry, Error> {
        let access = &self.cluster.access;
        let user_entry = Kubeconfig::read(&access.kubeconfig)
            .and_then(|file| file.resolve(&access.context))
            .map_err(kubeconfig)?;
        let server = match &self.cluster.endpoint {
            Some(endpoint) => endpoint.as_str().trim_end_matches('/').to_owned(),
            None => user_entry.server_as_written.clone(),
        };
        Ok(OwnEntry {
            name: self.cluster.name.clone(),
            server,
            certificate_authority: user_entry.certificate_authority,
            insecure_skip_tls_verify: user_entry.insecure_skip_tls_verify,
            proxy_url: user_entry.proxy_url,
            tls_server_name: user_entry.tls_server_name,
            user: User::Token(token),
        })
    }
}

fn kubeconfig(source: crate::kubeconfig::Error) -> Error {
    Error::Kubeconfig { source: Box::new(source) }
}

/// The account's name, and that of its role, binding and Secret: one for each federation, so that
/// two federations can share a member.
fn account(federation: &FederationName) -> String {
    format!("fedrig-{federation}")
}

/// What is applied: all of it has the same name.
fn objects(account: &str, federation: &FederationName) -> Vec<Value> {
    let labels = json!({
        "app.kubernetes.io/managed-by": "fedrig",
        "app.kubernetes.io/instance": federation,
    });
    let namespaced = json!({"name": account, "namespace": NAMESPACE, "labels": labels});
    let everywhere = json!({"name": account, "labels": labels});
    let mut secret = namespaced.clone();
    secret["annotations"] = json!({"kubernetes.io/service-account.name": account});
    let rbac = "rbac.authorization.k8s.io";
    let all = ["*"];
    vec![
        json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": namespaced}),
        json!({"apiVersion": "v1", "kind": "Secret", "metadata": secret,
               "type": "kubernetes.io/service-account-token"}),
        json!({"apiVersion": format!("{rbac}/v1"), "kind": "ClusterRole", "metadata": everywhere,
               "rules": [{"apiGroups": all, "resources": all, "verbs": all},
                         {"nonResourceURLs": all, "verbs": all}]}),
        json!({"apiVersion": format!("{rbac}/v1"), "kind": "ClusterRoleBinding",
               "metadata": everywhere,
               "roleRef": {"apiGroup": rbac, "kind": "ClusterRole", "name": account},
               "subjects": [{"kind": "ServiceAccount", "name": account, "namespace": NAMESPACE}]}),
    ]
}

//! What fedrig's own kubeconfig says of a cluster: the user's entry, with the endpoint that the
//! host's pods use and fedrig's token.

use secrecy::SecretString;

use super::Error;
use super::fetch_access::written;
use crate::kubeconfig::{Entry, Kubeconfig, OwnEntry, User};
use crate::observe::WantedEntry;
use crate::spec::Cluster;

/// The wanted entry of a cluster, still without its token.
pub(super) struct OwnEntryPlan {
    cluster: Cluster,
    entry: Entry,
}

impl OwnEntryPlan {
    /// Reads the user's kubeconfig.
    pub fn of(cluster: &Cluster) -> Result<Self, Error> {
        let access = &cluster.access;
        let entry = Kubeconfig::read(&access.kubeconfig)
            .and_then(|file| file.resolve(&access.context))
            .map_err(|source| Error::Kubeconfig { source: Box::new(source) })?;
        Ok(Self { cluster: cluster.clone(), entry })
    }

    /// Address and CA.
    pub fn wanted(&self) -> WantedEntry {
        WantedEntry {
            server: self.server(),
            certificate_authority: self.entry.certificate_authority.clone(),
        }
    }

    /// The entry with its token.
    pub fn with(self, token: SecretString) -> OwnEntry {
        OwnEntry {
            server: self.server(),
            name: self.cluster.name,
            certificate_authority: self.entry.certificate_authority,
            insecure_skip_tls_verify: self.entry.insecure_skip_tls_verify,
            proxy_url: self.entry.proxy_url,
            tls_server_name: self.entry.tls_server_name,
            user: User::Token(token),
        }
    }

    fn server(&self) -> String {
        match &self.cluster.endpoint {
            Some(endpoint) => written(endpoint),
            None => self.entry.server_as_written.clone(),
        }
    }
}

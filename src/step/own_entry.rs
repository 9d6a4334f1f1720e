//! What fedrig's own kubeconfig says of a cluster: the way that the host's pods take, whom they
//! trust there, and fedrig's token. What federation.yaml leaves open is as in the user's kubeconfig.

use secrecy::SecretString;

use super::Error;
use crate::kubeconfig::{Entry, Kubeconfig, OwnEntry, User, as_address};
use crate::observe::WantedEntry;
use crate::spec::Cluster;
use crate::trust::{Bundle, Trust};

/// The wanted entry of a cluster, still without its token.
pub(super) struct OwnEntryPlan {
    cluster: Cluster,
    entry: Entry,
}

impl OwnEntryPlan {
    /// Reads the user's kubeconfig.
    pub fn of(cluster: &Cluster) -> Result<Self, Error> {
        let access = &cluster.access;
        let entry = Kubeconfig::read(access.file())
            .and_then(|file| file.resolve(&access.context))
            .map_err(|source| Error::Kubeconfig { source: Box::new(source) })?;
        Ok(Self { cluster: cluster.clone(), entry })
    }

    /// Address, trust and proxy.
    pub fn wanted(&self) -> WantedEntry {
        WantedEntry {
            server: self.server(),
            trust: self.trust(),
            proxy: self.proxy(),
            token: self.cluster.token,
        }
    }

    /// The name that the kubeconfig asks the server for, if not that of the address.
    pub fn server_name(&self) -> Option<&str> {
        self.entry.tls_server_name.as_deref()
    }

    /// The entry with its token, and the bundle that the endpoint was found to be trusted with.
    pub fn with(self, token: SecretString, bundle: Option<&Bundle>) -> OwnEntry {
        OwnEntry {
            context: None,
            server: self.server(),
            certificate_authority: bundle.map(Bundle::to_pem),
            insecure_skip_tls_verify: self.trust() == Trust::Insecure,
            proxy_url: self.proxy(),
            tls_server_name: self.entry.tls_server_name,
            name: self.cluster.name,
            user: User::Token(token),
        }
    }

    /// kubectl trusts a server without a word about it when a CA of the system does.
    fn trust(&self) -> Trust {
        if let Some(trust) = &self.cluster.tls {
            return trust.clone();
        }
        let authority = self.entry.certificate_authority.as_deref();
        match authority.map(Bundle::from_pem) {
            _ if self.cluster.endpoint.is_none() && self.entry.server.scheme() == "http" => {
                Trust::Plain
            }
            _ if self.entry.insecure_skip_tls_verify => Trust::Insecure,
            Some(Ok(bundle)) => Trust::Authority(bundle),
            Some(Err(_)) | None => Trust::SystemRoots,
        }
    }

    fn proxy(&self) -> Option<String> {
        let given = self.cluster.proxy.as_ref().map(as_address);
        given.or_else(|| self.entry.proxy_url.clone())
    }

    fn server(&self) -> String {
        if let Some(endpoint) = &self.cluster.endpoint {
            return as_address(endpoint);
        }
        let written = &self.entry.server_as_written;
        // KubeFed refuses an address with upper-case letters in its host.
        match self.entry.server.host_str() {
            Some(host) if !written.contains(host) => as_address(&self.entry.server),
            Some(_) | None => written.clone(),
        }
    }
}

//! Gets hold of an access that no tool can use as it is: a kubeconfig of another machine, one of
//! kind, one in pieces. It becomes a kubeconfig for this run, with one context, the cluster's name,
//! and everything in it that it needs. Changes nothing in any cluster.

mod assembled;
mod error;
mod of_kind;
mod over_ssh;

pub use error::AccessError;

use super::{Change, Error, Rig, Say};
use crate::kubeconfig::{Entry, OwnEntry, OwnKubeconfig};
use crate::spec::{AccessSource, Cluster};

/// Get hold of the access to this cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct FetchAccess {
    /// The cluster.
    pub cluster: Cluster,
}

/// What was found, and at which address this machine reaches the cluster.
struct Fetched {
    entry: Entry,
    server: String,
}

impl FetchAccess {
    pub(super) async fn apply(&self, rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
        let fetched = self.fetch(rig, say).await.and_then(|fetched| self.keep(fetched));
        fetched.map_err(|source| Error::Access {
            cluster: self.cluster.name.clone(),
            from: self.cluster.source.to_string(),
            source: Box::new(source),
        })?;
        Ok(Change::Unchanged(format!("access by {}", self.cluster.source)))
    }

    async fn fetch(&self, rig: &Rig, say: Say<'_>) -> Result<Fetched, AccessError> {
        match &self.cluster.source {
            AccessSource::File => unreachable!("an access that lies there is not fetched"),
            AccessSource::Assembled(source) => {
                let entry = assembled::entry(source, rig, say).await?;
                Ok(Fetched { server: entry.server_as_written.clone(), entry })
            }
            AccessSource::Ssh(source) => {
                let entry = over_ssh::entry(source, &self.cluster, rig, say).await?;
                let server = over_ssh::server(&entry, self.cluster.endpoint.as_ref()).await?;
                Ok(Fetched { entry, server })
            }
            AccessSource::Kind(name) => {
                let entry = of_kind::entry(name, rig).await?;
                Ok(Fetched { server: of_kind::server(name, rig).await?, entry })
            }
        }
    }

    fn keep(&self, fetched: Fetched) -> Result<(), AccessError> {
        let Fetched { entry, server } = fetched;
        let entry = OwnEntry { server, ..OwnEntry::of(self.cluster.name.clone(), entry) };
        let written = OwnKubeconfig { entries: vec![entry] }.write(&self.cluster.access.kubeconfig);
        written.map(drop).map_err(AccessError::NotKept)
    }
}

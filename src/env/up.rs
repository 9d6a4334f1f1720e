//! Makes what is missing of an environment.

use std::collections::BTreeMap;

use futures::{StreamExt, stream};

use super::site::Site;
use super::{Environment, Error, Place, Say};
use crate::name::ClusterName;

/// What a run made, and what not.
#[derive(Debug, Default)]
pub struct Made {
    /// The addresses at which the host's pods reach the other clusters, where they are not the
    /// kubeconfigs'.
    pub endpoints: BTreeMap<ClusterName, String>,
    /// What went wrong. The other clusters are Ready.
    pub errors: Vec<Error>,
}

impl Environment {
    /// Makes the clusters that are missing, and gives each its images and its kubeconfig. One that
    /// fails stops no other.
    pub async fn up(&self, place: &Place, say: Say<'_>) -> Made {
        let site = match Site::prepare(self, place, say).await {
            Ok(site) => site,
            Err(errors) => return Made { errors, ..Made::default() },
        };
        let endpoints = match self.endpoints(place).await {
            Ok(endpoints) => endpoints,
            Err(error) => return Made { errors: vec![error], ..Made::default() },
        };
        let mut errors: Vec<Error> = stream::iter(&self.clusters)
            .map(|wanted| site.cluster(&wanted.name))
            .buffer_unordered(place.parallel)
            .filter_map(|made| std::future::ready(made.err()))
            .collect()
            .await;
        if place.cancel.is_cancelled() {
            errors.retain(|error| !error.is_cancelled());
            errors.extend(site.clean_up().await);
        }
        Made { endpoints, errors }
    }

    /// The addresses at which the host's pods reach the other clusters.
    pub async fn endpoints(&self, place: &Place) -> Result<BTreeMap<ClusterName, String>, Error> {
        let Some(host) = self.clusters.first() else { return Ok(BTreeMap::new()) };
        let network = self.network_of(&host.name);
        let fronts = match &self.layout {
            super::Layout::Together => return Ok(BTreeMap::new()),
            super::Layout::Regions { .. } => self.fronts(place).await?,
        };
        let members = fronts.iter().filter(|(name, _)| **name != host.name);
        let seen = members.filter_map(|(name, front)| Some((name, front.get(&network)?)));
        Ok(seen.map(|(name, ip)| (name.clone(), format!("https://{ip}:6443"))).collect())
    }
}

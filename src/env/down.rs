//! Removes clusters of an environment, and what they had in common when the last one is gone.

use futures::{StreamExt, stream};

use super::clean_up::remove_file;
use super::create::failed;
use super::debris::{remove_cluster, remove_network};
use super::site::lock;
use super::survey::{self, Survey};
use super::{Environment, Error, Place, Say, federation};
use crate::name::ClusterName;
use crate::tool::ToolFailure;
use crate::tool::docker::Docker;

impl Environment {
    /// Removes the clusters, their kubeconfigs and proxies, and each network that nothing uses any
    /// more. Goes on when one fails; gives all that failed.
    pub async fn down(&self, place: &Place, say: Say<'_>) -> Vec<Error> {
        let survey = match Survey::take(&place.docker).await {
            Ok(survey) => survey,
            Err(source) => return vec![Error::NoEngine { source }],
        };
        let lock = match lock(self) {
            Ok(lock) => lock,
            Err(error) => return vec![error],
        };
        let mut errors: Vec<Error> = stream::iter(&self.clusters)
            .map(|wanted| self.cluster_down(place, &wanted.name, &survey, say))
            .buffer_unordered(place.parallel.max(4))
            .filter_map(|result| std::future::ready(result.err()))
            .collect()
            .await;
        if let Err(source) = self.networks_down(&place.docker).await {
            errors.push(Error::Engine { what: "the networks could not be removed".into(), source });
        }
        errors.extend(self.folder_down().err());
        drop(lock);
        errors
    }

    /// The clusters that the engine has of an environment, for `down` of all.
    pub async fn clusters_there(&self, place: &Place) -> Result<Vec<ClusterName>, Error> {
        let survey = Survey::take(&place.docker).await;
        let survey = survey.map_err(|source| Error::NoEngine { source })?;
        let ours = survey.clusters.iter();
        let ours = ours.filter(|(_, found)| found.env.as_deref() == Some(self.name.as_str()));
        // kind's names are labels; one that is too long for us was not made by us.
        Ok(ours.filter_map(|(name, _)| name.parse().ok()).collect())
    }

    async fn cluster_down(
        &self,
        place: &Place,
        name: &ClusterName,
        survey: &Survey,
        say: Say<'_>,
    ) -> Result<(), Error> {
        let is_there = survey.clusters.contains_key(name.as_str());
        let is_ours = survey.is_in(name.as_str(), &self.network)
            || survey.is_in(name.as_str(), &self.region(name));
        if is_there && !is_ours {
            let env = survey.clusters[name.as_str()].env.as_ref();
            let whose = match env {
                Some(env) => format!("it is one of environment `{env}`"),
                None => "fedrig did not make it".to_owned(),
            };
            return Err(Error::NotOurs { cluster: name.clone(), whose });
        }
        let kinds_file = self.kinds_file(name);
        let removed = remove_cluster(&place.kind, &place.docker, name, &kinds_file).await;
        removed.map_err(|source| failed(name, "removed", source))?;
        let proxy = place.docker.remove_container(&self.proxy(name)).await;
        proxy.map_err(|source| failed(name, "removed with its proxy", source))?;
        remove_file(&kinds_file)?;
        remove_file(&self.kubeconfig(name))?;
        say(name.as_str(), if is_there { "removed" } else { "was not there" });
        Ok(())
    }

    /// Removes the networks of this environment that no cluster uses: other regions' proxies don't
    /// count.
    pub(super) async fn networks_down(&self, docker: &Docker) -> Result<(), ToolFailure> {
        let survey = Survey::take(docker).await?;
        let regions: Vec<String> =
            self.clusters.iter().map(|wanted| self.region(&wanted.name)).collect();
        for network in &survey.networks {
            let is_ours = network.name == self.network || regions.contains(&network.name);
            // Somebody's own network that was used with `--network` stays.
            let is_made =
                network.labels.contains_key(survey::ENV) || network.name.starts_with("fedrig");
            let is_idle = network.users.iter().all(|user| survey.is_proxy(user));
            if is_ours && is_made && is_idle {
                remove_network(docker, &network.name).await?;
            }
        }
        Ok(())
    }

    /// Removes the folder when only fedrig's own files are left in it; otherwise it is the user's.
    pub(super) fn folder_down(&self) -> Result<(), Error> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let is_kubeconfig = |entry: &std::fs::DirEntry| {
            entry.file_name().to_string_lossy().ends_with(".kubeconfig")
        };
        if !entries.into_iter().any(|entry| is_kubeconfig(&entry)) {
            federation::remove(&self.folder)?;
        }
        remove_file(&self.folder.join("lock"))?;
        let _ = std::fs::remove_dir(&self.folder);
        Ok(())
    }
}

//! Removes an environment.

use futures::{StreamExt, stream};

use super::up::remove;
use super::{Environment, Error, Place, Say};
use crate::name::ClusterName;

impl Environment {
    /// Removes the clusters, their kubeconfigs, and the network when nothing uses it any more.
    /// Goes on when one fails; gives all that failed.
    pub async fn down(&self, place: &Place, say: Say<'_>) -> Vec<Error> {
        if let Err(source) = place.docker.engine_version().await {
            return vec![Error::NoEngine { source }];
        }
        let mut errors: Vec<Error> = stream::iter(&self.clusters)
            .map(|name| self.cluster_down(place, name, say))
            .buffer_unordered(place.parallel.max(4))
            .filter_map(|result| std::future::ready(result.err()))
            .collect()
            .await;
        if let Err(source) = place.docker.remove_idle_network(&self.network).await {
            errors.push(Error::NoEngine { source });
        }
        // The folder is the user's when something else is in it.
        let _ = std::fs::remove_dir(&self.folder);
        errors
    }

    async fn cluster_down(
        &self,
        place: &Place,
        name: &ClusterName,
        say: Say<'_>,
    ) -> Result<(), Error> {
        let kinds_file = self.kinds_file(name);
        let deleted = place.kind.delete(name, &kinds_file).await;
        deleted.map_err(|source| Error::Tool { cluster: name.clone(), what: "removed", source })?;
        remove(&kinds_file)?;
        remove(&self.kubeconfig(name))?;
        say(name, "removed");
        Ok(())
    }
}

//! After an interruption: what is half made is removed, or named.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::MutexGuard;

use futures::future::join_all;

use super::Error;
use super::debris::remove_cluster;
use super::site::Site;
use crate::name::ClusterName;
use crate::tool::ToolFailure;
use crate::tool::docker::Docker;
use crate::tool::kind::Kind;

impl Site<'_> {
    /// Removes the clusters that are half made; gives those that could not be removed before the run
    /// was to end at once.
    pub async fn clean_up(&self) -> Vec<Error> {
        let unfinished = self.unfinished().clone();
        let (kind, docker) = (self.place.kind.uncancelled(), self.place.docker.uncancelled());
        let removals = unfinished.iter().map(async |name| {
            self.say(name, "is half made, and removed");
            let kinds_file = self.env.kinds_file(name);
            let removed = tokio::select! {
                removed = self.remove_all(&kind, &docker, name) => removed.is_ok(),
                () = self.place.kill.cancelled() => false,
            };
            let _ = remove_file(&kinds_file);
            (!removed).then(|| Error::HalfMade { cluster: name.clone() })
        });
        let named = join_all(removals).await.into_iter().flatten().collect();
        if !self.place.kill.is_cancelled() {
            // A network that is not idle, or can't be removed, is found by `sweep`.
            let _ = self.env.networks_down(&docker).await;
            let _ = self.env.folder_down();
        }
        named
    }

    async fn remove_all(
        &self,
        kind: &Kind,
        docker: &Docker,
        name: &ClusterName,
    ) -> Result<(), ToolFailure> {
        remove_cluster(kind, docker, name, &self.env.kinds_file(name)).await?;
        docker.remove_container(&self.env.proxy(name)).await
    }

    pub(super) fn unfinished(&self) -> MutexGuard<'_, BTreeSet<ClusterName>> {
        self.unfinished.lock().expect("nobody panics with it")
    }
}

/// Removes a file; one that is not there is no failure.
pub(super) fn remove_file(path: &Path) -> Result<(), Error> {
    match std::fs::remove_file(path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::File { path: path.to_owned(), what: "removed", source })
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

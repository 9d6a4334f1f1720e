//! Gives images to clusters that run.

use futures::future::join_all;

use super::create::failed;
use super::site::Site;
use super::survey::{Found, Survey};
use super::{Environment, Error, Place, Say};
use crate::name::ClusterName;

impl Site<'_> {
    /// Loads what the cluster's node image does not have.
    pub(super) async fn load(&self, name: &ClusterName, found: &Found) -> Result<(), Error> {
        if self.supply.is_baked && found.image() == self.supply.node.as_deref() {
            return Ok(());
        }
        for archive in &self.supply.archives {
            self.say(name, &format!("loading {}", archive.display()));
            let loaded = self.place.kind.load_archive(name, archive).await;
            loaded.map_err(|source| failed(name, "given its images", source))?;
        }
        Ok(())
    }
}

impl Environment {
    /// Loads the archives and images into the clusters that run: those that were named, or all of
    /// the environment.
    pub async fn load(&self, place: &Place, say: Say<'_>) -> Vec<Error> {
        let survey = match Survey::take(&place.docker).await {
            Ok(survey) => survey,
            Err(source) => return vec![Error::NoEngine { source }],
        };
        let unfit = match self.unfit_images(place).await {
            Ok(unfit) => unfit,
            Err(source) => return vec![Error::NoEngine { source }],
        };
        if !unfit.is_empty() {
            return unfit.into_iter().map(Error::from).collect();
        }
        let supply = match self.supply(place, &survey, say).await {
            Ok(supply) => supply,
            Err(error) => return vec![error],
        };
        let archives = &supply.archives;
        let loads = self.clusters.iter().map(async |wanted| {
            let name = &wanted.name;
            if !survey.clusters.contains_key(name.as_str()) {
                let why = "there is no such cluster".to_owned();
                return Err(Error::Broken { cluster: name.clone(), why });
            }
            for archive in archives {
                let loaded = place.kind.load_archive(name, archive).await;
                loaded.map_err(|source| failed(name, "given its images", source))?;
            }
            say(name.as_str(), "has the images");
            Ok(())
        });
        join_all(loads).await.into_iter().filter_map(Result::err).collect()
    }
}

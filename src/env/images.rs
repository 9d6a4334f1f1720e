//! Which node image the clusters are made of, and which archives they still need then.

use std::path::PathBuf;

use tempfile::TempPath;

use super::bake;
use super::survey::Survey;
use super::{Environment, Error, Giving, Place, Say};
use crate::tool::docker::Image;

/// Where the clusters' images are.
#[derive(Debug, Default)]
pub(super) struct Supply {
    /// The node image; kind's own default without it.
    pub node: Option<String>,
    /// What a cluster of another node image is given, or every cluster.
    pub archives: Vec<PathBuf>,
    /// Whether `node` has the images already.
    pub is_baked: bool,
    /// The archive of the images that the engine has, which ends with the run.
    saved: Option<TempPath>,
}

impl Environment {
    /// The node image and the archives; makes what is missing of them.
    pub(super) async fn supply(
        &self,
        place: &Place,
        survey: &Survey,
        say: Say<'_>,
    ) -> Result<Supply, Error> {
        let mut supply = Supply { node: self.image.clone(), ..Supply::default() };
        if self.archives.is_empty() && self.images.is_empty() {
            return Ok(supply);
        }
        let base = self.image.as_ref().filter(|_| self.giving == Giving::Bake);
        let mut is_cached = false;
        if let Some(base) = base {
            let image = self.find(place, base).await?;
            let name = bake::name(base, &image.id, &self.content(place).await?);
            is_cached = self.engine(place.docker.find_image(&name).await, &name)?.is_some();
            if !is_cached {
                self.save(place, &mut supply, say).await?;
                self.bake(place, (&name, base, &image), &supply.archives, say).await?;
            }
            (supply.node, supply.is_baked) = (Some(name), true);
        }
        let has_it = |found: &super::survey::Found| {
            supply.is_baked && found.image() == supply.node.as_deref()
        };
        let names = self.clusters.iter().map(|wanted| wanted.name.as_str());
        let mut there = names.filter_map(|name| survey.clusters.get(name));
        let somebody_needs_them = !supply.is_baked || there.any(|found| !has_it(found));
        if somebody_needs_them && (is_cached || !supply.is_baked) {
            self.save(place, &mut supply, say).await?;
        }
        Ok(supply)
    }

    /// The archives that were given, and one of the images that the engine has.
    async fn save(&self, place: &Place, supply: &mut Supply, say: Say<'_>) -> Result<(), Error> {
        supply.archives.clone_from(&self.archives);
        if self.images.is_empty() {
            return Ok(());
        }
        say("images", "the engine writes them into an archive");
        let failed = |source| Error::File { path: self.folder.clone(), what: "written to", source };
        let file = tempfile::Builder::new().prefix(".images-").tempfile_in(&self.folder);
        let path = file.map_err(failed)?.into_temp_path();
        let saved = place.docker.save(&self.images, &path).await;
        self.engine(saved, "an archive of the images")?;
        supply.archives.push(path.to_path_buf());
        supply.saved = Some(path);
        Ok(())
    }

    /// What tells the clusters' images from others: the archives' digests and the images' own.
    async fn content(&self, place: &Place) -> Result<Vec<String>, Error> {
        let mut content = Vec::new();
        for archive in &self.archives {
            let digest = bake::digest(archive);
            let failed = |source| Error::File { path: archive.clone(), what: "read", source };
            content.push(digest.map_err(failed)?);
        }
        for name in &self.images {
            content.push(format!("{name} {}", self.find(place, name).await?.id));
        }
        Ok(content)
    }

    async fn find(&self, place: &Place, name: &str) -> Result<Image, Error> {
        let found = self.engine(place.docker.find_image(name).await, name)?;
        // It was looked for before; only somebody who removes it meanwhile leads here.
        let gone = || Error::File {
            path: name.into(),
            what: "found in the engine",
            source: std::io::ErrorKind::NotFound.into(),
        };
        found.ok_or_else(gone)
    }

    fn engine<T>(
        &self,
        result: Result<T, crate::tool::ToolFailure>,
        what: &str,
    ) -> Result<T, Error> {
        result.map_err(|source| Error::Engine {
            what: format!("`{what}` could not be had of the engine"),
            source,
        })
    }
}

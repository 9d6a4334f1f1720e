//! Images of the engine.

use std::path::Path;

use serde::Deserialize;

use super::{Docker, LIMIT, MOVING, is_gone};
use crate::tool::ToolFailure;

/// An image that the engine has.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Image {
    /// The digest of what it consists of, `sha256:…`.
    pub id: String,
    /// Its names.
    #[serde(default)]
    pub repo_tags: Vec<String>,
    /// `name@sha256:…`, of an image that came from a registry.
    #[serde(default)]
    pub repo_digests: Vec<String>,
    config: Config,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Config {
    entrypoint: Option<Vec<String>>,
}

impl Image {
    /// What a container of it runs.
    pub fn entrypoint(&self) -> &[String] {
        self.config.entrypoint.as_deref().unwrap_or_default()
    }
}

impl Docker {
    /// The image with that name, if the engine has it.
    pub async fn find_image(&self, name: &str) -> Result<Option<Image>, ToolFailure> {
        let call = self.call().args(["image", "inspect", name]);
        match self.exec.ask::<Vec<Image>>(call, LIMIT, "an image").await {
            Ok(images) => Ok(images.into_iter().next()),
            Err(error) if is_gone(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The images with that label.
    pub async fn images(&self, label: &str) -> Result<Vec<Image>, ToolFailure> {
        let list = self.call().args(["image", "ls", "--quiet", "--filter"]);
        let list = list.arg(format!("label={label}"));
        self.describe(list, self.call().args(["image", "inspect"]), "images").await
    }

    /// Fetches an image from its registry.
    pub async fn pull(&self, name: &str) -> Result<(), ToolFailure> {
        let call = self.call().args(["image", "pull", "--quiet", name]);
        self.exec.run(call, MOVING).await.map(drop)
    }

    /// Writes images into one archive.
    pub async fn save(&self, names: &[String], to: &Path) -> Result<(), ToolFailure> {
        let call = self.call().args(["image", "save"]).flag("--output", to).args(names);
        self.exec.run(call, MOVING).await.map(drop)
    }

    /// Makes an image of a container as it is now; `changes` are lines of a Dockerfile.
    pub async fn commit(
        &self,
        container: &str,
        image: &str,
        changes: &[String],
    ) -> Result<(), ToolFailure> {
        let mut call = self.call().args(["container", "commit"]);
        for change in changes {
            call = call.flag("--change", change);
        }
        self.exec.run(call.args([container, image]), MOVING).await.map(drop)
    }

    /// Makes an image of an archive with its file system; `changes` are lines of a Dockerfile. No
    /// registry and no builder is asked.
    pub async fn import_image(
        &self,
        archive: &Path,
        image: &str,
        changes: &[&str],
    ) -> Result<(), ToolFailure> {
        let mut call = self.call().args(["image", "import"]);
        for change in changes {
            call = call.flag("--change", change);
        }
        self.exec.run(call.arg(archive).arg(image), MOVING).await.map(drop)
    }

    /// Removes an image by its name; one that is not there is no failure.
    pub async fn remove_image(&self, name: &str) -> Result<(), ToolFailure> {
        self.remove(self.call().args(["image", "rm", name])).await
    }
}

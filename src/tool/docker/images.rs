//! Images of the engine.

use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use super::Docker;
use crate::tool::ToolFailure;

/// How long an image may take to be pulled or written: a node image has 900 MB.
const MOVE: Duration = Duration::from_secs(600);
/// How long any other call may take.
const LIMIT: Duration = Duration::from_secs(60);

/// An image of the engine.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Image {
    /// `sha256:…`.
    pub id: String,
    /// `name@sha256:…`, of an image that came from a registry.
    #[serde(default)]
    pub repo_digests: Vec<String>,
}

impl Docker {
    /// The image of that name, if the engine has it.
    pub async fn find_image(&self, name: &str) -> Result<Option<Image>, ToolFailure> {
        let call = self.call().args(["image", "inspect", name]);
        let found: Result<Vec<Image>, ToolFailure> =
            self.exec.ask(call, LIMIT, "the images of that name").await;
        match found {
            Ok(images) => Ok(images.into_iter().next()),
            Err(ToolFailure::Exit { stderr, .. }) if stderr.contains("No such image") => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Gets an image from its registry.
    pub async fn pull(&self, name: &str) -> Result<(), ToolFailure> {
        self.exec.run(self.call().args(["image", "pull", "--quiet", name]), MOVE).await.map(drop)
    }

    /// Writes an image into an archive, as `kind load image-archive` takes it.
    pub async fn save(&self, name: &str, archive: &Path) -> Result<(), ToolFailure> {
        let call = self.call().args(["image", "save", "--output"]).arg(archive).arg(name);
        self.exec.run(call, MOVE).await.map(drop)
    }
}

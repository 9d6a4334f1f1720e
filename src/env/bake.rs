//! A node image with the clusters' images in it, made once and kept: a cluster of it has them from
//! the start.

use std::io::BufRead;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{Environment, Error, Place, Say};
use crate::journal::Process;
use crate::tool::ToolFailure;
use crate::tool::docker::{Image, NewContainer};

/// fedrig's label of a baked image: the node image that it was made of.
pub(super) const BASE: &str = "fedrig.dev/node-of";
/// fedrig's label of the container in which one is made: the process that makes it.
pub(super) const BAKER: &str = "fedrig.dev/baked-by";

/// The name of the node image `base` with `content` in it.
pub(super) fn name(base: &str, base_id: &str, content: &[String]) -> String {
    let mut key = Sha256::new();
    for part in std::iter::once(base_id).chain(content.iter().map(String::as_str)) {
        key.update(part.as_bytes());
        key.update(b"\n");
    }
    let key: String = key.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let tag = base.split('@').next().and_then(|base| base.rsplit_once(':')).map_or("", |(_, t)| t);
    let tag = if tag.is_empty() || tag.contains('/') { "node" } else { tag };
    format!("fedrig/node:{tag}-{key}")
}

/// What tells an archive from another: the digest of its bytes.
pub(super) fn digest(archive: &Path) -> std::io::Result<String> {
    let mut hasher = Sha256::new();
    let mut file = std::io::BufReader::with_capacity(1 << 20, std::fs::File::open(archive)?);
    loop {
        let bytes = file.fill_buf()?;
        if bytes.is_empty() {
            return Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect());
        }
        hasher.update(bytes);
        let read = bytes.len();
        file.consume(read);
    }
}

impl Environment {
    /// Makes the image `name` of the node image `base` and the archives.
    pub(super) async fn bake(
        &self,
        place: &Place,
        (name, base, image): (&str, &str, &Image),
        archives: &[PathBuf],
        say: Say<'_>,
    ) -> Result<(), Error> {
        say("images", &format!("{} of them go into a node image, {name}", archives.len()));
        let key = name.rsplit(':').next().unwrap_or(name);
        let container = format!("fedrig-baker-{key}-{}", std::process::id());
        let baked = bake(place, &container, (name, base, image), archives).await;
        let removed = place.docker.uncancelled().remove_container(&container).await;
        let failed = |source| Error::Engine {
            what: format!("node image `{name}` could not be made"),
            source,
        };
        baked.and(removed).map_err(failed)
    }
}

async fn bake(
    place: &Place,
    container: &str,
    (name, base, image): (&str, &str, &Image),
    archives: &[PathBuf],
) -> Result<(), ToolFailure> {
    let baker = serde_json::to_string(&Process::this()).expect("a process is JSON");
    let new = NewContainer {
        name: container,
        image: base,
        network: None,
        labels: &[(BAKER, &baker)],
        entrypoint: Some("sleep"),
        args: &["infinity"],
    };
    place.docker.start(&new).await?;
    place.docker.run_in(container, &["mkdir", "/fedrig"]).await?;
    for (number, archive) in archives.iter().enumerate() {
        place.docker.copy_in(archive, container, &format!("/fedrig/{number}.tar")).await?;
    }
    place.docker.run_in(container, &["bash", "-c", include_str!("bake.sh")]).await?;
    let entrypoint = serde_json::to_string(image.entrypoint()).expect("texts are JSON");
    let changes = [
        format!("ENTRYPOINT {entrypoint}"),
        "CMD []".to_owned(),
        format!("LABEL {BASE}={base}"),
        format!("LABEL {BAKER}="),
    ];
    place.docker.commit(container, name, &changes).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_the_version_and_changes_with_the_content() {
        let of = |base: &str, content: &str| name(base, "sha256:1", &[content.to_owned()]);
        let one = of("kindest/node:v1.33.13", "a");
        assert!(one.starts_with("fedrig/node:v1.33.13-"), "{one}");
        assert_eq!(one, of("kindest/node:v1.33.13", "a"));
        assert_ne!(one, of("kindest/node:v1.33.13", "b"));
        assert!(of("example.com:5000/node", "a").starts_with("fedrig/node:node-"));
        assert!(of("kindest/node:v1.33.13@sha256:12", "a").starts_with("fedrig/node:v1.33.13-"));
    }
}

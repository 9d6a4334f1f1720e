//! What is said of an image that does not come to the host's nodes.

use super::Error;
use crate::fetch::{ImageName, find_gone};
use crate::watch::pulls::PullTrouble;

impl Error {
    /// An image that will not come.
    pub(super) fn of_image(trouble: PullTrouble) -> Self {
        let PullTrouble { pod, image, reason } = trouble;
        Self::Image { pod, image, reason }
    }
}

/// What can be done about it.
pub(super) fn hints(image: &str) -> Vec<String> {
    let name: Option<ImageName> = image.parse().ok();
    let gone = name.as_ref().and_then(find_gone);
    let explained = gone.map(|gone| format!("{} ({}): {}", gone.what, gone.source, gone.instead));
    let other = "`kubefed.registryMirror` names a copy of the registry, `kubefed.image` and `kubefed.hookImage` another image";
    explained
        .into_iter()
        .chain([
            other.to_owned(),
            format!("on nodes of kind: `kind load docker-image {image} --name <cluster>`"),
        ])
        .collect()
}

//! The images that a chart's values lead to, and what the lock file says of what runs.

use serde_json::Value;

use super::{Error, Rig, chart_values};
use crate::fetch::{ImageName, Pullable};
use crate::spec::{Hooks, KubeFed};
use crate::watch::images::Running;

/// Upstream's image, without a tag.
///
/// Source: `values.yaml` of the charts 0.7.0, 0.8.1 and 0.10.0.
const KUBEFED: &str = "quay.io/kubernetes-multicluster/kubefed";
/// The image of the chart's hook: hard-coded up to 0.7, a value of the chart since 0.8.
const HOOK: &str = "docker.io/bitnami/kubectl:1.17.16";
/// The first KubeFed whose chart has values for the hook's image.
const REPLACEABLE_HOOK: (u64, u64) = (0, 8);

/// An image that nodes of the host are told to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedImage {
    /// The name that they are told.
    pub image: ImageName,
    /// The name that it has without a mirror.
    pub home: ImageName,
}

/// The images of a control plane, as far as they are known before the chart is rendered: a chart of
/// the user's own may have others.
pub fn wanted_images(kubefed: &KubeFed) -> Vec<WantedImage> {
    let values = &chart_values(kubefed)["controllermanager"];
    let is_upstreams = is_upstreams(kubefed);
    let control_plane = ["controller", "webhook"].map(|part| part_image(kubefed, values, part));
    let hook = match &kubefed.hooks {
        Hooks::Fedrig => None,
        Hooks::Chart(Some(image)) => Some(image.clone()),
        Hooks::Chart(None) => hook_image(kubefed, values).filter(|_| is_upstreams),
    };
    let mut all: Vec<WantedImage> = control_plane
        .into_iter()
        .chain([hook])
        .flatten()
        .map(|image| WantedImage { home: home_of(kubefed, &image), image })
        .collect();
    all.dedup();
    all
}

/// The webhook's image, as far as it is known before the chart is rendered.
pub(super) fn webhook_image(kubefed: &KubeFed) -> Option<ImageName> {
    part_image(kubefed, &chart_values(kubefed)["controllermanager"], "webhook")
}

/// The image of a part of the control plane: what the values say, else what upstream's chart says.
fn part_image(kubefed: &KubeFed, values: &Value, part: &str) -> Option<ImageName> {
    let (repository, image) = KUBEFED.rsplit_once('/').expect("a registry and a path");
    let text = |key: &str| values[part][key].as_str();
    let repository = text("repository").or(Some(repository).filter(|_| is_upstreams(kubefed)))?;
    let image = text("image").unwrap_or(image);
    let tag = text("tag")?;
    format!("{repository}/{image}:{tag}").parse().ok()
}

fn is_upstreams(kubefed: &KubeFed) -> bool {
    kubefed.chart.is_none() && kubefed.registry.is_none()
}

fn hook_image(kubefed: &KubeFed, values: &Value) -> Option<ImageName> {
    if !is_hook_replaceable(kubefed) {
        return HOOK.parse().ok();
    }
    let hook = &values["postInstallJob"];
    let home: ImageName = HOOK.parse().ok()?;
    let usual = home.chart_parts();
    let text = |key: &str, usual: String| hook[key].as_str().map_or(usual, str::to_owned);
    let repository = text("repository", usual.repository);
    let image = text("image", usual.image);
    format!("{repository}/{image}:{}", text("tag", usual.tag)).parse().ok()
}

fn is_hook_replaceable(kubefed: &KubeFed) -> bool {
    (kubefed.version.major, kubefed.version.minor) >= REPLACEABLE_HOOK
}

/// The name that an image has without the mirror of the file.
fn home_of(kubefed: &KubeFed, image: &ImageName) -> ImageName {
    let Some(mirror) = &kubefed.registry_mirror else { return image.clone() };
    let hook = HOOK.rsplit_once(':').map_or(HOOK, |(place, _)| place);
    let homes = [KUBEFED, hook].into_iter().filter_map(|place| {
        let (registry, path) = place.split_once('/')?;
        let (registry, path) = (registry.to_owned(), path.to_owned());
        Some(ImageName { registry, path, ..image.clone() })
    });
    let mut homes = homes.filter(|home| mirror.of(home) == *image);
    homes.next().unwrap_or_else(|| image.clone())
}

/// The chart's values for the images: the parts that it joins with `/` and `:`.
pub(super) fn image_values(kubefed: &KubeFed) -> Value {
    let tagged = |place: &str| format!("{place}:v{}", kubefed.version).parse::<ImageName>();
    let kubefed_image = match (&kubefed.image, &kubefed.registry_mirror) {
        (Some(image), _) => Some(image.clone()),
        (None, Some(mirror)) => tagged(KUBEFED).ok().map(|home| mirror.of(&home)),
        (None, None) => None,
    };
    let hook = match (&kubefed.hooks, &kubefed.registry_mirror) {
        (Hooks::Chart(Some(image)), _) => Some(image.clone()),
        (Hooks::Chart(None), Some(mirror)) if is_hook_replaceable(kubefed) => {
            HOOK.parse().ok().map(|home| mirror.of(&home))
        }
        (Hooks::Chart(None) | Hooks::Fedrig, _) => None,
    };
    // The chart names no version of the image by itself: its default tag is `canary`.
    let tag = serde_json::json!({"tag": format!("v{}", kubefed.version)});
    let parts = kubefed_image.map_or(tag, |image| serde_json::json!(image.chart_parts()));
    let mut values = serde_json::json!({"controller": parts, "webhook": parts});
    if let Some(hook) = hook {
        values["postInstallJob"] = serde_json::json!(hook.chart_parts());
    }
    values
}

/// Before anything is changed: what the lock file says of the images, and, where it knows their
/// manifests, whether their registry still has these.
pub async fn admit_images(rig: &Rig) -> Result<Vec<String>, Error> {
    let mut untold = Vec::new();
    let kubefed = &rig.federation.kubefed;
    let fetched = |error| Error::Fetch(Box::new(error));
    for WantedImage { image, home } in wanted_images(kubefed) {
        rig.fetcher.admit_image(&home).map_err(fetched)?;
        let may_ask = !rig.fetcher.is_mirrored() || kubefed.registry_mirror.is_some();
        if home.digest.is_some() || !may_ask || !rig.fetcher.has_locked(&home) {
            continue;
        }
        let asked = rig.timing.waiting(rig.fetcher.check_registry(&image, &home)).await;
        match asked.map_err(fetched)? {
            Pullable::Yes { .. } => {}
            Pullable::Absent => untold.push(format!("{} has no {image}", image.registry)),
            Pullable::Denied => untold.push(format!("{image} is not told without a log-in")),
            Pullable::Unknown { why } => untold.push(format!("{image}: {why}")),
        }
    }
    Ok(untold)
}

/// Compares what pods run with the lock file; what it does not know it learns.
pub(super) fn check_running(rig: &Rig, running: &[Running]) -> Result<(), Error> {
    for Running { pod, image, image_id } in running {
        let Ok(image) = image.parse::<ImageName>() else { continue };
        let Some(bytes) = crate::fetch::ImageBytes::of_container(&image, image_id) else {
            continue;
        };
        let home = home_of(&rig.federation.kubefed, &image);
        let checked = rig.fetcher.check_image(&home, bytes, &format!("pod {pod}"));
        checked.map_err(|error| Error::Fetch(Box::new(error)))?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "images_tests.rs"]
mod tests;

//! The name of an image: registry, path, tag, digest.

use std::fmt;
use std::str::FromStr;

use crate::fetch::Digest;

/// Where images without a registry in their name come from.
const DOCKER: &str = "docker.io";

/// The name of an image, with the registry that short names leave out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImageName {
    /// `quay.io`, `registry.example.com:5000`.
    pub registry: String,
    /// `kubernetes-multicluster/kubefed`.
    pub path: String,
    /// `v0.10.0`; there is a tag or a digest, or both.
    pub tag: Option<String>,
    /// The digest of its manifest. A node that is told it takes nothing else.
    pub digest: Option<Digest>,
}

/// Why a text names no image.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an image with a tag or a digest")]
pub struct NotAnImage {
    /// The text.
    pub text: String,
}

/// An image in the three parts that KubeFed's chart takes.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ChartImage {
    /// `registry.example.com/tools`
    pub repository: String,
    /// `kubectl`
    pub image: String,
    /// `1.33.13`
    pub tag: String,
}

impl FromStr for ImageName {
    type Err = NotAnImage;

    fn from_str(text: &str) -> Result<Self, NotAnImage> {
        parse(text).ok_or_else(|| NotAnImage { text: text.to_owned() })
    }
}

fn parse(text: &str) -> Option<ImageName> {
    let (rest, digest) = match text.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest.strip_prefix("sha256:")?.parse().ok()?)),
        None => (text, None),
    };
    let last = rest.rfind('/').map_or(0, |slash| slash + 1);
    let (place, tag) = match rest[last..].split_once(':') {
        Some((_, tag)) => (&rest[..rest.len() - tag.len() - 1], Some(tag)),
        None => (rest, None),
    };
    let (registry, path) = match place.split_once('/') {
        Some((first, path)) if first.contains(['.', ':']) || first == "localhost" => (first, path),
        Some(_) | None => (DOCKER, place),
    };
    let is_short = registry == DOCKER && !path.contains('/');
    let path = if is_short { format!("library/{path}") } else { path.to_owned() };
    let sound = is_host(registry)
        && path.split('/').all(is_component)
        && tag.is_none_or(is_tag)
        && (tag.is_some() || digest.is_some());
    let (registry, tag) = (registry.to_owned(), tag.map(str::to_owned));
    sound.then_some(ImageName { registry, path, tag, digest })
}

fn is_host(text: &str) -> bool {
    let (name, port) = match text.split_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (text, None),
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
    name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.chars().all(is_plain)
        && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

fn is_component(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(is_plain)
}

fn is_tag(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    (1..=128).contains(&text.len()) && !text.starts_with(['.', '-']) && text.chars().all(is_plain)
}

impl ImageName {
    /// Registry and path, without tag and digest.
    pub fn repository(&self) -> String {
        format!("{}/{}", self.registry, self.path)
    }

    /// The same image by its tag, if it has one.
    pub fn without_digest(&self) -> Self {
        match self.tag {
            Some(_) => Self { digest: None, ..self.clone() },
            None => self.clone(),
        }
    }

    /// In the parts that the chart joins with `/` and `:`. A digest goes behind the tag; without a
    /// tag it stands as one, with `@sha256` in the image's part.
    pub fn chart_parts(&self) -> ChartImage {
        let repository = self.repository();
        let (repository, image) = repository.rsplit_once('/').expect("a registry and a path");
        let (image, tag) = match (&self.tag, self.digest) {
            (Some(tag), Some(digest)) => (image.to_owned(), format!("{tag}@sha256:{digest}")),
            (Some(tag), None) => (image.to_owned(), tag.clone()),
            (None, digest) => {
                let digest = digest.expect("a name has a tag or a digest");
                (format!("{image}@sha256"), digest.to_string())
            }
        };
        ChartImage { repository: repository.to_owned(), image, tag }
    }
}

impl fmt::Display for ImageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry, self.path)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        match self.digest {
            Some(digest) => write!(f, "@sha256:{digest}"),
            None => Ok(()),
        }
    }
}

/// What stands before an image's path instead of its registry: a copy of public images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryMirror(String);

impl FromStr for RegistryMirror {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (host, path) = match text.split_once('/') {
            Some((host, path)) => (host, Some(path)),
            None => (text, None),
        };
        let has_dots = host.contains(['.', ':']) || host == "localhost";
        let sound = is_host(host) && has_dots;
        if sound && path.is_none_or(|path| path.split('/').all(is_component)) {
            return Ok(Self(text.to_owned()));
        }
        Err(format!("`{text}` is not a registry with a path"))
    }
}

impl RegistryMirror {
    /// The image in the mirror: under the path that it has at home.
    pub fn of(&self, home: &ImageName) -> ImageName {
        let (registry, path) = match self.0.split_once('/') {
            Some((registry, path)) => (registry, format!("{path}/{}", home.path)),
            None => (self.0.as_str(), home.path.clone()),
        };
        ImageName { registry: registry.to_owned(), path, ..home.clone() }
    }
}

impl fmt::Display for RegistryMirror {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "3f2a0c0e5b0a7c4de1f0b6a2d9c8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0";

    #[rstest::rstest]
    #[case::short("bash:5", "docker.io/library/bash:5")]
    #[case::of_docker("bitnami/kubectl:1.17.16", "docker.io/bitnami/kubectl:1.17.16")]
    #[case::whole("quay.io/a/b/c:v1", "quay.io/a/b/c:v1")]
    #[case::with_a_port("reg.example:5000/a:v1", "reg.example:5000/a:v1")]
    #[case::of_this_machine("localhost/a:v1", "localhost/a:v1")]
    fn names_are_made_whole(#[case] text: &str, #[case] whole: &str) {
        assert_eq!(text.parse::<ImageName>().unwrap().to_string(), whole);
    }

    #[rstest::rstest]
    #[case::no_tag("quay.io/a/b")]
    #[case::upper_case("quay.io/A/b:v1")]
    #[case::upwards("quay.io/../b:v1")]
    #[case::empty(":v1")]
    #[case::short_digest("quay.io/a/b@sha256:00")]
    #[case::other_digest("quay.io/a/b@sha512:00")]
    #[case::a_url("https://quay.io/a/b:v1")]
    #[case::blank("quay.io/a b:v1")]
    fn what_is_no_image_is_refused(#[case] text: &str) {
        assert_eq!(text.parse::<ImageName>(), Err(NotAnImage { text: text.to_owned() }));
    }

    #[test]
    fn the_charts_parts_make_the_name_again() {
        for text in [
            "quay.io/a/b:v1".to_owned(),
            format!("q.io/b:v1@sha256:{HEX}"),
            format!("q.io/a/b@sha256:{HEX}"),
        ] {
            let ChartImage { repository, image, tag } =
                text.parse::<ImageName>().unwrap().chart_parts();
            assert_eq!(format!("{repository}/{image}:{tag}"), text);
        }
    }

    #[test]
    fn a_mirror_takes_the_place_of_the_registry() {
        let home: ImageName = "quay.io/kubernetes-multicluster/kubefed:v1".parse().unwrap();
        let mirror: RegistryMirror = "r.example.com:5000/mirror".parse().unwrap();
        assert_eq!(
            mirror.of(&home).to_string(),
            "r.example.com:5000/mirror/kubernetes-multicluster/kubefed:v1"
        );
        assert!("https://r.example.com".parse::<RegistryMirror>().is_err());
        assert!("mirror".parse::<RegistryMirror>().is_err());
    }
}

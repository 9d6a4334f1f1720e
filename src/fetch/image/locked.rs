//! What the lock file says of images.
//!
//! There are two kinds of digest, and one does not tell the other. A node that pulled an image
//! reports the digest of the registry's manifest. A node onto which an archive was loaded reports
//! what its container runtime made of the archive. The lock file has a line for each kind.

use super::{ImageName, Pullable};
use crate::fetch::known::{self, KnownError};
use crate::fetch::{Digest, Error, Fetcher, Locking};

/// What an image was found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageBytes {
    /// The manifest of a registry.
    Registry(Digest),
    /// What a node says of an image that was loaded onto it.
    Loaded(Digest),
}

impl ImageBytes {
    /// Reads the `imageID` of a container that runs `image`: `NAME@sha256:…` or `sha256:…`.
    ///
    /// Only a name that is the image's own says that it came from there; `kind load` gives names
    /// such as `docker.io/library/import-2025-11-24`.
    pub fn of_container(image: &ImageName, image_id: &str) -> Option<Self> {
        let id = image_id.split_once("://").map_or(image_id, |(_, id)| id);
        let (name, digest) = match id.rsplit_once('@') {
            Some((name, digest)) => (name, digest),
            None => ("", id),
        };
        let digest: Digest = digest.strip_prefix("sha256:")?.parse().ok()?;
        let named: Option<ImageName> = format!("{name}@sha256:{digest}").parse().ok();
        let is_own = named.is_some_and(|named| named.repository() == image.repository());
        Some(if is_own { Self::Registry(digest) } else { Self::Loaded(digest) })
    }

    fn digest(self) -> Digest {
        match self {
            Self::Registry(digest) | Self::Loaded(digest) => digest,
        }
    }

    fn lock_name(self, home: &ImageName) -> String {
        match self {
            Self::Registry(_) => registry_line(home),
            Self::Loaded(_) => loaded_line(home),
        }
    }
}

fn registry_line(home: &ImageName) -> String {
    format!("image {}", home.without_digest())
}

fn loaded_line(home: &ImageName) -> String {
    format!("{} as loaded", registry_line(home))
}

impl Fetcher {
    /// Compares what was found at `place` with the lock file, which learns what it does not know.
    /// `home` is the name that the image has without a mirror.
    pub fn check_image(
        &self,
        home: &ImageName,
        bytes: ImageBytes,
        place: &str,
    ) -> Result<(), Error> {
        let name = bytes.lock_name(home);
        let refused = |source| refused(&name, source);
        let expected = self.known.locked(&name).map_err(refused)?;
        known::compare(expected.as_slice(), bytes.digest(), &place).map_err(refused)?;
        self.known.learn(name, bytes.digest());
        Ok(())
    }

    /// Before anything is changed: what the file names by digest has to be what is locked, and
    /// where nothing else may be used there has to be a line.
    pub fn admit_image(&self, home: &ImageName) -> Result<(), Error> {
        if let Some(digest) = home.digest {
            return self.check_image(home, ImageBytes::Registry(digest), "federation.yaml");
        }
        let Some(lock) = &self.known.lock else { return Ok(()) };
        let is_there =
            [registry_line(home), loaded_line(home)].iter().any(|name| lock.find(name).is_some());
        match (is_there, lock.locking()) {
            (true, _) | (_, Locking::Learn) => Ok(()),
            (false, Locking::Locked) => {
                let path = lock.path().to_owned();
                Err(refused(&registry_line(home), KnownError::NotLocked { path }))
            }
        }
    }

    /// Asks the registry for the image as it is pulled, and compares its answer with the lock file;
    /// what it could not tell is given back. An image of another digest is an error.
    pub async fn check_registry(
        &self,
        image: &ImageName,
        home: &ImageName,
    ) -> Result<Pullable, Error> {
        let answer = self.pullable(image).await;
        if let Pullable::Yes { digest } = answer {
            self.check_image(home, ImageBytes::Registry(digest), &image.to_string())?;
        }
        Ok(answer)
    }

    /// Whether the lock file knows what a registry has to have under this name.
    pub fn has_locked(&self, home: &ImageName) -> bool {
        self.known.lock.as_ref().is_some_and(|lock| lock.find(&registry_line(home)).is_some())
    }

    /// Whether registries may be asked: with a mirror, nobody else is.
    pub fn is_mirrored(&self) -> bool {
        self.supply.is_mirrored()
    }
}

fn refused(name: &str, source: KnownError) -> Error {
    Error::Known { what: name.to_owned(), source: Box::new(source) }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::fetch::fixtures::settings;
    use crate::fetch::{LockFile, Mirror};

    const KUBEFED: &str = "quay.io/kubernetes-multicluster/kubefed:v0.10.0";

    fn digest(byte: char) -> Digest {
        std::iter::repeat_n(byte, 64).collect::<String>().parse().unwrap()
    }

    fn image() -> ImageName {
        KUBEFED.parse().unwrap()
    }

    fn fetcher(folder: &std::path::Path, locking: Locking) -> (Fetcher, Arc<LockFile>) {
        let lock = LockFile::read(&folder.join("fedrig.lock"), locking).unwrap();
        let lock = Arc::new(lock);
        let mut settings = settings(folder.join("store"), Mirror::Directory("/nowhere".into()));
        settings.lock = Some(Arc::clone(&lock));
        (Fetcher::new(settings).unwrap(), lock)
    }

    #[rstest::rstest]
    #[case::pulled("quay.io/kubernetes-multicluster/kubefed@sha256:", true)]
    #[case::pulled_by_an_old_kubelet(
        "docker-pullable://quay.io/kubernetes-multicluster/kubefed@sha256:",
        true
    )]
    #[case::loaded("docker.io/library/import-2025-11-24@sha256:", false)]
    #[case::loaded_without_a_name("sha256:", false)]
    fn a_container_says_whether_its_image_was_pulled(#[case] id: &str, #[case] pulled: bool) {
        let found = ImageBytes::of_container(&image(), &format!("{id}{}", digest('a')));
        let pulled = if pulled {
            ImageBytes::Registry(digest('a'))
        } else {
            ImageBytes::Loaded(digest('a'))
        };
        assert_eq!(found, Some(pulled));
        assert_eq!(ImageBytes::of_container(&image(), "quay.io/x@sha256:00"), None);
    }

    #[test]
    fn an_image_is_learnt_once_and_then_has_to_be_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let (first, lock) = fetcher(folder.path(), Locking::Learn);
        first.check_image(&image(), ImageBytes::Registry(digest('a')), "pod x").unwrap();
        lock.save().unwrap();
        let (again, _) = fetcher(folder.path(), Locking::Locked);
        again.admit_image(&image()).unwrap();
        again.check_image(&image(), ImageBytes::Registry(digest('a')), "pod x").unwrap();
        let other = again.check_image(&image(), ImageBytes::Registry(digest('b')), "pod x");
        let other = other.unwrap_err();
        assert_eq!(other.to_string(), format!("image {KUBEFED} is not used"));
        // What was loaded is another thing, which nobody has locked.
        let loaded = again.check_image(&image(), ImageBytes::Loaded(digest('a')), "pod x");
        assert_eq!(
            loaded.unwrap_err().to_string(),
            format!("image {KUBEFED} as loaded is not used")
        );
    }

    #[test]
    fn a_digest_of_the_file_has_to_be_the_locked_one() {
        let folder = tempfile::tempdir().unwrap();
        let (fetcher, _) = fetcher(folder.path(), Locking::Learn);
        let named = |byte| ImageName { digest: Some(digest(byte)), ..image() };
        fetcher.admit_image(&named('a')).unwrap();
        fetcher.admit_image(&named('a')).unwrap();
        assert!(fetcher.admit_image(&named('b')).is_err());
    }

    #[test]
    fn where_nothing_else_may_be_used_there_has_to_be_a_line() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("fedrig.lock"), "lock: 1\nfiles: {}\n").unwrap();
        let (fetcher, _) = fetcher(folder.path(), Locking::Locked);
        let error = fetcher.admit_image(&image()).unwrap_err();
        assert_eq!(error.to_string(), format!("image {KUBEFED} is not used"));
    }
}

//! A chart of a registry: helm pulls it, since helm knows registries and their logins; the store
//! keeps it, and the lock file says what it has to be.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use semver::Version;

use super::Fetcher;
use super::digest::{Digest, Hasher};
use super::error::Error;
use super::key::{CHART, Key, Kind, chart_file};
use super::known;
use super::store::{Fresh, Lookup, StoreError, Stored, failed};
use super::wanted::{FoundChart, Source};
use crate::tool::Invocation;

/// How long helm may take.
const LIMIT: Duration = Duration::from_secs(300);

impl Fetcher {
    /// The chart `reference` (`oci://…`) in `version`, if the store has it; nothing is pulled.
    pub fn find_pulled_chart(&self, reference: &str, version: &Version) -> Option<PathBuf> {
        match self.supply.store().find(&key(reference, version)) {
            Lookup::Stored(stored) => Some(stored.path),
            _ => None,
        }
    }

    /// The chart `reference` (`oci://…`) in `version`: in the store, or pulled by the helm at `helm`.
    pub async fn pulled_chart(
        &self,
        reference: &str,
        version: &Version,
        helm: &Path,
    ) -> Result<FoundChart, Error> {
        let what = format!("{reference} {version}");
        let refused = |source| Error::Known { what: what.clone(), source: Box::new(source) };
        let expected = self.known.locked(&what).map_err(refused)?;
        let fits = |digest: Digest| expected.iter().all(|(_, expected)| *expected == digest);
        let store = self.supply.store();
        let key = key(reference, version);
        let _guard = store.lock(&key, || ()).await?;
        let found = |Stored { path, digest, .. }, source| {
            self.known.learn(what.clone(), digest);
            FoundChart { path, version: version.clone(), digest, source }
        };
        store.touch(&key);
        if let Lookup::Stored(stored) = store.find(&key)
            && fits(stored.digest)
        {
            return Ok(found(stored, Source::Store));
        }
        let folder = tempfile::tempdir().map_err(failed("write to", &std::env::temp_dir()))?;
        let call = Invocation::of(helm)
            .args(["pull", reference])
            .flag("--version", version.to_string())
            .flag("--destination", folder.path());
        let pulled = self.exec.run(call, LIMIT).await;
        pulled.map_err(|source| Error::Pull { what: what.clone(), source })?;
        let packed =
            packed_chart(folder.path()).ok_or(Error::NothingPulled { what: what.clone() })?;
        let (mut file, path) = store.temporary(&key)?.into_parts();
        let digest = copy(&packed, &mut file, &path)?;
        known::compare(expected.as_slice(), digest, &reference).map_err(refused)?;
        let from = reference.to_owned();
        let stored = store.put(&key, Fresh { file, path, digest, archive: digest, from })?;
        Ok(found(stored, Source::Downloaded { from: reference.to_owned() }))
    }
}

/// What stands for a platform where the store keeps a registry's charts: two registries are two
/// places.
pub fn place_of(reference: &str) -> String {
    let mut hasher = Hasher::default();
    hasher.update(reference.as_bytes());
    let place = hasher.finish().to_string();
    format!("oci-{}", &place[..16])
}

fn key(reference: &str, version: &Version) -> Key {
    Key {
        name: CHART,
        version: version.clone(),
        platform: place_of(reference),
        file_name: chart_file(version),
        kind: Kind::Data,
    }
}

/// The one packed chart in a folder.
fn packed_chart(folder: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    let mut packed = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "tgz"));
    packed.next().filter(|_| packed.next().is_none())
}

fn copy(from: &Path, to: &mut std::fs::File, path: &Path) -> Result<Digest, StoreError> {
    let mut packed = std::fs::File::open(from).map_err(failed("read", from))?;
    let mut hasher = Hasher::default();
    let mut chunk = vec![0; 64 << 10];
    loop {
        let count = match packed.read(&mut chunk) {
            Ok(0) => return Ok(hasher.finish()),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(failed("read", from)(error)),
        };
        hasher.update(&chunk[..count]);
        to.write_all(&chunk[..count]).map_err(failed("write", path))?;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::fixtures::{script, settings, version};
    use super::super::{LockFile, Locking, Mirror};
    use super::*;

    const REFERENCE: &str = "oci://registry.example.com:5000/charts/kubefed";

    /// A helm that pulls what it is told to: no registry can be reached here. Its arguments are
    /// those that helm 3.19.5 takes.
    async fn helm(folder: &Path, chart: &str) -> PathBuf {
        let path = folder.join("helm");
        let text = format!(
            "test \"$1 $2 $3 $5\" = 'pull {REFERENCE} --version --destination' || exit 9\nprintf '%s' '{chart}' > \"$6/kubefed-$4.tgz\""
        );
        script(&path, &text).await;
        path
    }

    fn fetcher(folder: &Path, lock: &Arc<LockFile>) -> Fetcher {
        let mut settings = settings(folder.join("store"), Mirror::Directory("/nowhere".into()));
        settings.lock = Some(Arc::clone(lock));
        Fetcher::new(settings).unwrap()
    }

    #[tokio::test]
    async fn a_chart_is_pulled_once_and_locked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fedrig.lock");
        let lock = Arc::new(LockFile::read(&path, Locking::Learn).unwrap());
        let (one, wanted) = (helm(folder.path(), "chart").await, version("0.10.0"));
        let first = fetcher(folder.path(), &lock).pulled_chart(REFERENCE, &wanted, &one).await;
        let first = first.unwrap();
        assert_eq!(std::fs::read(&first.path).unwrap(), b"chart");
        assert_eq!(first.source, Source::Downloaded { from: REFERENCE.to_owned() });
        lock.save().unwrap();
        let nobody = Path::new("/nowhere/helm");
        let again = fetcher(folder.path(), &lock).pulled_chart(REFERENCE, &wanted, nobody).await;
        assert_eq!(again.unwrap(), FoundChart { source: Source::Store, ..first });

        // Elsewhere, the registry has other bytes by now.
        let locked = Arc::new(LockFile::read(&path, Locking::Locked).unwrap());
        let other = helm(folder.path(), "another").await;
        let elsewhere = fetcher(&folder.path().join("b"), &locked);
        let error = elsewhere.pulled_chart(REFERENCE, &wanted, &other).await.unwrap_err();
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.starts_with(&format!("`{REFERENCE}` has the sha256")), "{cause}");
    }

    #[tokio::test]
    async fn what_helm_says_is_the_cause() {
        let folder = tempfile::tempdir().unwrap();
        let lock = folder.path().join("fedrig.lock");
        let lock = Arc::new(LockFile::read(&lock, Locking::Learn).unwrap());
        let helm = folder.path().join("helm");
        script(&helm, "echo 'Error: no such host' >&2; exit 1").await;
        let fetcher = fetcher(folder.path(), &lock);
        let error = fetcher.pulled_chart(REFERENCE, &version("0.10.0"), &helm).await.unwrap_err();
        assert_eq!(error.to_string(), format!("can't pull {REFERENCE} 0.10.0"));
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.contains("no such host"), "{cause}");
        script(&helm, "exit 0").await;
        let error = fetcher.pulled_chart(REFERENCE, &version("0.10.0"), &helm).await.unwrap_err();
        assert_eq!(error.to_string(), format!("helm pulled no chart for {REFERENCE} 0.10.0"));
    }
}

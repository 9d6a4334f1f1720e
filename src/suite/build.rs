//! Builds the suite, once a version.

use std::fs::{self, File};
use std::path::Path;

use super::tools_module::{KUBEFED, go_mod};
use super::{BuiltSuite, Error, Say};
use crate::tool::ToolFailure;
use crate::tool::go::{Build, Go};
use crate::verdict::KubeFed;

/// Builds the suite of `kubefed` below `store`, or takes the one that is there.
///
/// A release is built once for each version of go; a source tree every time, which go's own cache
/// makes short. Two fedrigs don't build into one store at once, and a build has its name only when
/// it is whole.
pub async fn build(
    go: &Go,
    kubefed: &KubeFed,
    store: &Path,
    say: Say<'_>,
) -> Result<BuiltSuite, Error> {
    if *go.version() < Go::OLDEST {
        return Err(Error::GoTooOld { version: go.version().clone() });
    }
    let tree = tree(kubefed)?;
    let version = kubefed.version();
    let name = match tree {
        Some(_) => format!("suite-{version}-tree-go{}", go.version()),
        None => format!("suite-{version}-go{}", go.version()),
    };
    let suite = BuiltSuite { folder: store.join(name), kubefed: version.clone() };
    fs::create_dir_all(store).map_err(file(store, "made"))?;
    let _lock = lock(store, say).await?;
    if tree.is_none() && suite.is_whole() {
        return Ok(suite);
    }
    say(&format!("building the suite of KubeFed {kubefed}, which takes a minute or more"));
    let work = tempfile::Builder::new().prefix(".building-").tempdir_in(store);
    let work = work.map_err(file(store, "written to"))?;
    let made = Work { go, kubefed, tree, folder: work.path() };
    made.build(say).await?;
    // What is there is half a build, or an older one of a tree.
    if suite.folder.exists() {
        fs::remove_dir_all(&suite.folder).map_err(file(&suite.folder, "removed"))?;
    }
    fs::rename(work.path().join("bin"), &suite.folder).map_err(file(&suite.folder, "made"))?;
    Ok(suite)
}

/// A build at work.
struct Work<'a> {
    go: &'a Go,
    kubefed: &'a KubeFed,
    tree: Option<&'a Path>,
    folder: &'a Path,
}

impl Work<'_> {
    async fn build(&self, say: Say<'_>) -> Result<(), Error> {
        let version = self.kubefed.version();
        let its_go_mod = match self.tree {
            Some(tree) => tree.join("go.mod"),
            None => {
                let fetched = self.go.fetch(self.folder, KUBEFED, version).await;
                fetched.map_err(|source| self.failed("fetched", source))?.go_mod
            }
        };
        let replacements = self.go.replacements(&its_go_mod).await;
        let replacements = replacements.map_err(|source| self.failed("built", source))?;
        let text = go_mod(version, self.tree, &replacements);
        let place = self.folder.join("go.mod");
        fs::write(&place, text).map_err(file(&place, "written"))?;
        let bin = self.folder.join("bin");
        fs::create_dir(&bin).map_err(file(&bin, "made"))?;
        let variables = [format!("{KUBEFED}/pkg/version.version=v{version}")];
        let parts = [
            (format!("{KUBEFED}/test/e2e"), BuiltSuite::PROGRAM),
            (format!("{KUBEFED}/cmd/hyperfed"), BuiltSuite::CONTROLLER),
        ];
        for (package, name) in parts {
            say(&format!("go builds {name}"));
            let output = &bin.join(name);
            let (folder, package) = (self.folder, package.as_str());
            let build = Build { folder, package, variables: &variables, output };
            let built = match name {
                BuiltSuite::PROGRAM => self.go.build_test(&build).await,
                _ => self.go.build(&build).await,
            };
            built.map_err(|source| self.failed("built", source))?;
        }
        Ok(())
    }

    fn failed(&self, what: &'static str, source: ToolFailure) -> Error {
        Error::Build { kubefed: self.kubefed.to_string(), what, source }
    }
}

/// The source tree, if it is one; an image is tested with the suite of its release.
fn tree(kubefed: &KubeFed) -> Result<Option<&Path>, Error> {
    let KubeFed::Tree { path, .. } = kubefed else { return Ok(None) };
    match ["go.mod", "test/e2e", "cmd/hyperfed"].into_iter().find(|part| !path.join(part).exists())
    {
        Some(missing) => Err(Error::NoTree { path: path.clone(), missing }),
        None => Ok(Some(path)),
    }
}

/// The store's lock, which ends with this process at the latest.
async fn lock(store: &Path, say: Say<'_>) -> Result<File, Error> {
    let path = store.join("suites.lock");
    let lock = File::create(&path).map_err(file(&path, "made"))?;
    if lock.try_lock().is_ok() {
        return Ok(lock);
    }
    say("waiting for another fedrig, which builds a suite");
    let locked = tokio::task::spawn_blocking(move || lock.lock().map(|()| lock)).await;
    locked.expect("locking a file does not panic").map_err(file(&path, "locked"))
}

fn file(path: &Path, what: &'static str) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::File { path, what, source }
}

#[cfg(test)]
#[path = "build_tests.rs"]
mod tests;

//! Builds the suite, once a version.

use std::fs;
use std::path::Path;

use super::{BuiltSuite, Error, Say};
use crate::from_source::{KUBEFED, ModuleError, ToolsModule, lock};
use crate::tool::ToolFailure;
use crate::tool::go::{Build, Go};
use crate::verdict::KubeFed;

/// Builds the suite of `kubefed` below `store`, or takes the one that is there.
///
/// A release is built once for each version of go, a source tree once for each state of its files.
/// Two fedrigs don't build into one store at once, and a build has its name only when
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
    let version = kubefed.version();
    let (tree, source) = match kubefed {
        KubeFed::Tree { path, .. } => (Some(path.as_path()), kubefed.own_version().to_string()),
        // An image is tested with the suite of its release.
        KubeFed::Release(_) | KubeFed::Image { .. } => (None, version.to_string()),
    };
    let name = format!("suite-{source}-go{}", go.version());
    let suite = BuiltSuite { folder: store.join(name), kubefed: version.clone() };
    fs::create_dir_all(store).map_err(file(store, "made"))?;
    let lock_file = store.join("suites.lock");
    let _lock = lock(&lock_file, say).await.map_err(file(&lock_file, "locked"))?;
    if suite.is_whole() {
        return Ok(suite);
    }
    say(&format!("building the suite of KubeFed {kubefed}, which takes a minute or more"));
    let work = tempfile::Builder::new().prefix(".building-").tempdir_in(store);
    let work = work.map_err(file(store, "written to"))?;
    let made = Work { go, kubefed, tree, folder: work.path() };
    made.build(say).await?;
    // Half a build of a fedrig that was killed.
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
        let module = ToolsModule { version, tree: self.tree };
        module.write(self.go, self.folder).await.map_err(|error| self.unprepared(error))?;
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

    fn unprepared(&self, error: ModuleError) -> Error {
        match error {
            ModuleError::Fetch { source, .. } => self.failed("fetched", source),
            ModuleError::Read { source, .. } => self.failed("built", source),
            ModuleError::Write { path, source } => Error::File { path, what: "written", source },
        }
    }

    fn failed(&self, what: &'static str, source: ToolFailure) -> Error {
        Error::Build { kubefed: self.kubefed.to_string(), what, source }
    }
}

fn file(path: &Path, what: &'static str) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::File { path, what, source }
}

#[cfg(test)]
#[path = "build_tests.rs"]
mod tests;

//! Builds what a cell needs of a source tree, once for each state of its files.

use std::fs;
use std::io;
use std::path::Path;

use semver::Version;

use super::tools_module::VERSION;
use super::{BuiltTree, Error, KUBEFED, Say, ToolsModule, file_system, image_name, lock};
use crate::tool::docker::Docker;
use crate::tool::go::{Build, Go};

/// What builds.
pub struct Workshop<'a> {
    /// Builds programs.
    pub go: &'a Go,
    /// Takes the image.
    pub docker: &'a Docker,
    /// The folder for what was built, absolute.
    pub store: &'a Path,
    /// Hears what is being built.
    pub say: Say<'a>,
}

/// Builds image, kubefedctl and chart of the tree at an absolute path, or takes what is there of the
/// same version, which says of which files it is. A build has its name only when it is whole.
pub async fn build(
    workshop: &Workshop<'_>,
    tree: &Path,
    version: &Version,
) -> Result<BuiltTree, Error> {
    let Workshop { go, store, say, .. } = workshop;
    if *go.version() < Go::OLDEST {
        return Err(Error::GoTooOld { version: go.version().clone() });
    }
    let folder = store.join(format!("{version}-go{}", go.version()));
    let built = BuiltTree { folder, version: version.clone(), go: go.version().clone() };
    fs::create_dir_all(store).map_err(file(store, "made"))?;
    let lock_file = store.join("trees.lock");
    let _lock = lock(&lock_file, *say).await.map_err(file(&lock_file, "locked"))?;
    if !built.is_whole() {
        make(workshop, tree, &built).await?;
    }
    give_to_engine(workshop, &built).await?;
    Ok(built)
}

async fn make(workshop: &Workshop<'_>, tree: &Path, built: &BuiltTree) -> Result<(), Error> {
    let work = tempfile::Builder::new().prefix(".building-").tempdir_in(workshop.store);
    let work = work.map_err(file(workshop.store, "written to"))?;
    let module = ToolsModule { version: &built.version, tree: Some(tree) };
    let written = module.write(workshop.go, work.path()).await;
    written.map_err(|source| Error::Module { tree: tree.to_owned(), source })?;
    let made = BuiltTree { folder: work.path().join("built"), ..built.clone() };
    fs::create_dir(&made.folder).map_err(file(&made.folder, "made"))?;
    let variables = [
        format!("{VERSION}=v{}", built.version),
        format!("{KUBEFED}/pkg/version.gitTreeState=dirty"),
    ];
    let hyperfed = work.path().join("hyperfed");
    for (program, output) in [("hyperfed", &hyperfed), ("kubefedctl", &made.kubefedctl())] {
        (workshop.say)(&format!("go builds {program}"));
        let package = &format!("{KUBEFED}/cmd/{program}");
        let build = Build { folder: work.path(), package, variables: &variables, output };
        let done = workshop.go.build(&build).await;
        done.map_err(|source| Error::Build { tree: tree.to_owned(), program, source })?;
    }
    let archive = made.file_system();
    file_system::write(&hyperfed, &archive).map_err(file(&archive, "written"))?;
    let chart = made.chart();
    copy_chart(&tree.join("charts/kubefed"), &chart, &built.version)
        .map_err(file(&chart, "written"))?;
    // Half a build of a fedrig that was killed.
    if built.folder.exists() {
        fs::remove_dir_all(&built.folder).map_err(file(&built.folder, "removed"))?;
    }
    fs::rename(&made.folder, &built.folder).map_err(file(&built.folder, "made"))
}

/// The engine has the image already, unless somebody took it away or this is a new build.
async fn give_to_engine(workshop: &Workshop<'_>, built: &BuiltTree) -> Result<(), Error> {
    let image = image_name(&built.version);
    let failed = |source| Error::Image { image: image.clone(), source };
    if workshop.docker.find_image(&image).await.map_err(failed)?.is_some() {
        return Ok(());
    }
    (workshop.say)(&format!("the engine takes {image}"));
    let changes = ["ENTRYPOINT [\"./controller-manager\"]", "WORKDIR /hyperfed", "USER 1001"];
    workshop.docker.import_image(&built.file_system(), &image, &changes).await.map_err(failed)
}

/// The chart with the version of what was built of its tree, by which helm and fedrig tell it from the
/// release: in the tree itself the version is always the same.
fn copy_chart(from: &Path, to: &Path, version: &Version) -> io::Result<()> {
    copy_folder(from, to)?;
    let place = to.join("Chart.yaml");
    let text = fs::read_to_string(&place)?;
    let line = |line: &str| match line.strip_prefix("version:") {
        Some(_) => format!("version: {version}\n"),
        None => format!("{line}\n"),
    };
    fs::write(&place, text.lines().map(line).collect::<String>())
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy_folder(&from, &to)?;
        } else {
            // Not its mode: a tree out of go's module cache can't be written.
            fs::write(&to, fs::read(&from)?)?;
        }
    }
    Ok(())
}

fn file(path: &Path, what: &'static str) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::File { path, what, source }
}

#[cfg(test)]
#[path = "build_tests.rs"]
mod tests;

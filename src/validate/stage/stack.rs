//! Programs, chart and images are there: before anything is made, so that what can't be had is known.

use std::path::{Path, PathBuf};

use semver::Version;
use sha2::{Digest as _, Sha256};

use super::super::desk::Desk;
use super::super::expectation;
use super::super::fault::Fault;
use super::super::federation::image_of;
use super::super::inputs::node_image;
use super::super::log::Log;
use super::super::releases;
use super::{Ran, sources};
use crate::fetch::{Found, Source, Wanted};
use crate::from_source::BuiltTree;
use crate::step::usual;
use crate::tool::Program;
use crate::verdict::{Cell, Expectation, Item, KubeFed, Stage};

/// What a cell is made with.
pub(in crate::validate) struct Kit {
    /// kubectl's path.
    pub kubectl: PathBuf,
    /// The archives that each node gets.
    pub archives: Vec<PathBuf>,
    /// KubeFed's image in the engine.
    pub image: crate::tool::docker::Image,
    /// What was built of the cell's source tree.
    pub tree: Option<BuiltTree>,
    /// The release to upgrade from, or why there is none.
    pub previous: Result<Version, String>,
    /// Everything, for the report.
    pub made_of: Vec<Item>,
}

pub(super) async fn run(desk: &Desk, log: &Log) -> Result<Ran, Fault> {
    let kubefed = &desk.cell.kubefed;
    let version = kubefed.version();
    let sources = sources::build(desk, log).await?;
    let (tree, mut made_of) = (sources.tree, sources.made_of);
    let mut kubectl = PathBuf::new();
    for program in Program::ALL {
        if program == Program::Kubefedctl
            && let Some(tree) = &tree
        {
            made_of.push(built(program.to_string(), &tree.kubefedctl(), tree)?);
            continue;
        }
        let found = program_of(desk, log, program, version).await?;
        made_of.push(item(&found)?);
        if program == Program::Kubectl {
            kubectl = found.path;
        }
    }
    made_of.push(match &tree {
        Some(tree) => built("chart".to_owned(), &tree.chart().join("Chart.yaml"), tree)?,
        None => chart(desk, log, version).await?,
    });
    let name = image_of(kubefed);
    let (image, archive) = kubefed_image(desk, log, &name).await?;
    made_of.push(Item {
        name,
        version: kubefed.own_version().to_string(),
        digest: Some(image.id.clone()),
        from: Some("the container engine".to_owned()),
    });
    made_of.push(node_item(desk, log).await?);
    let mut archives = vec![archive];
    let previous = match desk.request.stages.contains(&Stage::Upgrade) {
        true => previous(desk, log).await?,
        false => Err("it was not asked for".to_owned()),
    };
    if let Ok(older) = &previous {
        let older = image_of(&KubeFed::Release(older.clone()));
        archives.push(kubefed_image(desk, log, &older).await?.1);
    }
    let says = format!("kubefedctl, chart and image of {kubefed}, and {}", node_image(&desk.cell));
    desk.keep_kit(Kit { kubectl, archives, image, tree, previous, made_of });
    Ok(Ran::passed(says))
}

async fn program_of(
    desk: &Desk,
    log: &Log,
    program: Program,
    kubefed: &Version,
) -> Result<Found, Fault> {
    let version = usual(program, kubefed);
    log.line(&format!("looking for {program} {version}"));
    let wanted = Wanted::exactly(program, version.clone());
    let found = desk.tools.fetcher.program(&wanted, &crate::fetch::Silent).await;
    found.map_err(|error| Fault {
        hints: error.hints(),
        ..Fault::of(&format!("{program} {version} can't be had"), &error)
    })
}

async fn chart(desk: &Desk, log: &Log, version: &Version) -> Result<Item, Fault> {
    log.line(&format!("looking for the chart of KubeFed {version}"));
    let found = desk.tools.fetcher.chart(version, &crate::fetch::Silent).await;
    let found = found.map_err(|error| Fault {
        hints: error.hints(),
        ..Fault::of(&format!("the chart of KubeFed {version} can't be had"), &error)
    })?;
    Ok(Item {
        name: "chart".to_owned(),
        version: version.to_string(),
        digest: Some(format!("sha256:{}", found.digest)),
        from: Some(words(&found.source)),
    })
}

/// KubeFed's image in the engine, and an archive of it for the nodes.
async fn kubefed_image(
    desk: &Desk,
    log: &Log,
    name: &str,
) -> Result<(crate::tool::docker::Image, PathBuf), Fault> {
    let image = image(desk, log, name, "kubefed-image").await?;
    let archive = desk.work().join(format!("{}.tar", name.replace(['/', ':'], "_")));
    let saved = desk.docker(log).save(&[name.to_owned()], &archive).await;
    saved.map_err(|error| {
        Fault::of(&format!("`{name}` can't be taken out of the engine"), &error)
    })?;
    Ok((image, archive))
}

async fn node_item(desk: &Desk, log: &Log) -> Result<Item, Fault> {
    let name = node_image(&desk.cell);
    let image = image(desk, log, &name, "node-image").await?;
    Ok(Item {
        name,
        version: desk.cell.kubernetes.to_string(),
        digest: Some(image.id),
        from: Some("the container engine".to_owned()),
    })
}

/// The image of that name: in the engine, or pulled into it. `piece` is what a checkout makes it with.
async fn image(
    desk: &Desk,
    log: &Log,
    name: &str,
    piece: &str,
) -> Result<crate::tool::docker::Image, Fault> {
    let docker = desk.tools.docker();
    let failed = |error| Fault::of("the container engine can't be asked for images", &error);
    if let Some(image) = docker.find_image(name).await.map_err(failed)? {
        log.line(&format!("{name} is in the engine: {}", image.id));
        return Ok(image);
    }
    desk.say(Stage::Stack, &format!("pulling {name}"));
    desk.docker(log).pull(name).await.map_err(|error| {
        let (kubefed, kubernetes) = (desk.cell.kubefed.version(), &desk.cell.kubernetes);
        Fault::of(&format!("the image `{name}` is not in the engine, and can't be pulled"), &error)
            .hint(format!("in a checkout: `scripts/stack.sh --kubefed {kubefed} --kubernetes {kubernetes} --load {piece}`"))
    })?;
    let image = docker.find_image(name).await.map_err(failed)?;
    image.ok_or_else(|| Fault::new(format!("the image `{name}` was pulled, and is not there")))
}

/// The nearest older release that works on this Kubernetes and can be had, or why there is none.
async fn previous(desk: &Desk, log: &Log) -> Result<Result<Version, String>, Fault> {
    let cell = &desk.cell;
    let mut why = Vec::new();
    let release = cell.kubefed.version();
    // What is built of a tree comes after the release that the tree stands on.
    let its_own = matches!(cell.kubefed, KubeFed::Tree { .. }).then(|| release.clone());
    for older in its_own.into_iter().chain(releases::before(release)) {
        let kubefed = KubeFed::Release(older.clone());
        let as_older = Cell { kubefed: kubefed.clone(), ..cell.clone() };
        if let Expectation::Fails(reason) = expectation(&as_older) {
            why.push(reason);
            continue;
        }
        let name = image_of(&kubefed);
        let there = async {
            program_of(desk, log, Program::Kubefedctl, &older).await?;
            chart(desk, log, &older).await?;
            image(desk, log, &name, "kubefed-image").await
        };
        match there.await {
            Ok(_) => return Ok(Ok(older)),
            Err(fault) if fault.cancelled => return Err(fault),
            Err(fault) => why.push(fault.says),
        }
    }
    let version = cell.kubefed.version();
    Ok(Err(match why.into_iter().next() {
        Some(why) => format!(
            "no release before {version} works on Kubernetes {} and can be had: {why}",
            cell.kubernetes
        ),
        None => format!("no release before {version} is known"),
    }))
}

fn item(found: &Found) -> Result<Item, Fault> {
    Ok(Item {
        name: found.program.to_string(),
        version: found.version.to_string(),
        digest: Some(digest_of(&found.path)?),
        from: Some(words(&found.source)),
    })
}

fn built(name: String, path: &Path, tree: &BuiltTree) -> Result<Item, Fault> {
    let (version, from) = (tree.version.to_string(), "built from the source tree".to_owned());
    Ok(Item { name, version, digest: Some(digest_of(path)?), from: Some(from) })
}

fn digest_of(path: &Path) -> Result<String, Fault> {
    digest(path).map_err(|error| Fault::of(&format!("`{}` can't be read", path.display()), &error))
}

fn digest(path: &Path) -> std::io::Result<String> {
    let mut hasher = Sha256::new();
    let mut file = std::fs::File::open(path)?;
    let mut chunk = vec![0; 256 << 10];
    loop {
        match std::io::Read::read(&mut file, &mut chunk)? {
            0 => break,
            count => hasher.update(&chunk[..count]),
        }
    }
    let hex: Vec<String> = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("sha256:{}", hex.concat()))
}

fn words(source: &Source) -> String {
    match source {
        Source::Given => "given by path".to_owned(),
        Source::Store => "fedrig's store".to_owned(),
        Source::SearchPath => "PATH".to_owned(),
        Source::Downloaded { from } => from.clone(),
    }
}

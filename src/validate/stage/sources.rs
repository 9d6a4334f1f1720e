//! What a cell has built from source before its clusters are made: a tree's own image, kubefedctl and
//! chart, and upstream's suite.

use std::path::Path;

use super::super::desk::Desk;
use super::super::fault::Fault;
use super::super::log::Log;
use crate::from_source::{self, BuiltTree, Workshop};
use crate::suite;
use crate::tool::go::Go;
use crate::verdict::{Item, KubeFed, Stage};

/// What go has built.
pub(super) struct Sources {
    /// What was built of the cell's tree, if it has one.
    pub tree: Option<BuiltTree>,
    /// Tree and go, for the report.
    pub made_of: Vec<Item>,
}

/// Builds what is not there yet. A cell of a release without the suite needs no go.
pub(super) async fn build(desk: &Desk, log: &Log) -> Result<Sources, Fault> {
    let kubefed = &desk.cell.kubefed;
    let has_suite = desk.request.stages.contains(&Stage::Suite);
    let mut sources = Sources { tree: None, made_of: Vec::new() };
    let folder = match kubefed {
        KubeFed::Tree { path, .. } => Some(path),
        KubeFed::Release(_) | KubeFed::Image { .. } if has_suite => None,
        KubeFed::Release(_) | KubeFed::Image { .. } => return Ok(sources),
    };
    let go = go(desk, kubefed).await?;
    let say = |text: &str| {
        log.line(text);
        desk.say(Stage::Stack, text);
    };
    if let Some(path) = folder {
        let store = &desk.tools.flags.cache_dir.join("trees");
        let docker = &desk.docker(log);
        let workshop = Workshop { go: &go, docker, store, say: &say };
        let built = from_source::build(&workshop, path, &kubefed.own_version()).await;
        let built = built.map_err(|error| Fault {
            hints: error.hints(),
            ..Fault::of(&format!("{kubefed} can't be built"), &error)
        })?;
        sources.made_of.push(tree_item(kubefed, path));
        sources.tree = Some(built);
    }
    if has_suite {
        let store = desk.tools.flags.cache_dir.join("suites");
        let built = suite::build(&go, kubefed, &store, &say).await;
        built.map_err(|error| {
            let fault = Fault::of("upstream's suite can't be built", &error);
            let hints = error.hints();
            let without = "`--skip-stage suite` does without it".to_owned();
            Fault { hints: hints.into_iter().chain([without]).collect(), ..fault }
        })?;
    }
    let version = go.version().to_string();
    let from = Some("PATH".to_owned());
    sources.made_of.push(Item { name: "go".to_owned(), version, digest: None, from });
    Ok(sources)
}

async fn go(desk: &Desk, kubefed: &KubeFed) -> Result<Go, Fault> {
    let program = desk.tools.fetcher.local("go").ok_or_else(|| {
        let fault =
            Fault::new("`go` is not in PATH, and the cell has things that are built from source")
                .hint(
                    "install it from https://go.dev/dl, or `apt-get install golang-go` on Debian",
                );
        match kubefed {
            KubeFed::Tree { .. } => fault,
            KubeFed::Release(_) | KubeFed::Image { .. } => fault
                .hint("`--skip-stage suite` does without: a release's suite is all that go builds"),
        }
    })?;
    let found = Go::at(desk.tools.exec.clone(), program).await;
    found.map_err(|failure| Fault::of("go does not say its version", &failure))
}

fn tree_item(kubefed: &KubeFed, path: &Path) -> Item {
    let digest = match kubefed {
        KubeFed::Tree { digest, .. } => Some(format!("sha256:{digest}")),
        KubeFed::Release(_) | KubeFed::Image { .. } => None,
    };
    Item {
        name: "source tree".to_owned(),
        version: kubefed.own_version().to_string(),
        digest,
        from: Some(path.display().to_string()),
    }
}

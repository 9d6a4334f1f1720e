//! Finds a program on this machine, or downloads it.

use semver::Version;

use super::notes::Notes;
use super::{Change, Error, Rig, Say};
use crate::fetch::{Asked, Source, Wanted};
use crate::spec::Federation;
use crate::tool::Program;

pub(super) async fn apply(program: Program, rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
    let wanted = wanted(program, &rig.federation);
    let notes = Notes::new(say);
    let found = rig.timing.waiting(rig.fetcher.program(&wanted, &notes)).await;
    let found = found.map_err(|source| Error::Fetch(Box::new(source)))?;
    rig.learn_program(program, found.version.clone(), found.path.clone());
    let version = &found.version;
    Ok(match found.source {
        Source::Given => Change::Unchanged(format!("{program} {version} as given")),
        Source::Store => Change::Unchanged(format!("{program} {version} in the store")),
        Source::SearchPath => Change::Unchanged(format!("{program} {version} in PATH")),
        Source::Downloaded { .. } => Change::Changed(format!("{program} {version} downloaded")),
    })
}

/// The version and place that the file names, or the default.
pub fn wanted(program: Program, federation: &Federation) -> Wanted {
    let wish = federation.tools.get(&program);
    let version = wish.and_then(|wish| wish.version.clone());
    Wanted {
        program,
        asked: if version.is_some() { Asked::ByUser } else { Asked::ByDefault },
        version: version.unwrap_or_else(|| usual(program, &federation.kubefed.version)),
        path: wish.and_then(|wish| wish.path.clone()),
        own: wish.and_then(|wish| wish.own.clone()),
    }
}

/// The version that is used when nobody names one.
pub fn usual(program: Program, kubefed: &Version) -> Version {
    match program {
        Program::Helm => Version::new(3, 19, 5),
        Program::Kubectl => Version::new(1, 33, 13),
        Program::Kind => Version::new(0, 30, 0),
        Program::Kubefedctl => kubefed.clone(),
    }
}

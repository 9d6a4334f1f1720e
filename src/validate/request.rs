//! What is asked of a validation, and what it works with.

use std::collections::BTreeSet;
use std::path::PathBuf;

use tokio_util::sync::CancellationToken;

use super::Hearing;
use crate::fetch::Fetcher;
use crate::tool::Exec;
use crate::tool::docker::Docker;
use crate::tool::fedrig::Flags;
use crate::verdict::{Cell, Shard, Stage};

/// What is asked of a validation.
#[derive(Debug, Clone)]
pub struct Request {
    /// The cells, in the order of the report; those of this shard.
    pub cells: Vec<Cell>,
    /// Which part of the matrix they are.
    pub shard: Option<Shard>,
    /// How many clusters a cell has besides its host.
    pub members: usize,
    /// The stages that are run.
    pub stages: BTreeSet<Stage>,
    /// The report's folder, absolute.
    pub out: PathBuf,
    /// The folder for what the clusters give away, absolute: kubeconfigs and states. Each cell
    /// removes its own.
    pub work: PathBuf,
    /// What all clusters' names begin with.
    pub prefix: String,
    /// How many cells run at once.
    pub parallel: usize,
    /// What becomes of the cells of an earlier run.
    pub resume: Resume,
    /// What becomes of the clusters of a cell that failed.
    pub keep: Keep,
}

/// What becomes of the cells of an earlier run in the same folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resume {
    /// Those that were judged, of the same inputs, are taken over.
    Yes,
    /// All run.
    No,
}

/// What becomes of the clusters of a cell that is not as expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// They stay, and are named.
    Failed,
    /// They go.
    Nothing,
}

/// What a validation works with.
#[derive(Clone)]
pub struct Tools {
    /// fedrig's own path.
    pub fedrig: PathBuf,
    /// The flags that every child gets, but for its state directory.
    pub flags: Flags,
    /// Where docker is.
    pub docker: PathBuf,
    /// Finds programs and charts.
    pub fetcher: std::sync::Arc<Fetcher>,
    /// Starts programs.
    pub exec: Exec,
    /// Ends the run early.
    pub cancel: CancellationToken,
    /// Hears what happens.
    pub hearing: Hearing,
}

impl Tools {
    /// docker, whose lines nobody hears.
    pub(super) fn docker(&self) -> Docker {
        Docker::at(self.exec.clone(), self.docker.clone())
    }
}

/// What a stage builds on.
pub(super) fn needs(stage: Stage) -> &'static [Stage] {
    match stage {
        Stage::Stack => &[],
        Stage::Clusters => &[Stage::Stack],
        Stage::Install => &[Stage::Clusters],
        Stage::Image | Stage::Join | Stage::Uninstall => &[Stage::Install],
        Stage::Ready | Stage::Unjoin => &[Stage::Join],
        Stage::Suite
        | Stage::Walkthrough
        | Stage::NotReady
        | Stage::Upgrade
        | Stage::Namespaced => &[Stage::Ready],
    }
}

/// The stages with all that they build on. One `fedrig up` installs, joins and waits, so these come
/// together.
pub fn closed(wanted: &BTreeSet<Stage>) -> BTreeSet<Stage> {
    let mut all = wanted.clone();
    if [Stage::Install, Stage::Join].iter().any(|stage| all.contains(stage)) {
        all.insert(Stage::Ready);
    }
    // What a stage needs comes before it.
    for stage in Stage::ALL.into_iter().rev() {
        if all.contains(&stage) {
            all.extend(needs(stage));
        }
    }
    if all.contains(&Stage::Install) {
        all.extend([Stage::Join, Stage::Ready]);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::the_first(Stage::Stack, &[Stage::Stack])]
    #[case::the_image(Stage::Image, &[Stage::Stack, Stage::Clusters, Stage::Install, Stage::Image, Stage::Join, Stage::Ready])]
    #[case::the_walkthrough(Stage::Walkthrough, &[Stage::Stack, Stage::Clusters, Stage::Install, Stage::Join, Stage::Ready, Stage::Walkthrough])]
    fn a_stage_comes_with_what_it_builds_on(#[case] stage: Stage, #[case] all: &[Stage]) {
        assert_eq!(closed(&BTreeSet::from([stage])), all.iter().copied().collect());
    }
}

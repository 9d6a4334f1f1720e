//! Why a tool or the chart could not be had.

use std::path::PathBuf;

use semver::Version;

use super::catalogue::Unsupported;
use super::chart_index::list;
use super::checksum::ChecksumError;
use super::given::GivenError;
use super::known::KnownError;
use super::mirror::Location;
use super::store::StoreError;
use super::transfer::TransferError;
use super::unpack::UnpackError;
use crate::tool::ToolFailure;

/// Why a tool or the chart could not be had. `what` is the thing with its version.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The program at the path that the user gave can't be used.
    #[error(transparent)]
    Given(#[from] GivenError),
    /// Upstream publishes nothing for this machine.
    #[error(transparent)]
    Unsupported(#[from] Unsupported),
    /// That version is not there.
    #[error("there is no {what}{}", place(*mirrored))]
    NotPublished {
        /// What was wanted.
        what: String,
        /// Where upstream would have it.
        upstream: String,
        /// Whether a mirror was asked instead of upstream.
        mirrored: bool,
        /// Where it was looked for.
        source: Box<TransferError>,
    },
    /// There is no such chart, and there are others.
    #[error("there is no chart kubefed {wanted}; there are {}", list(versions))]
    NoSuchChart {
        /// The version that was wanted.
        wanted: Version,
        /// The versions that there are, newest first.
        versions: Vec<Version>,
        /// The one that is most like the wanted one.
        nearest: Version,
        /// Where it was looked for.
        source: Box<TransferError>,
    },
    /// It could not be transferred.
    #[error("can't fetch {what}")]
    Transfer {
        /// What was wanted.
        what: String,
        /// Why.
        source: Box<TransferError>,
    },
    /// It is not known to be what upstream published.
    #[error("can't verify {what}")]
    Checksum {
        /// What was wanted.
        what: String,
        /// Why.
        source: ChecksumError,
    },
    /// It is known to be something else, or not known at all where it has to be.
    #[error("{what} is not used")]
    Known {
        /// What was wanted.
        what: String,
        /// Why.
        source: Box<KnownError>,
    },
    /// helm could not pull it.
    #[error("can't pull {what}")]
    Pull {
        /// The chart with its version.
        what: String,
        /// What helm did instead.
        source: ToolFailure,
    },
    /// helm was content, and there is no chart.
    #[error("helm pulled no chart for {what}")]
    NothingPulled {
        /// The chart with its version.
        what: String,
    },
    /// It can't be taken out of its archive.
    #[error("can't unpack {what} from `{location}`")]
    Unpack {
        /// What was wanted.
        what: String,
        /// Where the archive is.
        location: Location,
        /// Why.
        source: UnpackError,
    },
    /// The store can't be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The run was cancelled while a program was asked for its version.
    #[error(transparent)]
    Cancelled(#[from] ToolFailure),
    /// The store's path depends on where fedrig was started.
    #[error("the store's path `{}` is not absolute", path.display())]
    RelativeStore {
        /// The path.
        path: PathBuf,
    },
}

fn place(mirrored: bool) -> &'static str {
    if mirrored { " in the mirror" } else { "" }
}

impl Error {
    /// The run was cancelled while a program was at work for it: not a failure of its own.
    pub fn is_cancelled(&self) -> bool {
        match self {
            Self::Cancelled(failure)
            | Self::Pull { source: failure, .. }
            | Self::Given(GivenError::Broken { source: failure, .. }) => failure.is_cancelled(),
            _ => false,
        }
    }

    /// What can be done about it; each is one thing to do.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Given(error) => error.hints(),
            Self::Unsupported(error) => error.hints(),
            Self::Transfer { source, .. } => source.hints(),
            Self::Checksum { source, .. } => source.hints(),
            Self::Known { source, .. } => source.hints(),
            Self::Store(error) => error.hints(),
            Self::NoSuchChart { nearest, .. } => {
                vec![format!("the nearest version is {nearest}")]
            }
            Self::NotPublished { upstream, source, .. } => absent(upstream, source),
            Self::Unpack { location: Location::Url(url), .. } => {
                vec![format!("`curl -fsSL {url} | tar -tvz` shows what is in it")]
            }
            Self::Unpack { location: Location::File(path), .. } => {
                vec![format!("`tar -tvzf {}` shows what is in it", path.display())]
            }
            Self::Pull { source, .. } => vec![
                format!("`{}` does the same", source.call()),
                "`helm registry login` is how helm gets to know a registry's password".to_owned(),
            ],
            Self::NothingPulled { .. } | Self::Cancelled(_) | Self::RelativeStore { .. } => {
                Vec::new()
            }
        }
    }
}

/// A file is missing: in the mirror it can be added, upstream has it or not.
fn absent(upstream: &str, source: &TransferError) -> Vec<String> {
    match source {
        TransferError::Absent { location: Location::File(path) } => vec![format!(
            "`curl -fsSL --create-dirs -o {} {upstream}` adds it to the mirror",
            path.display()
        )],
        TransferError::Absent { location: Location::Url(url) } if url.as_str() != upstream => {
            vec![format!("the mirror has to have what is at {upstream}")]
        }
        _ => vec![format!("`curl -sSIL {upstream}` shows the answer; is the version right?")],
    }
}

//! The exit codes: each names the part of the work that failed.

use crate::engine::Summary;
use crate::step::Phase;

/// An exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// All is as wanted.
    Done = 0,
    /// Something that should not happen: a defect of fedrig.
    Bug = 1,
    /// The command line or federation.yaml.
    Usage = 2,
    /// A tool or the chart: missing, wrong version, or checksum.
    Tools = 3,
    /// A cluster is not fit, or can't be reached.
    Clusters = 4,
    /// The chart or the control plane.
    ControlPlane = 5,
    /// Access or join.
    Join = 6,
    /// Not Ready in time.
    Ready = 7,
    /// A spec of upstream's suite or a cell of a validation is not as expected.
    Verdict = 8,
    /// A check failed.
    Check = 9,
    /// No check failed, and one could not be run.
    Unchecked = 10,
    /// Federated objects or replicas are not where they belong, in time.
    Propagation = 11,
    /// Interrupted.
    Interrupted = 130,
}

impl Exit {
    /// All codes with what each means, for `--help` and the documentation.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::Done, "all is as wanted"),
        (Self::Bug, "a defect of fedrig"),
        (Self::Usage, "the command line or federation.yaml is wrong"),
        (Self::Tools, "a tool or the chart is missing, has the wrong version or checksum"),
        (Self::Clusters, "a cluster can't be reached or does not fit; nothing was changed"),
        (Self::ControlPlane, "the chart or the control plane failed"),
        (Self::Join, "access to a cluster, or its join, failed"),
        (Self::Ready, "a cluster is not Ready (in time)"),
        (Self::Verdict, "a spec of upstream's suite or a cell of a validation is not as expected"),
        (Self::Check, "a check failed"),
        (Self::Unchecked, "no check failed, and one could not be run"),
        (Self::Propagation, "federated objects or replicas are not where they belong (in time)"),
        (Self::Interrupted, "interrupted"),
    ];

    /// The code of a failure in a phase.
    pub fn of_phase(phase: Phase) -> Self {
        match phase {
            Phase::Tools => Self::Tools,
            Phase::Clusters => Self::Clusters,
            Phase::ControlPlane => Self::ControlPlane,
            Phase::Join => Self::Join,
            Phase::Ready => Self::Ready,
            Phase::Propagation => Self::Propagation,
        }
    }

    /// The code of a run: of several failures the earliest phase wins.
    pub fn of(summary: &Summary) -> Self {
        let phase = summary.failures().map(|(_, error)| error.phase()).min();
        match phase {
            Some(phase) => Self::of_phase(phase),
            None if summary.is_cancelled() => Self::Interrupted,
            None => Self::Done,
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

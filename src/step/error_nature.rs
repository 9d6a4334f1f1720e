//! What kind of failure an error is: its phase, whether the run was cancelled, which call failed.

use super::{Error, Phase};
use crate::tool::{Invocation, ToolFailure};
use crate::watch::wait::WaitError;

impl Error {
    /// Which part of the work failed.
    pub fn phase(&self) -> Phase {
        match self {
            Self::Fetch(_) => Phase::Tools,
            Self::Access { .. }
            | Self::Unreachable { .. }
            | Self::Endpoint { .. }
            | Self::Unfit(..)
            | Self::Asked { .. }
            | Self::Locked { .. }
            | Self::Lock { .. } => Phase::Clusters,
            Self::ReleasePending { .. }
            | Self::Terminating { .. }
            | Self::Chart { .. }
            | Self::Deployment { .. }
            | Self::Image { .. }
            | Self::Remove { .. }
            | Self::Backup { .. }
            | Self::Configure { .. } => Phase::ControlPlane,
            Self::Grant { .. }
            | Self::Token { .. }
            | Self::Kubeconfig { .. }
            | Self::OwnKubeconfig { .. }
            | Self::Unjoin { .. }
            | Self::Join { .. } => Phase::Join,
            Self::NotReady { .. } => Phase::Ready,
            Self::Enable { .. }
            | Self::NotWorkedOn { .. }
            | Self::Federate { .. }
            | Self::NotPropagated { .. } => Phase::Propagation,
        }
    }

    /// The run was cancelled: not a failure of its own.
    pub fn is_cancelled(&self) -> bool {
        if let Some(failure) = self.tool_failure() {
            return failure.is_cancelled();
        }
        match self {
            Self::Deployment { source, .. }
            | Self::Terminating { source, .. }
            | Self::Token { source, .. }
            | Self::NotWorkedOn { source, .. }
            | Self::NotPropagated { source, .. }
            | Self::NotReady { source, .. } => matches!(source, WaitError::Cancelled { .. }),
            Self::Access { source, .. } => source.is_cancelled(),
            Self::Fetch(source) => source.is_cancelled(),
            _ => false,
        }
    }

    /// The call of a foreign program that failed, to be pasted.
    pub fn call(&self) -> Option<&Invocation> {
        self.tool_failure().map(ToolFailure::call)
    }

    /// The failure of a foreign program that it is about.
    pub(super) fn tool_failure(&self) -> Option<&ToolFailure> {
        match self {
            Self::Chart { source, .. }
            | Self::Lock { source }
            | Self::Unjoin { source, .. }
            | Self::Remove { source, .. }
            | Self::Configure { source, .. }
            | Self::Grant { source, .. }
            | Self::Enable { source, .. }
            | Self::Federate { source, .. }
            | Self::Join { source, .. } => Some(source),
            Self::Fetch(_)
            | Self::Access { .. }
            | Self::Unreachable { .. }
            | Self::Endpoint { .. }
            | Self::Unfit(..)
            | Self::Asked { .. }
            | Self::Locked { .. }
            | Self::ReleasePending { .. }
            | Self::Terminating { .. }
            | Self::Deployment { .. }
            | Self::Image { .. }
            | Self::Token { .. }
            | Self::Kubeconfig { .. }
            | Self::OwnKubeconfig { .. }
            | Self::Backup { .. }
            | Self::NotWorkedOn { .. }
            | Self::NotPropagated { .. }
            | Self::NotReady { .. } => None,
        }
    }
}

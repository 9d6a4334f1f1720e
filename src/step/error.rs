//! Why a step failed.

use super::check_endpoint::EndpointFault;
use crate::name::{ClusterName, Namespace, ReleaseName};
use crate::tool::{Access, ToolFailure};
use crate::watch::Unreachable;
use crate::watch::wait::WaitError;

/// Why a step failed. Each variant names the thing; the cause is the source.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A program or the chart could not be had.
    #[error(transparent)]
    Fetch(Box<crate::fetch::Error>),
    /// The access to a cluster could not be had.
    #[error("the access to `{cluster}` by {from} could not be had")]
    Access {
        /// The cluster.
        cluster: ClusterName,
        /// Where it should have come from.
        from: String,
        /// Why.
        source: Box<super::AccessError>,
    },
    /// A cluster can't be reached, or does not let us in.
    #[error("cluster `{cluster}` can't be reached with {access}")]
    Unreachable {
        /// The cluster.
        cluster: ClusterName,
        /// The access that was used.
        access: Access,
        /// Why.
        source: Unreachable,
    },
    /// An endpoint gives no answer, or is not trusted.
    #[error("the endpoint {endpoint} of cluster `{cluster}` can't be used")]
    Endpoint {
        /// The cluster.
        cluster: ClusterName,
        /// The address.
        endpoint: String,
        /// Why.
        source: Box<EndpointFault>,
    },
    /// Something about the clusters does not fit; nothing was changed.
    #[error("{}", .0.join("; "))]
    Unfit(
        /// Each thing that does not fit.
        Vec<String>,
        /// What can be done about it.
        Vec<String>,
    ),
    /// A question to a cluster failed in the middle of the work.
    #[error("cluster `{cluster}` gave no answer about {about}")]
    Asked {
        /// The cluster.
        cluster: ClusterName,
        /// What was asked.
        about: String,
        /// Why.
        source: Unreachable,
    },
    /// An operation of helm's has begun and not ended.
    #[error(
        "release `{release}` in `{namespace}` is {status} at revision {revision}: a helm operation began and did not end ({holder})"
    )]
    ReleasePending {
        /// The release.
        release: ReleaseName,
        /// Its namespace.
        namespace: Namespace,
        /// helm's word.
        status: String,
        /// The revision's number.
        revision: u64,
        /// The host's access, for the hint.
        access: Access,
        /// Who did it, as far as is known.
        holder: String,
    },
    /// Somebody else works on this federation.
    #[error("another fedrig works on this federation: {holder}, until {until} at the latest")]
    Locked {
        /// Who.
        holder: String,
        /// When the lock ends by itself.
        until: String,
        /// The Lease, for the hint.
        lease: String,
        /// The host's access, for the hint.
        access: Access,
    },
    /// The lock could not be written.
    #[error("the lock of the federation could not be taken")]
    Lock {
        /// What kubectl said.
        source: ToolFailure,
    },
    /// A namespace does not end.
    #[error("namespace `{namespace}` in cluster `{cluster}` is Terminating and does not end")]
    Terminating {
        /// The cluster.
        cluster: ClusterName,
        /// The namespace.
        namespace: Namespace,
        /// The cluster's access, for the hint.
        access: Access,
        /// What was seen last.
        source: WaitError,
    },
    /// helm failed.
    #[error("chart `{chart}` could not be installed in `{namespace}`")]
    Chart {
        /// The chart and its version.
        chart: String,
        /// The namespace.
        namespace: Namespace,
        /// What helm said.
        source: ToolFailure,
    },
    /// A deployment of the control plane does not run.
    #[error("deployment `{deployment}` in `{namespace}` does not run as it should")]
    Deployment {
        /// The deployment.
        deployment: &'static str,
        /// The namespace.
        namespace: Namespace,
        /// The host's access, for the hint.
        access: Access,
        /// What was seen last.
        source: WaitError,
    },
    /// An image does not come to the host's nodes, and waiting is of no use.
    #[error("image `{image}` can't be pulled for pod {pod}: {reason}")]
    Image {
        /// The image.
        image: String,
        /// The pod that waits for it.
        pod: String,
        /// What the kubelet says.
        reason: String,
    },
    /// The control plane could not be configured.
    #[error("the control plane in `{namespace}` could not be configured")]
    Configure {
        /// The namespace.
        namespace: Namespace,
        /// What kubectl said.
        source: ToolFailure,
    },
    /// fedrig's service account could not be made.
    #[error("fedrig's access to `{cluster}` could not be made")]
    Grant {
        /// The cluster.
        cluster: ClusterName,
        /// What kubectl said.
        source: ToolFailure,
    },
    /// The service account got no token.
    #[error("the service account in `{cluster}` got no token")]
    Token {
        /// The cluster.
        cluster: ClusterName,
        /// What was seen last.
        source: WaitError,
    },
    /// A kubeconfig could not be read or written.
    #[error("the kubeconfig could not be used")]
    Kubeconfig {
        /// Why.
        source: Box<crate::kubeconfig::Error>,
    },
    /// fedrig's own kubeconfig could not be written.
    #[error("fedrig's own kubeconfig could not be kept")]
    OwnKubeconfig {
        /// Why.
        source: Box<crate::kubeconfig::WriteError>,
    },
    /// kubefedctl failed.
    #[error("cluster `{cluster}` could not be joined")]
    Join {
        /// The cluster.
        cluster: ClusterName,
        /// What kubefedctl said.
        source: ToolFailure,
    },
    /// A member could not be taken out.
    #[error("cluster `{cluster}` could not be unjoined")]
    Unjoin {
        /// The cluster.
        cluster: ClusterName,
        /// What the tool said.
        source: ToolFailure,
    },
    /// Something of the control plane could not be removed.
    #[error("the control plane in `{namespace}` could not be removed")]
    Remove {
        /// The namespace.
        namespace: Namespace,
        /// What the tool said.
        source: ToolFailure,
    },
    /// The backup could not be written.
    #[error("the backup `{}` could not be written", path.display())]
    Backup {
        /// The file.
        path: std::path::PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A type could not be enabled.
    #[error("`{of}` could not be enabled for federation")]
    Enable {
        /// The type.
        of: String,
        /// What kubefedctl said.
        source: ToolFailure,
    },
    /// KubeFed does not work on a type.
    #[error("KubeFed does not work on the federated type `{of}`")]
    NotWorkedOn {
        /// The type.
        of: String,
        /// What was seen last.
        source: WaitError,
    },
    /// A federated object could not be written or removed.
    #[error("federated {object} could not be written")]
    Federate {
        /// The object.
        object: String,
        /// What kubectl said.
        source: ToolFailure,
    },
    /// Something is not in a member in time.
    #[error("member `{member}` does not have all that is placed in it: {}", missing.join("; "))]
    NotPropagated {
        /// The member.
        member: ClusterName,
        /// Each object that is missing, with the reason.
        missing: Vec<String>,
        /// How long was waited.
        limit: std::time::Duration,
        /// The host's access, for the hint.
        access: Access,
        /// What was seen last of the first of them.
        source: WaitError,
    },
    /// A member did not get Ready.
    #[error("cluster `{cluster}` did not get Ready{}", event.as_ref().map(|event| format!(" ({event})")).unwrap_or_default())]
    NotReady {
        /// The cluster.
        cluster: ClusterName,
        /// The host's access, for the hint.
        access: Access,
        /// The control plane's namespace, for the hint.
        namespace: Namespace,
        /// The newest event about it: the cause that the condition does not tell.
        event: Option<String>,
        /// What was seen last.
        source: WaitError,
    },
}

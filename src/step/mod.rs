//! What can be done, one file an action. An action is data; `apply` does it, and may run twice:
//! the second time it finds everything as wanted and says `Unchanged`.

mod account;
mod await_control_plane;
mod await_namespace_gone;
mod await_propagated;
mod await_ready;
mod check_endpoint;
mod clean_install;
mod configure_control_plane;
mod enable_type;
mod error;
mod error_nature;
mod federate_object;
mod fetch_access;
mod fetch_chart;
mod fetch_program;
mod grant_access;
mod hints;
mod images;
mod install_chart;
mod join_cluster;
mod join_powers;
mod label_cluster;
pub mod lease;
mod limit_roles;
pub(crate) mod notes;
mod observe;
mod observe_workloads;
mod own_access;
mod own_entry;
mod phase;
mod prepare_config;
mod probe_cluster;
mod remove_leftovers;
mod renew_token;
mod replace_release;
mod rig;
mod roles;
mod teardown;
mod unfederate_object;
mod unjoin_cluster;
mod unpullable;
mod upgrade;

use std::fmt;

pub use await_control_plane::check as check_images;
pub use await_namespace_gone::AwaitNamespaceGone;
pub use await_propagated::AwaitPropagated;
pub use await_ready::AwaitReady;
pub use check_endpoint::{CheckEndpoint, EndpointFault};
pub use enable_type::EnableType;
pub use error::Error;
pub use federate_object::FederateObject;
pub use fetch_access::{AccessError, FetchAccess};
pub use fetch_program::{usual, wanted};
pub use grant_access::GrantAccess;
pub use images::{WantedImage, admit_images, wanted_images};
pub use install_chart::{InstallChart, values as chart_values};
pub use join_cluster::JoinCluster;
pub use label_cluster::LabelCluster;
pub use limit_roles::LimitRoles;
pub use observe::ObserveCluster;
pub use own_access::OwnAccess;
pub use phase::Phase;
pub use probe_cluster::ProbeCluster;
pub use renew_token::RenewToken;
pub use replace_release::ReplaceRelease;
pub use rig::Rig;
pub use teardown::FederatedObjects;
pub use unfederate_object::UnfederateObject;
pub use unjoin_cluster::{MemberSide, UnjoinCluster};

use crate::name::ClusterName;
use crate::observe::{Leftover, ObjectName};
use crate::tool::Program;

/// What a step does. Closed: every place that matters matches all of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Finds or downloads a program.
    FetchProgram(Program),
    /// Finds or downloads the chart.
    FetchChart,
    /// Gets hold of an access that no tool can use as it is.
    FetchAccess(FetchAccess),
    /// Reaches a cluster and asks who it is.
    ProbeCluster(ProbeCluster),
    /// Looks at release, control plane and members.
    ObserveHost,
    /// Looks at what is federated, and wanted to be.
    ObserveWorkloads,
    /// Looks at the access to a cluster.
    ObserveCluster(ObserveCluster),
    /// Looks at the endpoint of a cluster.
    CheckEndpoint(CheckEndpoint),
    /// Waits until a Terminating namespace is gone.
    AwaitNamespaceGone(AwaitNamespaceGone),
    /// Takes away a revision that a killed helm left pending.
    ReplaceRelease(ReplaceRelease),
    /// Keeps KubeFed's objects in a file.
    BackUp,
    /// Brings the CRDs to the chart's version.
    UpgradeCrds,
    /// Lets the webhook serve the certificate that is in its Secret, before or after helm works.
    RestartWebhook(Moment),
    /// Takes away a first install that never was complete.
    CleanInstall,
    /// Makes CRDs and KubeFedConfig before the controller can.
    PrepareConfig,
    /// Installs or upgrades the chart.
    InstallChart(InstallChart),
    /// Waits for the webhook and sets the feature gates.
    ConfigureControlPlane,
    /// Gives fedrig an access of its own to a cluster.
    GrantAccess(GrantAccess),
    /// Joins a cluster.
    JoinCluster(JoinCluster),
    /// Limits what the accounts in a cluster may do.
    LimitRoles(LimitRoles),
    /// Gives KubeFed a new token for a cluster.
    RenewToken(RenewToken),
    /// Labels a cluster with its region, and what else the file says.
    LabelCluster(LabelCluster),
    /// Waits until a cluster is Ready.
    AwaitReady(AwaitReady),
    /// Waits until the control plane runs completely.
    AwaitControlPlane,
    /// Enables a type for federation.
    EnableType(EnableType),
    /// Makes a federated object.
    FederateObject(FederateObject),
    /// Waits until a member has what is placed in it.
    AwaitPropagated(AwaitPropagated),
    /// Takes a federated object away.
    UnfederateObject(UnfederateObject),
    /// Removes what earlier runs left behind.
    RemoveLeftovers(Vec<Leftover>),
    /// Deletes federated objects, with or without what they made.
    ReleaseObjects(Vec<ObjectName>, FederatedObjects),
    /// Takes a member out.
    UnjoinCluster(UnjoinCluster),
    /// Disables the federated types.
    RemoveTypeConfigs,
    /// Uninstalls the chart.
    UninstallChart,
    /// Deletes the control plane's namespace.
    RemoveNamespace,
    /// Deletes KubeFed's CRDs.
    RemoveCrds(Vec<String>),
    /// Takes back fedrig's access to a cluster.
    RevokeAccess(ClusterName),
}

/// When the webhook is restarted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A failed upgrade left a certificate that it does not serve: nothing could be written.
    BeforeHelm,
    /// helm has just made a new certificate.
    AfterHelm,
}

/// What `apply` says when it succeeded; the text is one fact: `0.10.0 in kube-federation-system`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Something was made or changed.
    Changed(String),
    /// All was as wanted.
    Unchanged(String),
}

/// Hears why a step that runs is not done yet.
pub type Say<'a> = &'a (dyn Fn(&str) + Send + Sync);

impl Action {
    /// Whether it starts no program and asks nothing anew, but waits for what a cluster tells.
    pub fn only_watches(&self) -> bool {
        matches!(self, Self::AwaitReady(_))
    }

    /// Does it.
    pub async fn apply(&self, rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
        match self {
            Self::FetchProgram(program) => fetch_program::apply(*program, rig, say).await,
            Self::FetchChart => fetch_chart::apply(rig, say).await,
            Self::FetchAccess(step) => step.apply(rig, say).await,
            Self::ProbeCluster(step) => step.apply(rig).await,
            Self::ObserveHost => observe::host(rig).await,
            Self::ObserveWorkloads => observe_workloads::apply(rig).await,
            Self::ObserveCluster(step) => step.apply(rig).await,
            Self::CheckEndpoint(step) => step.apply(rig).await,
            Self::AwaitNamespaceGone(step) => step.apply(rig, say).await,
            Self::ReplaceRelease(step) => step.apply(rig).await,
            Self::BackUp => upgrade::back_up(rig).await,
            Self::UpgradeCrds => upgrade::upgrade_crds(rig).await,
            Self::RestartWebhook(moment) => upgrade::restart_webhook(rig, *moment, say).await,
            Self::CleanInstall => clean_install::apply(rig, say).await,
            Self::PrepareConfig => prepare_config::apply(rig).await,
            Self::InstallChart(step) => step.apply(rig, say).await,
            Self::ConfigureControlPlane => configure_control_plane::apply(rig, say).await,
            Self::GrantAccess(step) => step.apply(rig, say).await,
            Self::JoinCluster(step) => step.apply(rig, say).await,
            Self::LimitRoles(step) => step.apply(rig).await,
            Self::RenewToken(step) => step.apply(rig, say).await,
            Self::LabelCluster(step) => step.apply(rig).await,
            Self::AwaitReady(step) => step.apply(rig, say).await,
            Self::AwaitControlPlane => await_control_plane::apply(rig, say).await,
            Self::EnableType(step) => step.apply(rig, say).await,
            Self::FederateObject(step) => step.apply(rig).await,
            Self::AwaitPropagated(step) => step.apply(rig, say).await,
            Self::UnfederateObject(step) => step.apply(rig).await,
            Self::RemoveLeftovers(leftovers) => remove_leftovers::apply(leftovers, rig).await,
            Self::ReleaseObjects(objects, how) => {
                teardown::release_objects(objects, *how, rig).await
            }
            Self::UnjoinCluster(step) => step.apply(rig, say).await,
            Self::RemoveTypeConfigs => teardown::remove_type_configs(rig).await,
            Self::UninstallChart => teardown::uninstall(rig, say).await,
            Self::RemoveNamespace => teardown::remove_namespace(rig).await,
            Self::RemoveCrds(crds) => teardown::remove_crds(crds, rig).await,
            Self::RevokeAccess(cluster) => teardown::revoke(cluster, rig).await,
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FetchProgram(program) => write!(f, "fetch {program}"),
            Self::FetchChart => f.write_str("fetch chart"),
            Self::FetchAccess(step) => write!(f, "fetch access to {}", step.cluster.name),
            Self::ProbeCluster(step) => write!(f, "probe {}", step.cluster.name),
            Self::ObserveHost => f.write_str("observe host"),
            Self::ObserveWorkloads => f.write_str("observe workloads"),
            Self::ObserveCluster(step) => write!(f, "observe {}", step.cluster.name),
            Self::CheckEndpoint(step) => write!(f, "check endpoint of {}", step.name),
            Self::AwaitNamespaceGone(step) => write!(f, "await namespace gone in {}", step.name),
            Self::ReplaceRelease(step) => write!(f, "take away revision {}", step.revision),
            Self::BackUp => f.write_str("back up objects"),
            Self::UpgradeCrds => f.write_str("upgrade CRDs"),
            Self::RestartWebhook(Moment::BeforeHelm) => f.write_str("restart webhook before"),
            Self::RestartWebhook(Moment::AfterHelm) => f.write_str("restart webhook"),
            Self::CleanInstall => f.write_str("take away incomplete install"),
            Self::PrepareConfig => f.write_str("prepare KubeFedConfig"),
            Self::InstallChart(step) => match &step.from {
                Some(_) => f.write_str("upgrade chart"),
                None => f.write_str("install chart"),
            },
            Self::ConfigureControlPlane => f.write_str("configure control plane"),
            Self::GrantAccess(step) => write!(f, "grant access to {}", step.cluster.name),
            Self::JoinCluster(step) => write!(f, "join {}", step.name),
            Self::LimitRoles(step) => write!(f, "limit roles in {}", step.name),
            Self::RenewToken(step) => write!(f, "renew token of {}", step.name),
            Self::LabelCluster(step) => write!(f, "label {}", step.name),
            Self::AwaitReady(step) => write!(f, "await {}", step.name),
            Self::AwaitControlPlane => f.write_str("await control plane"),
            Self::EnableType(step) => write!(f, "enable {}", step.of.full_name()),
            Self::FederateObject(step) => write!(f, "federate {}", step.object),
            Self::AwaitPropagated(step) => write!(f, "await workloads in {}", step.member),
            Self::UnfederateObject(step) => write!(f, "unfederate {}", step.object),
            Self::RemoveLeftovers(_) => f.write_str("remove leftovers"),
            Self::ReleaseObjects(_, FederatedObjects::Orphan) => f.write_str("orphan objects"),
            Self::ReleaseObjects(_, FederatedObjects::Delete) => f.write_str("delete objects"),
            Self::UnjoinCluster(step) => write!(f, "unjoin {}", step.name),
            Self::RemoveTypeConfigs => f.write_str("disable federated types"),
            Self::UninstallChart => f.write_str("uninstall chart"),
            Self::RemoveNamespace => f.write_str("delete namespace"),
            Self::RemoveCrds(_) => f.write_str("delete CRDs"),
            Self::RevokeAccess(cluster) => write!(f, "revoke access to {cluster}"),
        }
    }
}

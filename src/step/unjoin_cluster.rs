//! Takes a member out of the federation.
//!
//! kubefedctl deletes KubeFed's whole namespace in the member, and can't be repeated; so it does the
//! work only where the join is whole and nobody else's object is in that namespace. Otherwise each
//! piece that a join makes is removed by itself, and the namespace stays when something is in it.

use super::{AwaitNamespaceGone, Change, Error, Rig, Say, teardown};
use crate::name::ClusterName;
use crate::rbac::Names;
use crate::tool::ToolFailure;
use crate::tool::kubefedctl::Kubefedctl;

/// Take this cluster out.
#[derive(Debug, Clone, PartialEq)]
pub struct UnjoinCluster {
    /// The cluster.
    pub name: ClusterName,
    /// What its side is like.
    pub member: MemberSide,
}

/// The member's side of a join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberSide {
    /// Everything that a join makes is there.
    Whole,
    /// Some of it is missing.
    Partial,
    /// The member can't be reached: only the host's side is cleaned.
    Unreachable,
}

impl UnjoinCluster {
    pub(super) async fn apply(&self, rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
        if self.member == MemberSide::Unreachable {
            self.clean_host(rig).await?;
            let account = format!("{}-{}", self.name, rig.federation.host.name);
            return Ok(Change::Changed(format!(
                "unjoined; it can't be reached, so namespace {} and role kubefed-controller-manager:{account} stay in it",
                rig.federation.kubefed.namespace
            )));
        }
        let foreign = self.foreign(rig).await?;
        if self.member == MemberSide::Whole && foreign.is_empty() {
            let unjoined = rig.kubefedctl(&self.name).await?.unjoin(&self.name).await;
            unjoined.map_err(|source| self.failed(source))?;
        } else {
            self.clean_member(rig, foreign.is_empty()).await?;
            self.clean_host(rig).await?;
        }
        if !foreign.is_empty() {
            let namespace = &rig.federation.kubefed.namespace;
            return Ok(Change::Changed(format!(
                "unjoined; namespace {namespace} stays, with {}",
                foreign.join(", ")
            )));
        }
        if !self.is_host(rig) {
            AwaitNamespaceGone { name: self.name.clone() }.apply(rig, say).await?;
        }
        Ok(Change::Changed("unjoined".to_owned()))
    }

    fn is_host(&self, rig: &Rig) -> bool {
        self.name == rig.federation.host.name
    }

    fn failed(&self, source: ToolFailure) -> Error {
        Error::Unjoin { cluster: self.name.clone(), source }
    }

    /// Objects in the member's namespace that a join did not make. The host's own namespace is not
    /// deleted by an unjoin.
    async fn foreign(&self, rig: &Rig) -> Result<Vec<String>, Error> {
        if self.is_host(rig) {
            return Ok(Vec::new());
        }
        teardown::foreign_in_member(rig, &self.name).await
    }

    async fn clean_member(&self, rig: &Rig, with_namespace: bool) -> Result<(), Error> {
        let kubectl = rig.kubectl(&rig.cluster(&self.name).access);
        let Names { account, role, health } = Names::of(&rig.federation, &self.name);
        let roles: Vec<String> = [&role, &health]
            .iter()
            .flat_map(|role| [format!("clusterrole/{role}"), format!("clusterrolebinding/{role}")])
            .collect();
        kubectl.delete(None, &roles).await.map_err(|source| self.failed(source))?;
        let namespace = &rig.federation.kubefed.namespace;
        let kinds = [
            ("serviceaccount", &account),
            ("secret", &account),
            ("role", &role),
            ("rolebinding", &role),
        ];
        let own = kinds.map(|(kind, name)| format!("{kind}/{name}"));
        let deleted = kubectl.delete(Some(namespace.as_str()), &own).await;
        deleted.map_err(|source| self.failed(source))?;
        if with_namespace && !self.is_host(rig) {
            let namespace = [format!("namespace/{namespace}")];
            kubectl.delete(None, &namespace).await.map_err(|source| self.failed(source))?;
        }
        Ok(())
    }

    /// A host from which KubeFed is gone does not know what a KubeFedCluster is.
    async fn clean_host(&self, rig: &Rig) -> Result<(), Error> {
        let kubectl = rig.kubectl(&rig.federation.host.access);
        let joins = rig.world().host.joins;
        let objects = match joins.get(&self.name) {
            Some(join) => vec![
                format!("kubefedclusters.core.kubefed.io/{}", self.name),
                format!("secret/{}", join.secret),
            ],
            None => vec![format!("secret/{}", Kubefedctl::secret_name(&self.name))],
        };
        let namespace = rig.federation.kubefed.namespace.as_str();
        let deleted = kubectl.delete(Some(namespace), &objects).await;
        deleted.map_err(|source| self.failed(source))
    }
}

//! The steps that limit roles, where `rbac: minimal` says so.

use super::Builder;
use crate::plan::{Lane, StepId, limited};
use crate::spec::{Cluster, HostJoins, Rbac};
use crate::step::{Action, LimitRoles};

impl Builder<'_> {
    /// kubefedctl gives KubeFed a role that allows everything: `last` is the join, if there is one.
    pub(super) fn limit(
        &mut self,
        cluster: &Cluster,
        control_plane: Option<&StepId>,
        last: &mut Option<StepId>,
    ) {
        let (types, scope) = (&self.world.host.control_plane.types, self.federation.kubefed.scope);
        let Some(view) = self.world.clusters.get(&cluster.name) else { return };
        if cluster.rbac == Rbac::Full {
            return;
        }
        let reason = match (&last, control_plane) {
            (Some(_), _) => Some(limited::after_a_join(types, scope)),
            (None, Some(_)) => Some("the chart may bring other types".to_owned()),
            (None, None) if !self.enabled.is_empty() => Some("a type is enabled".to_owned()),
            (None, None) => limited::of_kubefed(types, scope, &view.roles)
                .or_else(|| self.own_reason(cluster).map(str::to_owned)),
        };
        if let Some(reason) = reason {
            *last = Some(self.add_limit(cluster, control_plane, last.as_ref(), &reason));
        }
    }

    /// A host that does not join has nothing of KubeFed's to limit.
    pub(super) fn limit_host_alone(&mut self, control_plane: Option<&StepId>) {
        let host = &self.federation.host;
        if self.federation.host_joins == HostJoins::No
            && host.rbac == Rbac::Minimal
            && let Some(reason) = self.own_reason(host)
        {
            self.add_limit(host, control_plane, None, reason);
        }
    }

    fn own_reason(&self, cluster: &Cluster) -> Option<&'static str> {
        let view = self.world.clusters.get(&cluster.name)?;
        limited::of_fedrig(self.federation, cluster, view)
    }

    fn add_limit(
        &mut self,
        cluster: &Cluster,
        control_plane: Option<&StepId>,
        join: Option<&StepId>,
        reason: &str,
    ) -> StepId {
        let kubectl = self.kubectl();
        let needs: Vec<&StepId> = std::iter::once(&kubectl)
            .chain(join)
            .chain(control_plane)
            .chain(&self.enabled)
            .collect();
        let limit = Action::LimitRoles(LimitRoles { name: cluster.name.clone() });
        self.plan.add(Lane::Cluster(cluster.name.clone()), limit, &needs, reason)
    }
}

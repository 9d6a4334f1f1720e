//! New tokens for KubeFed, where tokens expire.

use super::Builder;
use crate::observe::Join;
use crate::plan::{Lane, StepId, need};
use crate::spec::Cluster;
use crate::step::{Action, RenewToken};

impl Builder<'_> {
    /// kubefedctl gives KubeFed a token that never expires.
    pub(super) fn renew(
        &mut self,
        cluster: &Cluster,
        present: Option<&Join>,
        last: &mut Option<StepId>,
    ) {
        let Some(life) = cluster.token else { return };
        let token = present.and_then(|join| join.token.as_ref());
        let reason = match last {
            Some(_) => Some("a join gives a token that never expires".to_owned()),
            None => need::renewal(cluster.token, token, self.world.seen_at)
                .or_else(|| self.other_renewal(cluster, present?).map(str::to_owned)),
        };
        if let Some(reason) = reason {
            let kubectl = self.kubectl();
            let needs: Vec<&StepId> = std::iter::once(&kubectl).chain(last.iter()).collect();
            let renew = RenewToken { name: cluster.name.clone(), life };
            let lane = Lane::Cluster(cluster.name.clone());
            *last = Some(self.plan.add(lane, Action::RenewToken(renew), &needs, reason));
        }
    }

    /// Why KubeFed needs a new token although the present one is not over.
    fn other_renewal(&self, cluster: &Cluster, join: &Join) -> Option<&'static str> {
        let view = self.world.clusters.get(&cluster.name)?;
        let left = view.has_lasting_token.then_some("a token that never expires is still there");
        need::unknown_token(join).or(left)
    }
}

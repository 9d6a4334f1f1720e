//! The steps of workloads in the plan of a whole federation.

use super::Builder;
use crate::plan::StepId;
use crate::plan::workloads::{self, Ground};

impl Builder<'_> {
    /// Before roles are limited to what the federated types need.
    pub(super) fn enable_types(&mut self, control_plane: Option<&StepId>) {
        if self.world.workloads.disabled.is_empty() {
            return;
        }
        let kubefedctl = self.kubefedctl();
        let needs: Vec<&StepId> = std::iter::once(&kubefedctl).chain(control_plane).collect();
        self.enabled = workloads::enable(&mut self.plan, self.world, &needs);
    }

    /// What is wanted, behind the joins, and what no file names any more.
    pub(super) fn workloads(&mut self, control_plane: Option<&StepId>) {
        let removes = !self.world.workloads.unwanted.is_empty();
        if !removes && !workloads::has_work(self.world) {
            return;
        }
        let kubectl = self.kubectl();
        if removes {
            workloads::add_removals(&mut self.plan, self.world, &kubectl);
        }
        let ground = Ground { control_plane, types: &self.enabled, kubectl };
        workloads::add(&mut self.plan, self.world, &ground);
    }
}

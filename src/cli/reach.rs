//! Gets hold of accesses, for commands that only look.

use std::collections::BTreeMap;

use super::session::Session;
use crate::name::ClusterName;
use crate::plan::{self, Lane};
use crate::report::Exit;
use crate::report::diagnosis::Diagnosis;

impl Session<'_> {
    /// Gets hold of the access to the host alone.
    pub async fn reach_host(&self) -> Result<(), Exit> {
        let summary = self.run(&plan::host_access(&self.rig.federation)).await;
        if summary.is_success() { Ok(()) } else { Err(self.report(&summary)) }
    }

    /// Gets hold of the access to every cluster; gives why it was not to be had, by cluster.
    pub async fn reach_all(&self) -> BTreeMap<ClusterName, Diagnosis> {
        let summary = self.run(&plan::all_accesses(&self.rig.federation)).await;
        let failed = summary.failures().filter_map(|(finished, error)| match &finished.lane {
            Lane::Cluster(name) => Some((name.clone(), Diagnosis::of_step(error))),
            Lane::Tools | Lane::ControlPlane | Lane::Workloads => None,
        });
        failed.collect()
    }
}

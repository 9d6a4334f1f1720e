//! What a survey did not see, for checks.

use crate::check::Unseen;
use crate::engine::Summary;
use crate::plan::Lane;
use crate::report::diagnosis::Diagnosis;
use crate::spec::Federation;
use crate::step::Error;

/// What a survey did not see, and why not.
pub(super) fn unseen(federation: &Federation, summary: &Summary) -> Unseen {
    let mut unseen = Unseen::default();
    for (finished, error) in summary.failures() {
        let Diagnosis { error: headline, causes, hints, .. } = Diagnosis::of_step(error);
        let cause = [vec![headline], causes].concat().join(": ");
        match (&finished.lane, error) {
            (Lane::Cluster(name), Error::Access { .. }) => {
                unseen.accesses.insert(name.clone(), (cause, hints));
            }
            (Lane::Cluster(name), _) => drop(unseen.clusters.insert(name.clone(), cause)),
            // What a workload lacks is no matter of the control plane.
            (Lane::Workloads, _) => {}
            (Lane::ControlPlane | Lane::Tools, _) => unseen.host = Some(cause),
        }
    }
    // Without the host's probe the control plane was not asked at all.
    if unseen.host.is_none() {
        unseen.host = unseen.clusters.get(&federation.host.name).cloned();
    }
    unseen
}

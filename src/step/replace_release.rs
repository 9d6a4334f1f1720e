//! Takes away a revision whose helm operation began and did not end, so that helm can work again.
//!
//! helm keeps no owner of an operation. fedrig takes away only what its own journal shows to be its
//! own, and whose processes are gone; everybody else's stays.

use super::{Change, Error, Rig};
use crate::journal::Ended;

/// Replace this revision.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplaceRelease {
    /// The revision's number.
    pub revision: u64,
    /// helm's word for its state.
    pub status: String,
    /// The run of fedrig that the revision is labelled with.
    pub run: Option<String>,
}

impl ReplaceRelease {
    pub(super) async fn apply(&self, rig: &Rig) -> Result<Change, Error> {
        let kubefed = &rig.federation.kubefed;
        let evidence = self.run.as_deref().map(|run| rig.journal.helm_of(run));
        if !matches!(evidence, Some(Ended::Killed)) {
            return Err(Error::ReleasePending {
                release: kubefed.release.clone(),
                namespace: kubefed.namespace.clone(),
                status: self.status.clone(),
                revision: self.revision,
                access: rig.federation.host.access.clone(),
                holder: match evidence {
                    Some(Ended::Running { pid }) => format!("process {pid} on this machine"),
                    Some(Ended::Killed | Ended::Well | Ended::Unknown) | None => {
                        "not by a run of fedrig on this machine".to_owned()
                    }
                },
            });
        }
        let record = format!("secret/sh.helm.release.v1.{}.v{}", kubefed.release, self.revision);
        let kubectl = rig.kubectl(&rig.federation.host.access);
        let deleted = kubectl.delete(Some(kubefed.namespace.as_str()), &[record]).await;
        deleted
            .map_err(|source| Error::Configure { namespace: kubefed.namespace.clone(), source })?;
        Ok(Change::Changed(format!("revision {} of a killed helm taken away", self.revision)))
    }
}

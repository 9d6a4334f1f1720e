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
    /// The run of fedrig that the revision is labelled with. helm copies labels to later revisions
    /// that are somebody else's.
    pub run: Option<String>,
    /// When helm last wrote the revision, in Unix seconds.
    pub written: Option<i64>,
}

impl ReplaceRelease {
    pub(super) async fn apply(&self, rig: &Rig) -> Result<Change, Error> {
        let kubefed = &rig.federation.kubefed;
        let evidence = self.run.as_deref().map(|run| rig.journal.helm_of(run));
        if !self.is_ours_and_over(evidence.as_ref()) {
            return Err(Error::ReleasePending {
                release: kubefed.release.clone(),
                namespace: kubefed.namespace.clone(),
                status: self.status.clone(),
                revision: self.revision,
                access: rig.federation.host.access.clone(),
                holder: match evidence {
                    Some(Ended::Running { pid }) => format!("process {pid} on this machine"),
                    Some(Ended::Killed | Ended::At(_) | Ended::Unknown) | None => {
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

    /// Our helm left it when it is gone, and nobody wrote the revision after that.
    fn is_ours_and_over(&self, evidence: Option<&Ended>) -> bool {
        match evidence {
            Some(Ended::Killed) => true,
            Some(Ended::At(end)) => self.written.is_some_and(|at| at <= end.as_second()),
            Some(Ended::Running { .. } | Ended::Unknown) | None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replace(written: i64) -> ReplaceRelease {
        let status = "pending-upgrade".to_owned();
        ReplaceRelease { revision: 2, status, run: None, written: Some(written) }
    }

    #[test]
    fn what_was_written_after_our_helm_had_ended_is_somebody_elses() {
        let end = Ended::At(jiff::Timestamp::from_second(1_700_000_000).unwrap());
        assert!(replace(1_700_000_000).is_ours_and_over(Some(&end)));
        assert!(!replace(1_700_000_001).is_ours_and_over(Some(&end)));
        assert!(replace(1_700_000_001).is_ours_and_over(Some(&Ended::Killed)));
        assert!(!replace(0).is_ours_and_over(Some(&Ended::Unknown)));
    }
}

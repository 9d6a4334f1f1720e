//! One fedrig at a time on a federation, from whichever machine: a Lease in the host, with owner
//! and expiry, renewed while the work goes on.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::api::coordination::v1::Lease as LeaseObject;
use kube::Api;
use serde_json::{Value, json};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{Error, Rig, account};
use crate::journal::Process;
use crate::tool::ToolFailure;
use crate::tool::kubectl::Kubectl;

/// How long a lock outlives the last sign of life of its owner.
const LIFETIME: Duration = Duration::from_secs(60);
/// How often the owner gives a sign of life.
const RENEWAL: Duration = Duration::from_secs(20);

/// The lock of a federation, held.
pub struct Lease {
    name: String,
    kubectl: Kubectl,
    _renewal: DropGuard,
}

impl Lease {
    /// Takes the lock, or says who holds it. A lock that has expired is taken over, and so is one
    /// whose owner was a process of this machine that is gone.
    pub async fn acquire(rig: &Rig) -> Result<Self, Error> {
        let name = account::name(&rig.federation.name);
        let kubectl = rig.last_kubectl();
        let leases: Api<LeaseObject> = Api::namespaced(rig.host().await?, account::NAMESPACE);
        let host = &rig.federation.host.name;
        let holder = holder(rig.journal.id());
        let present = rig.ask(host, "the lock", leases.get_opt(&name)).await?;
        let taken = match &present {
            None => kubectl.create(&object(&name, &holder, None)).await,
            Some(lease) => {
                let version = lease.metadata.resource_version.clone();
                refuse_alive(rig, &name, lease)?;
                kubectl.replace(&object(&name, &holder, version.as_deref())).await
            }
        };
        match taken {
            Ok(()) => {}
            Err(failure) if is_lost_race(&failure) => {
                let winner = rig.ask(host, "the lock", leases.get_opt(&name)).await?;
                if let Some(lease) = &winner {
                    refuse_alive(rig, &name, lease)?;
                }
                return Err(Error::Lock { source: failure });
            }
            Err(source) => return Err(Error::Lock { source }),
        }
        let renewal = renew(kubectl.clone(), name.clone(), holder);
        Ok(Self { name, kubectl, _renewal: renewal })
    }

    /// Gives the lock back. One that can't be given back expires by itself.
    pub async fn release(self) {
        let lease = [format!("lease/{}", self.name)];
        if let Err(error) = self.kubectl.delete(Some(account::NAMESPACE), &lease).await {
            tracing::warn!(%error, "the lock was not given back");
        }
    }
}

/// Renews in the background until the guard is dropped. A failed renewal is tried again at the
/// next; the lock outlives two of them.
fn renew(kubectl: Kubectl, name: String, holder: String) -> DropGuard {
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = stopped.cancelled() => return,
                () = tokio::time::sleep(RENEWAL) => {}
            }
            if let Err(error) = kubectl.apply(&[object(&name, &holder, None)]).await {
                tracing::warn!(%error, "the lock was not renewed");
            }
        }
    });
    stop.drop_guard()
}

/// Who holds the lock, for people and for `is_gone`: run, process, host name.
fn holder(run: &str) -> String {
    let process = serde_json::to_string(&Process::this()).unwrap_or_default();
    let machine = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("run {run} on {} {process}", machine.trim())
}

/// The owner was a process of this machine and this boot, and is gone.
fn is_gone(holder: &str) -> bool {
    let process = holder.find('{').and_then(|at| serde_json::from_str(&holder[at..]).ok());
    let Some(process): Option<Process> = process else { return false };
    process.boot == Process::this().boot && !process.is_running()
}

fn refuse_alive(rig: &Rig, name: &str, lease: &LeaseObject) -> Result<(), Error> {
    let spec = lease.spec.clone().unwrap_or_default();
    let holder = spec.holder_identity.unwrap_or_default();
    let lifetime = SignedDuration::from_secs(spec.lease_duration_seconds.unwrap_or(0).into());
    let until = spec.renew_time.map(|renewed| renewed.0 + lifetime).unwrap_or_default();
    if until < Timestamp::now() || is_gone(&holder) {
        return Ok(());
    }
    Err(Error::Locked {
        holder: holder.split(" {").next().unwrap_or_default().to_owned(),
        until: until.strftime("%H:%M:%S UTC").to_string(),
        lease: name.to_owned(),
        access: rig.federation.host.access.clone(),
    })
}

fn is_lost_race(failure: &ToolFailure) -> bool {
    failure.stderr().contains("AlreadyExists") || failure.stderr().contains("Conflict")
}

fn object(name: &str, holder: &str, version: Option<&str>) -> Value {
    let mut metadata = json!({"name": name, "namespace": account::NAMESPACE,
        "labels": {"app.kubernetes.io/managed-by": "fedrig"}});
    if let Some(version) = version {
        metadata["resourceVersion"] = json!(version);
    }
    json!({
        "apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": metadata,
        "spec": {
            "holderIdentity": holder,
            "leaseDurationSeconds": LIFETIME.as_secs(),
            "renewTime": Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holder_that_runs_is_not_gone_and_a_foreign_one_is_not_judged() {
        assert!(!is_gone(&holder("r")));
        assert!(!is_gone("run r on elsewhere"));
        let mut other = Process::this();
        other.started = other.started.map(|ticks| ticks + 1);
        let text = format!("run r on here {}", serde_json::to_string(&other).unwrap());
        assert!(is_gone(&text));
    }
}

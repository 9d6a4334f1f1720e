//! Whether a controller leads: its lock says who, and when it was renewed. KubeFed keeps the lock in a
//! ConfigMap by default, and in a Lease or in Endpoints when its configuration says so.

use jiff::Timestamp;
use k8s_openapi::api::coordination::v1::Lease;
use k8s_openapi::api::core::v1::{ConfigMap, Endpoints, Pod};
use kube::api::ListParams;
use kube::{Api, Resource as _};
use serde::Deserialize;

use super::definition::Finding::{Fail, Pass};
use super::definition::Found;
use super::scene::{At, said};
use crate::watch::controlplane::{CONTROLLER, pods_of};

/// Source: client-go's `resourcelock`.
const ANNOTATION: &str = "control-plane.alpha.kubernetes.io/leader";

/// Who leads, as a lock says.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Lock {
    holder_identity: String,
    lease_duration_seconds: i64,
    acquire_time: Option<Timestamp>,
    renew_time: Option<Timestamp>,
}

/// The lock that was renewed last.
async fn find_lock(at: At<'_>) -> Result<Option<Lock>, String> {
    let (map, endpoints, lease) = tokio::try_join!(
        at.find::<ConfigMap>(CONTROLLER),
        at.find::<Endpoints>(CONTROLLER),
        at.find::<Lease>(CONTROLLER),
    )?;
    let annotated = |annotations: Option<&std::collections::BTreeMap<String, String>>| {
        serde_json::from_str::<Lock>(annotations?.get(ANNOTATION)?).ok()
    };
    let of_map = map.as_ref().and_then(|map| annotated(map.meta().annotations.as_ref()));
    let of_endpoints = endpoints.as_ref().and_then(|it| annotated(it.meta().annotations.as_ref()));
    let locks = [lease.and_then(of_lease), of_map, of_endpoints];
    Ok(locks.into_iter().flatten().max_by_key(|lock| lock.renew_time))
}

/// Since when the controller leads, if that is known.
pub(super) async fn leads_since(at: At<'_>) -> Option<Timestamp> {
    find_lock(at).await.ok()??.acquire_time
}

pub(super) async fn controller_leads(at: At<'_>) -> Found {
    let Some(lock) = find_lock(at).await? else {
        return Ok(Fail("nobody has ever led".to_owned()));
    };
    let pods: Api<Pod> = Api::namespaced(at.client().await?, at.namespace());
    let pods = said(pods.list_metadata(&ListParams::default().labels(pods_of(CONTROLLER))).await)?;
    let leader = lock.holder_identity.split('_').next().unwrap_or_default();
    let is_alive = pods.items.iter().any(|pod| pod.metadata.name.as_deref() == Some(leader));
    let renewed = lock.renew_time.map_or(0, Timestamp::as_second);
    let age = Timestamp::now().as_second() - renewed;
    Ok(match age <= lock.lease_duration_seconds {
        true if is_alive => Pass(format!("{leader} does")),
        true => Fail(format!(
            "{leader} did and is gone; its lease runs out in {} s",
            lock.lease_duration_seconds - age
        )),
        false => Fail(format!("{leader} led last, {age} s ago")),
    })
}

fn of_lease(lease: Lease) -> Option<Lock> {
    let spec = lease.spec?;
    Some(Lock {
        holder_identity: spec.holder_identity?,
        lease_duration_seconds: i64::from(spec.lease_duration_seconds?),
        acquire_time: spec.acquire_time.map(|time| time.0),
        renew_time: spec.renew_time.map(|time| time.0),
    })
}

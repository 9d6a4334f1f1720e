//! Whether a controller leads: its lock says who, and when it was renewed. KubeFed keeps the lock in a
//! ConfigMap by default, and in a Lease or in Endpoints when its configuration says so.

use std::time::Duration;

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

/// How long a controller may take to start its types. It starts them one after another when it begins to
/// lead, and lists all APIs for each, five a second: KubeFed 0.8 takes a minute and a half.
const START: Duration = Duration::from_secs(180);

/// How long the controller may go on starting its types: nothing is wrong until then. No time at all for
/// one that leads for longer, or of which nothing is known.
pub(super) async fn still_starts(at: At<'_>) -> Duration {
    let lock = find_lock(at).await.ok().flatten();
    let since = lock.and_then(|lock| lock.acquire_time);
    let age = since.and_then(|since| Timestamp::now().duration_since(since).try_into().ok());
    age.map_or(Duration::ZERO, |age: Duration| START.saturating_sub(age))
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

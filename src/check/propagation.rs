//! Whether objects arrive, how long that takes, and whether KubeFed is at rest when nothing is to be done.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::clean::Remnant;
use super::definition::Finding::{Fail, FailWith, Pass, Skipped, WarnWith};
use super::definition::{Check, Found, Group};
use super::leader::still_starts;
use super::probe_object::propagate;
use super::scene::{At, Touch, said};
use crate::observe::remains;

/// How long objects are looked at, to see whether somebody writes them again and again.
const AT_REST: Duration = Duration::from_secs(3);

pub(super) const CHECKS: &[Check] = &[
    super::joins::READY,
    Check {
        id: "object-arrives",
        group: Group::Propagation,
        statement: "an object that is federated arrives in <cluster>, and leaves it again",
        needs: &[
            "kubectl-there",
            "member-ready",
            "token-known",
            "role-bound",
            "webhook-answers",
            "types-synced",
        ],
        seconds: 330,
        hint: "`<kubectl> --namespace <namespace> logs deployment/kubefed-controller-manager | fedrig explain -` says what KubeFed runs into",
        run: |at| Box::pin(object_arrives(at)),
        ..Check::MEMBER
    },
    Check {
        id: "at-rest",
        group: Group::Propagation,
        statement: "nobody writes KubeFed's objects again and again",
        needs: &["crds-there", "webhook-answers"],
        seconds: 200,
        hint: "`<kubectl> get NAME --namespace NAMESPACE --watch --output yaml --show-managed-fields` shows who writes it",
        run: |at| Box::pin(at_rest(at)),
        ..Check::HOST
    },
];

async fn object_arrives(at: At<'_>) -> Found {
    if at.scene.touch == Touch::Nothing {
        return Ok(Skipped("it takes an object, and none is to be made".to_owned()));
    }
    let federation = &at.scene.rig.federation;
    let types = &at.host_view()?.control_plane.types;
    let has_namespaces = types.iter().any(|of| of.plural == "namespaces" && of.is_propagated);
    if federation.kubefed.scope == crate::spec::Scope::Namespaced || !has_namespaces {
        return Ok(Skipped("namespaces are not federated here".to_owned()));
    }
    if *at.name() == federation.host.name {
        return Ok(Skipped("it is where the object is made".to_owned()));
    }
    let probed = at.scene.probed.get_or_init(|| propagate(at.scene)).await;
    let probed = probed.as_ref().map_err(Clone::clone)?;
    // What the host keeps of it, every member tells.
    let of_here = |it: &&Remnant| [at.name(), &federation.host.name].contains(&&it.cluster);
    let left: Vec<&Remnant> = probed.left.iter().filter(of_here).collect();
    let commands = left.iter().map(|remnant| remnant.command(at.scene)).collect();
    let and_left =
        |text: String| left.iter().fold(text, |text, it| format!("{text}; {}", it.sentence()));
    Ok(match probed.arrivals.get(at.name()).copied().flatten() {
        Some(took) => {
            let text = format!("after {:.1} s", took.as_secs_f64());
            if left.is_empty() { Pass(text) } else { WarnWith(and_left(text), commands) }
        }
        None if left.is_empty() => Fail("it did not, in time".to_owned()),
        None => FailWith(and_left("it did not, in time".to_owned()), commands),
    })
}

/// What a controller writes while it starts its types is no rest, and not wrong either.
async fn at_rest(at: At<'_>) -> Found {
    let until = Instant::now() + still_starts(at).await;
    loop {
        let found = rested(at).await;
        if matches!(found, Ok(Pass(_))) || Instant::now() > until {
            return found;
        }
    }
}

async fn rested(at: At<'_>) -> Found {
    let client = at.client().await?;
    let before = versions(&client).await?;
    tokio::time::sleep(AT_REST).await;
    let after = versions(&client).await?;
    let written: Vec<&str> = before
        .iter()
        .filter(|(name, version)| after.get(*name).is_some_and(|now| now != *version))
        .map(|(name, _)| name.as_str())
        .collect();
    let (count, seconds) = (before.len(), AT_REST.as_secs());
    Ok(match written.as_slice() {
        [] => Pass(format!("{count} objects stayed as they were for {seconds} s")),
        written => Fail(format!("{} changed within {seconds} s", written.join(", "))),
    })
}

type Versions = BTreeMap<String, String>;

/// KubeFedClusters are left out, whose status has the time of each probe, and what a check makes itself.
async fn versions(client: &kube::Client) -> Result<Versions, String> {
    let objects = said(remains::kubefed_objects(client).await)?.into_iter();
    let versions = objects.filter_map(|object| {
        let kind = object.types?.kind;
        let name = object.metadata.name?;
        let counts = kind != "KubeFedCluster" && !name.starts_with("fedrig-check");
        let place = object.metadata.namespace.unwrap_or_default();
        counts.then_some((format!("{kind} {place}/{name}"), object.metadata.resource_version?))
    });
    Ok(versions.collect())
}

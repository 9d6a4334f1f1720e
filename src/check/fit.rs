//! Whether versions and clusters fit each other. `fedrig up` asks the same before it begins.

use jiff::Timestamp;
use k8s_openapi::api::coordination::v1::Lease;
use kube::Api;

use super::definition::Finding::{self, Fail, Pass, Warn};
use super::definition::{Check, Found, Group, Over};
use super::scene::{At, said};
use crate::compat::{join_obstacle, obstacle};
use crate::plan::{downgrade, same_clusters};

const FIT: Check = Check {
    group: Group::Fit,
    pre: true,
    over: Over::Host,
    needs: &["may-administer"],
    hint: "choose another `kubefed.version`, or another Kubernetes; docs/tools.md has the versions",
    ..Check::HOST
};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "host-fits",
        statement: "this KubeFed works on the host's Kubernetes",
        hint: "choose another KubeFed as `kubefed.version`; `fedrig plan -f <file>` then shows what changes",
        run: |at| Box::pin(async move { at_version(at, obstacle) }),
        ..FIT
    },
    Check {
        id: "member-fits",
        statement: "this kubefedctl can join <cluster>",
        over: Over::Members,
        hint: "choose another KubeFed as `kubefed.version`; `fedrig plan -f <file>` then shows what changes",
        run: |at| Box::pin(async move { at_version(at, join_obstacle) }),
        ..FIT
    },
    Check {
        id: "clusters-distinct",
        statement: "no cluster is in the file twice",
        over: Over::Federation,
        needs: &[],
        hint: "take one of them out of the file; `fedrig access -f <file>` shows where each context leads",
        run: |at| Box::pin(clusters_distinct(at)),
        ..FIT
    },
    Check {
        id: "no-downgrade",
        statement: "no newer KubeFed is installed than the file wants",
        needs: &["helm-there", "may-administer"],
        hint: "write the installed version as `kubefed.version`, or go by `fedrig down` and `fedrig up`",
        run: |at| Box::pin(no_downgrade(at)),
        ..FIT
    },
    Check {
        id: "federation-free",
        statement: "no other fedrig works on this federation",
        hint: "wait until it is done; `<kubectl> --namespace kube-system get leases` shows who it is",
        run: |at| Box::pin(federation_free(at)),
        ..FIT
    },
];

type Judge = fn(&semver::Version, &semver::Version) -> Option<String>;

fn at_version(at: At<'_>, judge: Judge) -> Found {
    let probes = at.scene.rig.probes();
    let probe = probes.get(at.name()).ok_or("the cluster did not tell its version")?;
    let kubefed = &at.scene.rig.federation.kubefed.version;
    Ok(match judge(kubefed, &probe.kubernetes) {
        None => Pass(format!("KubeFed {kubefed}, Kubernetes {}", probe.kubernetes)),
        Some(text) => Fail(format!("it {text}")),
    })
}

async fn clusters_distinct(at: At<'_>) -> Found {
    let probes = at.scene.rig.probes();
    Ok(verdict(same_clusters(&probes), format!("{} clusters told who they are", probes.len())))
}

async fn no_downgrade(at: At<'_>) -> Found {
    at.host_view()?;
    let wanted = &at.scene.rig.federation.kubefed.version;
    let found = downgrade(wanted, &at.scene.world).into_iter().collect();
    Ok(verdict(found, format!("{wanted} is wanted")))
}

fn verdict(problems: Vec<String>, well: String) -> Finding {
    if problems.is_empty() { Pass(well) } else { Fail(problems.join("; ")) }
}

async fn federation_free(at: At<'_>) -> Found {
    let leases: Api<Lease> = Api::namespaced(at.client().await?, "kube-system");
    let name = format!("fedrig-{}", at.scene.rig.federation.name);
    let Some(spec) = said(leases.get_opt(&name).await)?.and_then(|lease| lease.spec) else {
        return Ok(Pass("nobody holds its lock".to_owned()));
    };
    let holder = spec.holder_identity.unwrap_or_default();
    let renewed = spec.renew_time.map(|time| time.0.as_second()).unwrap_or_default();
    let until = renewed + i64::from(spec.lease_duration_seconds.unwrap_or_default());
    Ok(match until > Timestamp::now().as_second() && !holder.is_empty() {
        true => Warn(format!("{holder} does")),
        false => Pass("its lock has run out".to_owned()),
    })
}

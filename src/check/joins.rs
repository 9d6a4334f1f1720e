//! What makes a cluster a member: its KubeFedCluster and its Secret in the host.

use jiff::Timestamp;

use super::access::life_of;
use super::definition::Finding::{Fail, FailWith, Pass, Skipped, Warn, WarnWith};
use super::definition::{Check, Found, Over};
use super::scene::At;
use crate::explain::with_cause;
use crate::tool::kubefedctl::Kubefedctl;
use crate::watch::cause::newest_warning;
use crate::watch::readiness::{Readiness, last_probe, readiness};

/// KubeFed probes each 10 s; so many seconds without a probe are none.
const LATELY: i64 = 45;

const JOIN: Check = Check {
    needs: &["joined"],
    hint: "`fedrig up -f <file>` joins <cluster> anew as the file says",
    ..Check::MEMBER
};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "joined",
        statement: "<cluster> is joined",
        needs: &["kubefed-installed", "crds-there"],
        hint: "`fedrig up -f <file>` joins it",
        run: |at| Box::pin(joined(at)),
        ..JOIN
    },
    Check {
        id: "no-stranger-joined",
        statement: "every member is in the file",
        over: Over::Host,
        needs: &["kubefed-installed", "crds-there"],
        hint: "or add it to the members of the file; `fedrig plan -f <file>` then shows what that changes",
        run: |at| Box::pin(no_stranger_joined(at)),
        ..JOIN
    },
    Check {
        id: "address-as-wanted",
        statement: "KubeFed has the wanted address of <cluster>",
        needs: &["joined", "api-answers"],
        run: |at| Box::pin(address_as_wanted(at)),
        ..JOIN
    },
    Check {
        id: "trust-as-wanted",
        statement: "KubeFed trusts the certificate of <cluster> as wanted",
        needs: &["joined", "api-answers"],
        run: |at| Box::pin(trust_as_wanted(at)),
        ..JOIN
    },
    Check {
        id: "proxy-as-wanted",
        statement: "KubeFed goes to <cluster> through the wanted proxy, or none",
        needs: &["joined", "api-answers"],
        run: |at| Box::pin(proxy_as_wanted(at)),
        ..JOIN
    },
    Check {
        id: "region-as-wanted",
        statement: "<cluster> is labelled with its region",
        hint: "`fedrig up -f <file>` labels it",
        run: |at| Box::pin(region_as_wanted(at)),
        ..JOIN
    },
    Check {
        id: "secret-there",
        statement: "the host has a Secret with a token for <cluster>",
        run: |at| Box::pin(secret_there(at)),
        ..JOIN
    },
    Check {
        id: "token-lasts",
        statement: "KubeFed's token for <cluster> lasts",
        needs: &["secret-there"],
        hint: "`fedrig credentials rotate <cluster> -f <file>` makes a new one",
        run: |at| {
            Box::pin(
                async move { Ok(life_of(at.join()?.token.as_ref().ok_or("it has no token")?)) },
            )
        },
        ..JOIN
    },
    Check {
        id: "probed-lately",
        statement: "KubeFed has probed <cluster> lately",
        needs: &["joined", "controller-leads"],
        hint: "`<kubectl> --namespace <namespace> logs deployment/kubefed-controller-manager` says what it does instead",
        run: |at| Box::pin(probed_lately(at)),
        ..JOIN
    },
];

async fn joined(at: At<'_>) -> Found {
    Ok(match at.host_view()?.joins.get(at.name()) {
        Some(join) => Pass(join.endpoint.clone()),
        None => Fail("it has no KubeFedCluster".to_owned()),
    })
}

async fn no_stranger_joined(at: At<'_>) -> Found {
    let federation = &at.scene.rig.federation;
    let joins = &at.host_view()?.joins;
    let is_known = |name: &&_| federation.clusters().any(|cluster| cluster.name == **name);
    let strangers: Vec<String> =
        joins.keys().filter(|name| !is_known(name)).map(ToString::to_string).collect();
    // fedrig takes out only what the file names, and knows no access to others.
    let (host, namespace) = (&federation.host.access.context, at.namespace());
    let unjoin = |name: &String| {
        format!(
            "`kubefedctl unjoin {name} --host-cluster-context {host} --kubefed-namespace {namespace}` takes it out, with a context `{name}` that leads to it"
        )
    };
    Ok(match strangers.as_slice() {
        [] => Pass(format!("{} are joined", joins.len())),
        names => {
            WarnWith(format!("{} is not", names.join(", ")), names.iter().map(unjoin).collect())
        }
    })
}

async fn address_as_wanted(at: At<'_>) -> Found {
    let (is, wanted) = (&at.join()?.endpoint, &at.view()?.wanted.server);
    Ok(match is == wanted {
        true => Pass(is.clone()),
        false => Fail(format!("it has {is}, and {wanted} is wanted")),
    })
}

async fn trust_as_wanted(at: At<'_>) -> Found {
    let (join, trust) = (at.join()?, &at.view()?.wanted.trust);
    let is_met = trust.is_met(join.certificate_authority.as_deref(), join.skips_verification);
    Ok(match (is_met, join.skips_verification) {
        (true, true) => Warn(crate::trust::UNCHECKED.to_owned()),
        (true, false) => Pass("its CA is the wanted one".to_owned()),
        (false, true) => Fail("it does not look at the certificate, and is to".to_owned()),
        (false, false) => Fail("it has another CA than the wanted one".to_owned()),
    })
}

async fn proxy_as_wanted(at: At<'_>) -> Found {
    let (is, wanted) = (&at.join()?.proxy, &at.view()?.wanted.proxy);
    let or_none = |proxy: &Option<String>| proxy.clone().unwrap_or_else(|| "none".to_owned());
    Ok(match is == wanted {
        true => Pass(or_none(is)),
        false => Fail(format!("it has {}, and {} is wanted", or_none(is), or_none(wanted))),
    })
}

async fn region_as_wanted(at: At<'_>) -> Found {
    let Some(wanted) = &at.cluster.region else {
        return Ok(Skipped("the file names no region".to_owned()));
    };
    Ok(match at.join()?.labels.get(crate::federate::REGION).map(String::as_str) {
        Some(region) if region == wanted.as_str() => Pass(region.to_owned()),
        Some(region) => Fail(format!("it is labelled {region}, and {wanted} is wanted")),
        None => Fail(format!("it has no label, and {wanted} is wanted")),
    })
}

async fn secret_there(at: At<'_>) -> Found {
    let join = at.join()?;
    let wanted = Kubefedctl::secret_name(at.name());
    Ok(match &join.token {
        None => Fail(format!("there is no token in Secret `{}`", join.secret)),
        Some(_) if join.secret != wanted => {
            Fail(format!("it is called `{}`, and `{wanted}` is wanted", join.secret))
        }
        Some(_) => Pass(join.secret.clone()),
    })
}

async fn probed_lately(at: At<'_>) -> Found {
    let cluster = at.joined().await?;
    let Some(probed) = cluster.as_ref().and_then(last_probe) else {
        return Ok(Fail("it has never been probed".to_owned()));
    };
    let age = Timestamp::now().as_second() - probed.as_second();
    let text = format!("the last probe was {age} s ago");
    Ok(if age > LATELY { Fail(text) } else { Pass(text) })
}

/// The one answer that all others lead to; asked last.
pub(super) const READY: Check = Check {
    id: "member-ready",
    statement: "KubeFed finds <cluster> Ready",
    hint: "the checks above name the cause; `<kubectl> --namespace <namespace> get events` has KubeFed's own words",
    run: |at| Box::pin(member_ready(at)),
    ..JOIN
};

async fn member_ready(at: At<'_>) -> Found {
    let reason = match readiness(at.joined().await?.as_ref()) {
        Readiness::Ready { since } => {
            let since = since.map(|since| format!(" since {since}")).unwrap_or_default();
            return Ok(Pass(format!("Ready{since}")));
        }
        Readiness::NotYet { reason, .. } => reason,
        Readiness::Gone => "its KubeFedCluster is gone".to_owned(),
    };
    if with_cause(&reason) != reason {
        return Ok(Fail(reason));
    }
    let namespace = &at.scene.rig.federation.kubefed.namespace;
    let warning = newest_warning(&at.host_client().await?, namespace, at.name()).await;
    Ok(match warning {
        Some(warning) => Fail(format!("{reason}; {warning}")),
        None => FailWith(reason, Vec::new()),
    })
}

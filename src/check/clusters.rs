//! The clusters themselves, seen from this machine.

use std::time::Duration;

use jiff::Timestamp;
use k8s_openapi::api::apps::v1::Deployment;
use kube::Api;

use super::definition::Finding::{self, Fail, FailWith, Pass, Skipped, Warn};
use super::definition::{Check, Found, Group};
use super::scene::{At, said};
use super::tools::done;
use crate::step::{Action, CheckEndpoint};
use crate::trust::{Answer, Way, look};
use crate::watch::identity::{nodes, user};
use crate::watch::probe::kubernetes;
use url::Url;

/// A certificate is renewed long before its last days.
const SOON: Duration = Duration::from_secs(30 * 24 * 3600);
/// Leases and tokens bear some seconds.
const SKEW: (i64, i64) = (5, 60);

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "api-answers",
        statement: "the API server of <cluster> answers this machine",
        needs: &["access-there"],
        hint: "`<cluster kubectl> cluster-info` asks it",
        run: |at| Box::pin(api_answers(at)),
        ..Check::CLUSTER
    },
    Check {
        id: "api-ready",
        statement: "the API server of <cluster> is ready",
        needs: &["credentials-known"],
        hint: "`<cluster kubectl> get --raw '/readyz?verbose'` says what is not",
        run: |at| Box::pin(api_ready(at)),
        ..Check::CLUSTER
    },
    Check {
        id: "credentials-known",
        group: Group::Access,
        statement: "<cluster> knows the credentials of the kubeconfig",
        needs: &["api-answers"],
        hint: "get fresh credentials; `<cluster kubectl> auth whoami` then names the user",
        run: |at| Box::pin(credentials_known(at)),
        ..Check::CLUSTER
    },
    Check {
        id: "endpoint-usable",
        statement: "the endpoint that the host is to use for <cluster> answers here and is trusted",
        needs: &["api-answers"],
        seconds: 15,
        hint: "`fedrig access -f <file>` shows how each cluster is reached",
        run: |at| Box::pin(endpoint_usable(at)),
        ..Check::CLUSTER
    },
    Check {
        id: "certificate-lasts",
        statement: "the certificate at the endpoint of <cluster> is valid for another month",
        needs: &["endpoint-usable"],
        hint: "renew it on the control plane of <cluster>: `kubeadm certs renew all`",
        run: |at| Box::pin(certificate_lasts(at)),
        ..Check::CLUSTER
    },
    Check {
        id: "clock-in-step",
        statement: "the clock of <cluster> goes with this machine's",
        needs: &["endpoint-usable"],
        hint: "`timedatectl status` here and on the nodes of <cluster> shows whether they are synchronised",
        run: |at| Box::pin(clock_in_step(at)),
        ..Check::CLUSTER
    },
    Check {
        id: "nodes-ready",
        statement: "the nodes of <cluster> are Ready",
        needs: &["credentials-known"],
        hint: "`<cluster kubectl> get nodes` shows which are not",
        run: |at| Box::pin(nodes_ready(at)),
        ..Check::CLUSTER
    },
    Check {
        id: "names-resolve",
        statement: "the name server of <cluster> runs",
        needs: &["credentials-known"],
        hint: "`<cluster kubectl> --namespace kube-system get pods --selector k8s-app=kube-dns` shows its pods",
        run: |at| Box::pin(names_resolve(at)),
        ..Check::CLUSTER
    },
];

async fn api_answers(at: At<'_>) -> Found {
    let access = &at.cluster.access;
    let client = match at.scene.rig.client(at.cluster).await {
        Ok(client) => client,
        Err(error) => return Ok(done(Err(error))),
    };
    Ok(match kubernetes(&client).await {
        Ok(version) => Pass(format!("Kubernetes {version}")),
        // Whoever wants credentials for its version has answered.
        Err(
            crate::watch::Unreachable::Unauthorized | crate::watch::Unreachable::Forbidden { .. },
        ) => Pass("it answers".to_owned()),
        Err(error) => FailWith(error.to_string(), vec![error.hint(access)]),
    })
}

async fn api_ready(at: At<'_>) -> Found {
    let namespaces: Api<k8s_openapi::api::core::v1::Namespace> = Api::all(at.client().await?);
    // `/readyz` is not JSON, and says less than a list that has to come from the store.
    match namespaces.get_metadata("kube-system").await {
        Ok(_) => Ok(Pass("it reads its store".to_owned())),
        Err(kube::Error::Api(status)) if status.code >= 500 => Ok(Fail(status.message.clone())),
        Err(error) => said(Err(error)),
    }
}

async fn credentials_known(at: At<'_>) -> Found {
    Ok(match user(&at.client().await?).await {
        Ok(Some(user)) => Pass(user),
        Ok(None) => Pass("it can't tell the user's name before Kubernetes 1.28".to_owned()),
        Err(error) => FailWith(error.to_string(), vec![error.hint(&at.cluster.access)]),
    })
}

async fn endpoint_usable(at: At<'_>) -> Found {
    let step = CheckEndpoint { name: at.name().clone() };
    Ok(done(Action::CheckEndpoint(step).apply(at.scene.rig, &|_| {}).await))
}

async fn at_endpoint(at: At<'_>) -> Result<Answer, String> {
    let wanted = &at.view()?.wanted;
    let parse = |text: &str| Url::parse(text).map_err(|error| format!("{text}: {error}"));
    let (server, proxy) = (parse(&wanted.server)?, wanted.proxy.as_deref().map(parse).transpose()?);
    let way = Way { server: &server, proxy: proxy.as_ref(), name: None };
    look(way).await.map_err(|error| error.to_string())
}

async fn certificate_lasts(at: At<'_>) -> Found {
    let answer = at_endpoint(at).await?;
    let Some(presented) = answer.presented else {
        return Ok(Skipped("its address is not https".to_owned()));
    };
    let trust = &at.view()?.wanted.trust;
    let ends = trust.judge(&presented).ok().flatten().and_then(|bundle| presented.ends(&bundle));
    let Some(ends) = ends else {
        return Ok(Skipped("it is trusted as it is, whatever its dates".to_owned()));
    };
    let left = ends.as_second() - Timestamp::now().as_second();
    let text = format!("it expires at {ends}, in {} days", left / 86_400);
    let soon = i64::try_from(SOON.as_secs()).unwrap_or(i64::MAX);
    Ok(if left < soon { Warn(text) } else { Pass(text) })
}

async fn clock_in_step(at: At<'_>) -> Found {
    let Some(theirs) = at_endpoint(at).await?.date else {
        return Ok(Skipped("its answers have no date".to_owned()));
    };
    Ok(skew(theirs.as_second() - Timestamp::now().as_second()))
}

/// What a difference of clocks in seconds means; answers tell whole seconds.
fn skew(seconds: i64) -> Finding {
    let text =
        format!("it is {} s {}", seconds.abs(), if seconds < 0 { "behind" } else { "ahead" });
    match seconds.abs() {
        seconds if seconds > SKEW.1 => Fail(text),
        seconds if seconds > SKEW.0 => Warn(text),
        _ => Pass(text),
    }
}

async fn nodes_ready(at: At<'_>) -> Found {
    let client = at.client().await?;
    let Some(nodes) = nodes(&client).await.map_err(|error| error.to_string())? else {
        return Ok(Skipped("the credentials may not see nodes".to_owned()));
    };
    let text = format!("{} of {} are Ready", nodes.ready, nodes.total);
    Ok(match nodes.ready {
        0 => Fail(text),
        ready if ready < nodes.total => Warn(text),
        _ => Pass(text),
    })
}

async fn names_resolve(at: At<'_>) -> Found {
    let deployments: Api<Deployment> = Api::namespaced(at.client().await?, "kube-system");
    let Some(found) = said(deployments.get_opt("coredns").await)? else {
        return Ok(Skipped("it has no deployment `coredns`".to_owned()));
    };
    let available = found.status.and_then(|status| status.available_replicas).unwrap_or(0);
    let text = format!("{available} pods of coredns are available");
    Ok(if available == 0 { Warn(text) } else { Pass(text) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::the_second_that_an_answer_takes(-1, "pass")]
    #[case::some_seconds(12, "warn")]
    #[case::minutes(-600, "fail")]
    fn a_skew_is_judged_by_its_size(#[case] seconds: i64, #[case] verdict: &str) {
        let word = match skew(seconds) {
            Pass(_) => "pass",
            Warn(_) => "warn",
            _ => "fail",
        };
        assert_eq!(word, verdict);
    }
}

//! The members as the host's pods see them: a pod asks each, with KubeFed's own image, address, CA and
//! token. What it says is told apart here; `pod.rs` makes it.

use super::definition::Finding::{Fail, Pass, Skipped};
use super::definition::{Check, Found, Group};
use super::pod;
use super::scene::{At, Touch};
use crate::name::ClusterName;

/// How far a pod of the host got with a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Seen {
    /// Nothing answered at the endpoint.
    NoAnswer(String),
    /// Something answered, and its certificate is not trusted.
    Distrusted(String),
    /// The API server answered, and does not know the token.
    Refused(String),
    /// The API server knows the token.
    Known,
}

const FROM_HOST: Check = Check {
    group: Group::FromHost,
    needs: &["secret-there", "kubectl-there"],
    seconds: 75,
    ..Check::MEMBER
};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "answers-host",
        statement: "what KubeFed has as the endpoint of <cluster> answers the host's pods",
        hint: "open the way from the host's nodes to that address, or give another one as `endpoint:` of <cluster>, then `fedrig up -f <file>`",
        run: |at| Box::pin(answers(at)),
        ..FROM_HOST
    },
    Check {
        id: "trusted-host",
        statement: "the host's pods trust the certificate of <cluster>",
        needs: &["answers-host"],
        hint: "`tls:` of <cluster> says how it is trusted, then `fedrig up -f <file>`",
        run: |at| Box::pin(trusted(at)),
        ..FROM_HOST
    },
    Check {
        id: "token-host",
        statement: "KubeFed's token lets the host's pods into <cluster>",
        needs: &["trusted-host"],
        hint: "`fedrig up -f <file>` joins <cluster> with a new token",
        run: |at| Box::pin(known(at)),
        ..FROM_HOST
    },
];

async fn seen(at: At<'_>) -> Result<Option<Seen>, String> {
    if at.scene.touch == Touch::Nothing {
        return Ok(None);
    }
    let looked = at.scene.from_host.get_or_init(|| pod::look(at.scene)).await;
    let seen = looked.as_ref().map_err(Clone::clone)?.get(at.name());
    seen.cloned().map(Some).ok_or_else(|| "the pod said nothing of it".to_owned())
}

const NO_POD: &str = "it takes a pod, and none is to be made";

async fn answers(at: At<'_>) -> Found {
    Ok(match seen(at).await? {
        None => Skipped(NO_POD.to_owned()),
        Some(Seen::NoAnswer(said)) => Fail(said),
        Some(Seen::Distrusted(_) | Seen::Refused(_) | Seen::Known) => Pass("it answers".to_owned()),
    })
}

async fn trusted(at: At<'_>) -> Found {
    Ok(match seen(at).await? {
        None => Skipped(NO_POD.to_owned()),
        Some(Seen::NoAnswer(said) | Seen::Distrusted(said)) => Fail(said),
        Some(Seen::Refused(_) | Seen::Known) => Pass("it is trusted".to_owned()),
    })
}

async fn known(at: At<'_>) -> Found {
    Ok(match seen(at).await? {
        None => Skipped(NO_POD.to_owned()),
        Some(Seen::NoAnswer(said) | Seen::Distrusted(said) | Seen::Refused(said)) => Fail(said),
        Some(Seen::Known) => Pass("it is known".to_owned()),
    })
}

impl Seen {
    /// Tells apart what kubefedctl in the pod said of a member. It asks for the types that there are,
    /// then for one object: to be told that it may not have that is to be known.
    pub(super) fn of(log: &str) -> Result<Self, String> {
        let fatal = log.lines().find_map(|line| Some(line.split_once("] Error: ")?.1));
        let Some(said) = fatal.map(str::trim) else {
            let is_answer = log.lines().any(|line| matches!(line.trim(), "Disabled" | "Enabled"));
            return if is_answer { Ok(Self::Known) } else { Err(first_line(log)) };
        };
        let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
        if has(&["Failed to retrieve resource", "is forbidden", "retrieve the complete list"]) {
            return Ok(Self::Known);
        }
        if has(&["x509: ", "tls: ", "HTTP response to HTTPS"]) {
            return Ok(Self::Distrusted(said.to_owned()));
        }
        if has(&["Unauthorized", "provide credentials"]) {
            return Ok(Self::Refused(said.to_owned()));
        }
        if has(&["dial tcp", "timeout", "Timeout", "EOF", "connection", "lookup", "proxyconnect"]) {
            return Ok(Self::NoAnswer(said.to_owned()));
        }
        Err(said.to_owned())
    }
}

fn first_line(log: &str) -> String {
    log.lines().next().unwrap_or("the pod said nothing").chars().take(300).collect()
}

/// What the pod said, by member.
pub(super) type Told = Vec<(ClusterName, String)>;

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::an_object_that_is_there(
        "Warning: namespaces/v1 might not be a federated resource\nDisabled\n",
        "known"
    )]
    #[case::an_object_that_is_not_there(
        "F1124 10:00:00.0 1 status.go:60] Error: Failed to retrieve resource: \"x\": namespaces \"x\" not found\ngoroutine 1 [running]:",
        "known"
    )]
    #[case::a_minimal_role(
        "F1124 10:00:00.0 1 status.go:60] Error: Failed to retrieve resource: \"kube-system\": namespaces \"kube-system\" is forbidden: User \"x\"",
        "known"
    )]
    #[case::a_wall(
        "F1124 10:00:00.0 1 status.go:60] Error: Failed to find targeted namespaces type: Error listing api resources: Get \"https://10.0.0.2:6443/api?timeout=32s\": dial tcp 10.0.0.2:6443: i/o timeout",
        "no answer"
    )]
    #[case::another_ca(
        "F1124 10:00:00.0 1 status.go:60] Error: Failed to find targeted namespaces type: Get \"https://10.0.0.2:6443/api\": x509: certificate signed by unknown authority",
        "distrusted"
    )]
    #[case::a_revoked_token(
        "F1124 10:00:00.0 1 status.go:60] Error: Failed to find targeted namespaces type: Unauthorized",
        "refused"
    )]
    #[case::nothing_to_go_by("exec ./kubefedctl: no such file", "garbled")]
    fn what_the_pod_says_is_told_apart(#[case] log: &str, #[case] expected: &str) {
        let word = match Seen::of(log) {
            Ok(Seen::Known) => "known",
            Ok(Seen::NoAnswer(_)) => "no answer",
            Ok(Seen::Distrusted(_)) => "distrusted",
            Ok(Seen::Refused(_)) => "refused",
            Err(_) => "garbled",
        };
        assert_eq!(word, expected);
    }
}

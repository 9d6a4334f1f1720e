//! What a person does next, for each way in which a step fails.

use super::Error;
use crate::name::ClusterName;
use crate::tool::Access;
use crate::watch::readiness::is_unauthorized;
use crate::watch::wait::WaitError;

impl Error {
    /// Things to do, each with a command to paste where there is one.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Fetch(source) => source.hints(),
            Self::Access { source, .. } => source.hints(),
            Self::Unreachable { source, access, .. } => vec![source.hint(access)],
            Self::Endpoint { source, .. } => vec![source.hint()],
            Self::Unfit(_, hints) => hints.clone(),
            Self::Image { image, .. } => super::unpullable::hints(image),
            Self::Asked { .. } => vec!["run `fedrig up` again: what is done is left alone".into()],
            Self::ReleasePending { release, namespace, access, revision, .. } => {
                let helm =
                    |what: &str| helm(access, namespace.as_str(), &format!("{what} {release}"));
                let way_out = if *revision == 1 { "uninstall" } else { "rollback" };
                vec![
                    format!("if no helm works on it any more: {}", helm(way_out)),
                    format!("who did it: {} (revision {revision})", helm("history")),
                ]
            }
            Self::Locked { lease, access, .. } => vec![format!(
                "if it is surely gone: {}",
                kubectl(access, "kube-system", &format!("delete lease {lease}"))
            )],
            Self::Lock { .. } => vec!["may these credentials write Leases in kube-system?".into()],
            Self::Terminating { namespace, access, .. } => vec![format!(
                "{} shows what holds it",
                kubectl(access, namespace.as_str(), "get all,kubefedclusters,federatedtypeconfigs")
            )],
            Self::Chart { source, .. } => chart_hints(source.stderr()),
            Self::Deployment { namespace, access, .. } => vec![format!(
                "{} shows what the pods lack",
                kubectl(access, namespace.as_str(), "get pods,events")
            )],
            Self::Unjoin { .. } | Self::Remove { .. } => {
                vec!["run it again: what is gone already is left alone".into()]
            }
            Self::Configure { .. } | Self::Grant { .. } | Self::Token { .. } => {
                vec!["run `fedrig up` again: what is done is left alone".into()]
            }
            Self::Kubeconfig { source } => source.advice().into_iter().collect(),
            Self::OwnKubeconfig { .. } | Self::Backup { .. } => {
                vec![
                    "is the disk full, or the folder another user's? `--state-dir` names another"
                        .into(),
                ]
            }
            Self::Join { source, .. } => join_hints(source.stderr()),
            Self::NotReady { cluster, source: WaitError::Never { reason }, .. } => {
                vec![for_good(cluster, reason)]
            }
            Self::NotReady { access, namespace, event, source, .. } => {
                let events = kubectl(access, namespace.as_str(), "get events");
                let mut hints = vec![
                    format!("{events} names the cause"),
                    "run `fedrig up` again: finished steps are left alone".into(),
                ];
                let event = event.as_deref().unwrap_or_default();
                if is_unreached(event) || is_unreached(&source.to_string()) {
                    hints.insert(0, UNREACHED.into());
                }
                hints
            }
        }
    }
}

/// What Go says when a connection does not come about.
fn is_unreached(reason: &str) -> bool {
    [
        "Client.Timeout exceeded",
        "connection refused",
        "context deadline exceeded",
        "i/o timeout",
        "no route to host",
        "no such host",
    ]
    .iter()
    .any(|word| reason.contains(word))
}

const UNREACHED: &str = "this machine reaches that address, and the host's pods don't: is a firewall between the clusters, or is it an address of one network only? `endpoint:` gives another one";

/// For a cause that does not go away by itself.
fn for_good(cluster: &ClusterName, reason: &str) -> String {
    if is_unauthorized(reason) {
        return format!(
            "run `fedrig up` again: it joins `{cluster}` with a new token; \
             where tokens expire, `fedrig credentials rotate {cluster}` does as well"
        );
    }
    format!(
        "`tls:` of `{cluster}` says how KubeFed trusts its endpoint: `ca`, `pin`, `systemRoots` or `insecureSkipVerify`"
    )
}

fn chart_hints(stderr: &str) -> Vec<String> {
    if stderr.contains("no matches for kind") {
        return vec!["this chart needs API versions that the host's Kubernetes does not serve: choose another `kubefed.version`".into()];
    }
    if stderr.contains("cannot be imported into the current release") {
        return vec!["objects of another installation are there: remove it, or give `kubefed.release` and `kubefed.namespace` its names".into()];
    }
    if stderr.contains("post-install") || stderr.contains("post-upgrade") {
        return vec![
            "the chart's hook needs an image with bash and kubectl, and the one that charts name, bitnami/kubectl:1.17.16, has gone from its public home: `hooks: fedrig` does its work without it, `hookImage` names another".into(),
        ];
    }
    vec!["run the command above to see all of what helm says".into()]
}

fn join_hints(stderr: &str) -> Vec<String> {
    if stderr.contains("because it is being terminated") {
        return vec!["the member's KubeFed namespace is still Terminating: wait until it is gone, then run `fedrig up` again".into()];
    }
    if stderr.contains("Unauthorized") {
        return vec!["the endpoint leads to an API server that does not know a token which this cluster has just given: is it another cluster's?".into()];
    }
    vec!["run the command above to see all of what kubefedctl says".into()]
}

fn kubectl(access: &Access, namespace: &str, what: &str) -> String {
    format!("`{} --namespace {namespace} {what}`", access.kubectl())
}

fn helm(access: &Access, namespace: &str, what: &str) -> String {
    format!(
        "`helm --kubeconfig {} --kube-context {} --namespace {namespace} {what}`",
        access.kubeconfig.display(),
        access.context
    )
}

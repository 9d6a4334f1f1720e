//! What a person does next, for each way in which a step fails.

use super::Error;
use crate::explain::{Names, Signature, explain};
use crate::tool::Access;
use crate::watch::wait::WaitError;

impl Error {
    /// Things to do, each with a command to paste where there is one.
    pub fn hints(&self) -> Vec<String> {
        let mut hints = Vec::new();
        if let Some(signature) = self.explained() {
            hints.push(signature.remedy(&self.names()));
            hints.push(format!("more about it: {}", signature.page()));
        }
        hints.extend(self.own_hints());
        hints
    }

    /// The signature of what others said about it, if one is known.
    pub fn explained(&self) -> Option<&'static Signature> {
        explain(&self.said()?)
    }

    /// What tools, events and pods said.
    fn said(&self) -> Option<String> {
        match self {
            Self::Deployment { source, .. } | Self::Terminating { source, .. } => {
                Some(source.to_string())
            }
            Self::NotPropagated { missing, .. } => Some(missing.join("; ")),
            // The event has the cause; the condition may be of before.
            Self::NotReady { event, source, .. } => {
                let event = event.clone().filter(|event| explain(event).is_some());
                Some(event.unwrap_or_else(|| source.to_string()))
            }
            Self::Image { reason, .. } => Some(reason.clone()),
            other => other.tool_failure().map(|failure| failure.stderr().to_owned()),
        }
    }

    /// The names that fill in what to do.
    fn names(&self) -> Names {
        let text = |text: &dyn std::fmt::Display| Some(text.to_string());
        match self {
            Self::Join { cluster, .. }
            | Self::Unjoin { cluster, .. }
            | Self::Grant { cluster, .. } => Names { member: text(cluster), ..Names::default() },
            Self::NotReady { cluster, access, namespace, .. } => Names {
                kubectl: Some(access.kubectl()),
                member: text(cluster),
                namespace: text(namespace),
                ..Names::default()
            },
            Self::NotPropagated { member, access, .. } => {
                Names { kubectl: Some(access.kubectl()), member: text(member), ..Names::default() }
            }
            Self::Deployment { access, namespace, .. } => Names {
                kubectl: Some(access.kubectl()),
                namespace: text(namespace),
                ..Names::default()
            },
            Self::Chart { namespace, .. }
            | Self::Configure { namespace, .. }
            | Self::Remove { namespace, .. } => {
                Names { namespace: text(namespace), ..Names::default() }
            }
            Self::Fetch(_)
            | Self::Access { .. }
            | Self::Unreachable { .. }
            | Self::Endpoint { .. }
            | Self::Image { .. }
            | Self::Unfit(..)
            | Self::Asked { .. }
            | Self::ReleasePending { .. }
            | Self::Locked { .. }
            | Self::Lock { .. }
            | Self::Terminating { .. }
            | Self::Token { .. }
            | Self::Kubeconfig { .. }
            | Self::OwnKubeconfig { .. }
            | Self::Enable { .. }
            | Self::NotWorkedOn { .. }
            | Self::Federate { .. }
            | Self::Backup { .. } => Names::default(),
        }
    }

    fn own_hints(&self) -> Vec<String> {
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
            Self::Chart { .. } => vec!["run the command above to see all of what helm says".into()],
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
            Self::Enable { .. } => {
                vec!["run the command above to see all of what kubefedctl says".into()]
            }
            Self::NotWorkedOn { .. } => {
                vec!["`fedrig check` says whether the controller is well".into()]
            }
            Self::Federate { .. } => vec!["run it again: what is done is left alone".into()],
            Self::NotPropagated { access, missing, .. } => vec![
                format!(
                    "`{} describe` of the federated object shows its status and events",
                    access.kubectl()
                ),
                format!(
                    "`--timeout`, or `timeouts.propagation`, waits longer for {} objects",
                    missing.len()
                ),
            ],
            Self::NotReady { source: WaitError::Never { .. }, .. } => Vec::new(),
            Self::NotReady { access, namespace, .. } => {
                let events = kubectl(access, namespace.as_str(), "get events");
                vec![
                    format!("{events} names the cause"),
                    "run `fedrig up` again: finished steps are left alone".into(),
                ]
            }
        }
    }
}

fn join_hints(stderr: &str) -> Vec<String> {
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

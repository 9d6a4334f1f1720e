//! KubeFed's admission webhook: every write of a KubeFed object passes through it.

use crate::explain::signature::Heals::{ByItself, Never};
use crate::explain::signature::Signature;
use crate::explain::signature::Source::{Code, Reports};

pub(super) const SIGNATURES: &[Signature] = &[
    Signature {
        id: "webhook-old-certificate",
        cause: "the webhook still serves the certificate of before the upgrade, since the chart makes a new CA and leaves the webhook's pods alone",
        evidence: &[
            &["failed calling webhook", "x509: certificate signed by unknown authority"],
            &["failed to call webhook", "x509: certificate signed by unknown authority"],
            &["failed calling webhook", "x509: certificate", "has expired"],
        ],
        example: "Internal error occurred: failed calling webhook \"kubefedclusters.core.kubefed.io\": Post \"https://kubefed-admission-webhook.kube-federation-system.svc:443/validate-kubefedcluster?timeout=10s\": x509: certificate signed by unknown authority",
        todo: "let it take the new one: `<kubectl> --namespace <namespace> rollout restart deployment/kubefed-admission-webhook`",
        heals: Never,
        source: Reports(&["kubefed#1333"]),
    },
    Signature {
        id: "webhook-scaled-down",
        cause: "the webhook has no pod that is ready, so nothing of KubeFed's can be written",
        evidence: &[&["failed calling webhook", "no endpoints available for service"]],
        example: "failed calling webhook \"kubefedclusters.core.kubefed.io\": Post \"https://kubefed-admission-webhook.kube-federation-system.svc:443/validate-kubefedcluster?timeout=10s\": no endpoints available for service \"kubefed-admission-webhook\"",
        todo: "`<kubectl> --namespace <namespace> scale deployment/kubefed-admission-webhook --replicas 2`, or see why its pods do not start: `<kubectl> --namespace <namespace> get pods`",
        heals: ByItself,
        source: Code("kubernetes: apiserver, util/proxy"),
    },
    Signature {
        id: "webhook-without-service",
        cause: "a webhook configuration of an earlier install is left, and its service is gone",
        evidence: &[&["failed calling webhook", "service \"", "not found"]],
        example: "failed calling webhook \"kubefedclusters.core.kubefed.io\": Post \"https://kubefed-admission-webhook.old.svc:443/validate?timeout=10s\": service \"kubefed-admission-webhook\" not found",
        todo: "remove the configuration: `<kubectl> delete validatingwebhookconfiguration validations.core.kubefed.io`, `<kubectl> delete mutatingwebhookconfiguration mutation.core.kubefed.io`",
        heals: Never,
        source: Code("kubernetes: apiserver, util/proxy"),
    },
    Signature {
        id: "webhook-firewall",
        cause: "the API server gets no answer from the webhook: something between the control plane and the nodes drops its packets to port 8443",
        evidence: &[
            &["failed calling webhook", "context deadline exceeded"],
            &["failed calling webhook", "Client.Timeout exceeded"],
            &["failed calling webhook", "i/o timeout"],
            &["failed to call webhook", "context deadline exceeded"],
        ],
        example: "failed calling webhook \"federatedtypeconfigs.core.kubefed.io\": Post \"https://kubefed-admission-webhook.kube-federation-system.svc:443/validate-federatedtypeconfigs?timeout=30s\": context deadline exceeded",
        todo: "open port 8443 of the nodes to the control plane (private clusters of clouds need a firewall rule); `<kubectl> --namespace <namespace> get endpoints kubefed-admission-webhook` has the addresses",
        heals: ByItself,
        source: Reports(&["kubefed#1024", "kubefed#983"]),
    },
    Signature {
        id: "webhook-not-listening",
        cause: "the webhook's pod does not listen yet",
        evidence: &[
            &["failed calling webhook", "connection refused"],
            &["failed to call webhook", "connection refused"],
        ],
        example: "failed calling webhook \"federatedtypeconfigs.core.kubefed.io\": Post \"https://kubefed-admission-webhook.kube-federation-system.svc:443/?timeout=10s\": dial tcp 10.96.3.7:443: connect: connection refused",
        todo: "wait a moment and run `fedrig up` again, which waits for the webhook before it writes",
        heals: ByItself,
        source: Reports(&["kubefed#1431", "ks-installer#844"]),
    },
    Signature {
        id: "webhook-empty-answer",
        cause: "the webhook answers with nothing: its pod was just replaced",
        evidence: &[&["failed calling webhook", "0-length response"]],
        example: "failed calling webhook \"mutation.core.kubefed.io\": received invalid webhook response: expected webhook response of admission.k8s.io/v1, got 0-length response",
        todo: "run `fedrig up` again; `<kubectl> --namespace <namespace> get pods` shows whether it restarts",
        heals: ByItself,
        source: Reports(&["kubefed#1085"]),
    },
    Signature {
        id: "webhook-unreached",
        cause: "the API server could not call the webhook",
        evidence: &[&["failed calling webhook"], &["failed to call webhook"]],
        example: "failed calling webhook \"kubefedconfigs.core.kubefed.io\": EOF",
        todo: "`<kubectl> --namespace <namespace> get pods,endpoints` shows whether it runs",
        heals: ByItself,
        source: Reports(&["kubefed#1085", "kubefed#983"]),
    },
    Signature {
        id: "webhook-denied",
        cause: "the webhook looked at the object and refuses it",
        evidence: &[&["admission webhook", "denied the request"]],
        example: "admission webhook \"kubefedclusters.core.kubefed.io\" denied the request: spec.apiEndpoint: Required value",
        todo: "what it says is wrong with the object; `<kubectl> --namespace <namespace> logs deployment/kubefed-admission-webhook` has more",
        heals: Never,
        source: Code("kubefed: pkg/controller/webhook"),
    },
];

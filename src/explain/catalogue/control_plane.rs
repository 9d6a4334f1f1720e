//! KubeFed's controller at work.

use crate::explain::signature::Heals::{ByItself, Never};
use crate::explain::signature::Signature;
use crate::explain::signature::Source::{Code, Reports};

pub(super) const SIGNATURES: &[Signature] = &[
    Signature {
        id: "insecure-transport",
        cause: "KubeFed 0.9.2 can't work with a member whose certificate is not checked: its controller ends in a panic",
        evidence: &[
            &[
                "using a custom transport with TLS certificate options or the insecure flag is not allowed",
            ],
            &["panic:", "CustomizeTLSTransport"],
            &["nil pointer dereference", "CustomizeTLSTransport"],
        ],
        example: "panic: runtime error: invalid memory address or nil pointer dereference\nsigs.k8s.io/kubefed/pkg/controller/util.CustomizeTLSTransport",
        todo: "choose `kubefed.version: 0.10.0`, or give `tls: {ca: FILE}` instead of `insecureSkipVerify`",
        heals: Never,
        source: Reports(&["kubefed#1505", "kubefed#1029"]),
    },
    Signature {
        id: "leaderless",
        cause: "no controller leads: the last leader's lease has to run out first, which takes up to 20 s",
        evidence: &[
            &["attempting to acquire leader lease"],
            &["leader election lost"],
            &["leaderelection lost"],
            &["failed to renew lease"],
        ],
        example: "I1124 10:00:00.000000 1 leaderelection.go:245] attempting to acquire leader lease kube-federation-system/kubefed-controller-manager...",
        todo: "wait half a minute; `<kubectl> --namespace <namespace> logs deployment/kubefed-controller-manager` then shows who leads",
        heals: ByItself,
        source: Code("client-go: tools/leaderelection"),
    },
    Signature {
        id: "type-cannot-sync",
        cause: "KubeFed's cache of a type in a member does not fill: the member does not serve the type, or does not let KubeFed see it",
        evidence: &[
            &["failed to sync caches"],
            &["timed out waiting for caches to sync"],
            &["cache sync timeout"],
        ],
        example: "failed to sync caches for federated type federateddeployments",
        todo: "`fedrig check --only types` names type and member",
        heals: ByItself,
        source: Code("client-go: tools/cache"),
    },
];

//! helm and the chart.

use crate::explain::signature::Heals::Never;
use crate::explain::signature::Signature;
use crate::explain::signature::Source::{Code, Reports};

pub(super) const SIGNATURES: &[Signature] = &[
    Signature {
        id: "old-crds",
        cause: "the CRDs are those of an older KubeFed: helm never upgrades what is in a chart's crds/",
        evidence: &[
            &["unknown field", "statusController"],
            &["unknown field", "cacheSyncTimeout"],
            &["ValidationError(KubeFedConfig", "unknown field"],
            &["ValidationError(FederatedTypeConfig", "unknown field"],
        ],
        example: "error validating data: ValidationError(KubeFedConfig.spec.syncController): unknown field \"cacheSyncTimeout\" in io.kubefed.core.v1beta1.KubeFedConfig.spec.syncController",
        todo: "`fedrig up` brings the CRDs to the chart's version before helm works",
        heals: Never,
        source: Reports(&["kubefed#1452", "kubefed#1489"]),
    },
    Signature {
        id: "helm-pending",
        cause: "a helm operation on this release began and did not end: helm was killed, or works elsewhere",
        evidence: &[&["another operation", "is in progress"]],
        example: "Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress",
        todo: "`helm <helm flags> --namespace <namespace> history kubefed` shows it; when nobody works on it any more, `fedrig up` takes back what fedrig began, and `helm <helm flags> --namespace <namespace> rollback kubefed` what others did",
        heals: Never,
        source: Reports(&["helm#10599", "helm#8987"]),
    },
    Signature {
        id: "foreign-objects",
        cause: "objects of another installation are there, and helm takes over nothing that is not its own",
        evidence: &[
            &["cannot be imported into the current release"],
            &["invalid ownership metadata"],
        ],
        example: "Error: rendered manifests contain a resource that already exists. Unable to continue with install: ClusterRole \"kubefed-role\" exists and cannot be imported into the current release: invalid ownership metadata",
        todo: "objects of another installation are there: remove it, or give `kubefed.release` and `kubefed.namespace` its names",
        heals: Never,
        source: Reports(&["kubefed#1262", "kubefed#1138"]),
    },
    Signature {
        id: "old-kubefed-on-new-kubernetes",
        cause: "this KubeFed uses an API version that the host's Kubernetes has removed: KubeFed 0.7 and older end with Kubernetes 1.21",
        evidence: &[
            &["no matches for kind", "admissionregistration.k8s.io/v1beta1"],
            &["no matches for kind", "apiextensions.k8s.io/v1beta1"],
            &["no matches for kind", "rbac.authorization.k8s.io/v1beta1"],
        ],
        example: "Error: unable to build kubernetes objects from release manifest: unable to recognize \"\": no matches for kind \"MutatingWebhookConfiguration\" in version \"admissionregistration.k8s.io/v1beta1\"",
        todo: "this chart needs API versions that the host's Kubernetes does not serve: choose another `kubefed.version`",
        heals: Never,
        source: Code("kubernetes: deprecation guide"),
    },
    Signature {
        id: "wrong-host",
        cause: "the context is not the host's, or KubeFed is not installed in it: the cluster does not know KubeFed's types",
        evidence: &[
            &["no matches for kind", "core.kubefed.io"],
            &["no matches for kind", "types.kubefed.io"],
            &["doesn't have a resource type \"kubefed"],
            &["could not find the requested resource", "kubefed"],
        ],
        example: "no matches for kind \"KubeFedConfig\" in version \"core.kubefed.io/v1beta1\"",
        todo: "`<kubectl> get crds kubefedclusters.core.kubefed.io` asks the host; `fedrig up` installs KubeFed where federation.yaml says",
        heals: Never,
        source: Reports(&["kubefed#1139", "kubefed#1176"]),
    },
    Signature {
        id: "chart-needs-other-kubernetes",
        cause: "the chart needs a type that this Kubernetes does not serve",
        evidence: &[&["no matches for kind"], &["chart requires kubeVersion"]],
        example: "Error: INSTALLATION FAILED: chart requires kubeVersion: >= 1.16.0-0 which is incompatible with Kubernetes v1.15.12",
        todo: "this chart needs API versions that the host's Kubernetes does not serve: choose another `kubefed.version`",
        heals: Never,
        source: Code("helm: pkg/action"),
    },
    Signature {
        id: "hook-failed",
        cause: "the Job of the chart's hook did not end well: mostly its image can't be had, or the webhook did not answer it",
        evidence: &[
            &["post-install hooks failed"],
            &["failed post-install"],
            &["post-upgrade hooks failed"],
            &["failed post-upgrade"],
            &["BackoffLimitExceeded"],
        ],
        example: "Error: INSTALLATION FAILED: failed post-install: timed out waiting for the condition",
        todo: "the chart's hook needs an image with bash and kubectl, and the one that charts name, bitnami/kubectl:1.17.16, has gone from its public home: `hooks: fedrig` does its work without it, `hookImage` names another",
        heals: Never,
        source: Reports(&["ks-installer#1437", "kubefed#1333"]),
    },
    Signature {
        id: "config-race",
        cause: "KubeFed's controller made a KubeFedConfig of its own before helm did",
        evidence: &[
            &["kubefedconfigs", "already exists"],
            &["KubeFedConfig \"kubefed\"", "cannot be imported"],
        ],
        example: "Error: kubefedconfigs.core.kubefed.io \"kubefed\" already exists",
        todo: "`fedrig up` makes it first, and takes away a first install that was caught by this",
        heals: Never,
        source: Code("kubefed: cmd/controller-manager, helm: pkg/action"),
    },
    Signature {
        id: "helm-timed-out",
        cause: "helm waited for pods that did not get ready in time",
        evidence: &[
            &["INSTALLATION FAILED", "timed out"],
            &["UPGRADE FAILED", "timed out"],
            &["INSTALLATION FAILED", "context deadline exceeded"],
            &["UPGRADE FAILED", "context deadline exceeded"],
        ],
        example: "Error: INSTALLATION FAILED: timed out waiting for the condition",
        todo: "`<kubectl> --namespace <namespace> get pods` shows which; `timeouts.chart` gives them longer",
        heals: Never,
        source: Reports(&["ks-installer#1437"]),
    },
];

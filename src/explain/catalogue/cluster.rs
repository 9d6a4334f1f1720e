//! A cluster, its machine, or the kubeconfig itself.

use crate::explain::signature::Heals::{ByItself, Never};
use crate::explain::signature::Signature;
use crate::explain::signature::Source::{Code, Reports};

pub(super) const SIGNATURES: &[Signature] = &[
    Signature {
        id: "aggregated-api-down",
        cause: "an aggregated API of the cluster does not answer, and what asks for all types fails with it: also the deletion of namespaces",
        evidence: &[
            &["unable to retrieve the complete list of server APIs"],
            &["NamespaceDeletionDiscoveryFailure"],
            &["DiscoveryFailed"],
        ],
        example: "unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: the server is currently unable to handle the request",
        todo: "`<kubectl> get apiservices` shows which is not Available: mend or delete it",
        heals: ByItself,
        source: Code("client-go: discovery"),
    },
    Signature {
        id: "api-overloaded",
        cause: "the API server is starting, or has more to do than it can",
        evidence: &[
            &["the server is currently unable to handle the request"],
            &["etcdserver: request timed out"],
            &["etcdserver: leader changed"],
            &["too many requests"],
            &["the server was unable to return a response in the time allotted"],
        ],
        example: "Error from server: etcdserver: request timed out",
        todo: "`<kubectl> get --raw /readyz?verbose` says what is not ready",
        heals: ByItself,
        source: Code("kubernetes: apiserver's errors"),
    },
    Signature {
        id: "too-many-files",
        cause: "this machine's limit of watched or open files is reached, as several kind clusters do",
        evidence: &[&["too many open files"], &["inotify"]],
        example: "failed to create fsnotify watcher: too many open files",
        todo: "`sysctl fs.inotify.max_user_instances=512 fs.inotify.max_user_watches=524288`",
        heals: Never,
        source: Reports(&["kind#3317", "kind#2819", "cluster-api#6324"]),
    },
    Signature {
        id: "disk-full",
        cause: "a disk is full",
        evidence: &[&["no space left on device"], &["DiskPressure"]],
        example: "write /var/lib/containerd/x: no space left on device",
        todo: "`df --human-readable` on that machine shows which; `docker system df` shows what engine and images use",
        heals: ByItself,
        source: Code("linux: ENOSPC"),
    },
    Signature {
        id: "context-unknown",
        cause: "the kubeconfig has no such context",
        evidence: &[&["context \"", "does not exist"], &["no context exists with the name"]],
        example: "error: context \"us-east\" does not exist",
        todo: "`kubectl config get-contexts` lists those that are there; `fedrig up` writes fedrig's own",
        heals: Never,
        source: Reports(&["kubefed#1064"]),
    },
    Signature {
        id: "kubeconfig-empty",
        cause: "no kubeconfig was found, so the tool asks this machine",
        evidence: &[
            &["no configuration has been provided"],
            &["The connection to the server localhost:8080 was refused"],
        ],
        example: "The connection to the server localhost:8080 was refused - did you specify the right host or port?",
        todo: "name one: `export KUBECONFIG=FILE`, or `kubeconfig:` in federation.yaml",
        heals: Never,
        source: Code("client-go: tools/clientcmd"),
    },
];

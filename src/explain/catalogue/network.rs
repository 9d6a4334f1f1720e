//! Ways to a cluster.

use crate::explain::signature::Heals::{ByItself, Never};
use crate::explain::signature::Signature;
use crate::explain::signature::Source::{Reports, Test};

pub(super) const SIGNATURES: &[Signature] = &[
    Signature {
        id: "endpoint-loopback",
        cause: "the endpoint means `this machine`, and for the host's pods that is the pod itself",
        evidence: &[
            &["dial tcp 127.0.0.1:"],
            &["dial tcp [::1]:"],
            &["https://127.0.0.1:"],
            &["https://localhost:"],
            &["dial tcp 0.0.0.0:"],
        ],
        example: "cluster is not reachable: Get \"https://127.0.0.1:41321/healthz\": dial tcp 127.0.0.1:41321: connect: connection refused",
        todo: "give the address of the member's network as `endpoint:` and run `fedrig up`; for kind, `fedrig env up` writes kubeconfigs with it",
        heals: Never,
        source: Reports(&["kubefed#1484", "kubefed#1498"]),
    },
    Signature {
        id: "proxy-refuses",
        cause: "the proxy on the way does not connect to the endpoint",
        evidence: &[
            &["proxyconnect tcp"],
            &["Proxy Authentication Required"],
            &["did not connect to"],
        ],
        example: "Get \"https://10.0.0.2:6443/healthz\": proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused",
        todo: "does the proxy let CONNECT through to that port? `proxy:` of `<member>` names another; `fedrig up` then joins it anew",
        heals: ByItself,
        source: Reports(&["kubefed#1377"]),
    },
    Signature {
        id: "name-unknown",
        cause: "the endpoint's name has no address where it is asked for",
        evidence: &[
            &["no such host"],
            &["failed to lookup address"],
            &["server misbehaving"],
            &["has no address"],
        ],
        example: "dial tcp: lookup api.us-east.example.com on 10.96.0.10:53: no such host",
        todo: "is the name right, and known to the host's own name servers? `endpoint:` of `<member>` takes an address as well; `<kubectl> --namespace kube-system get configmap coredns --output yaml` shows whom the pods ask",
        heals: ByItself,
        source: Test("an_endpoint_whose_name_nobody_knows"),
    },
    Signature {
        id: "nothing-listens",
        cause: "nothing listens at the endpoint: the API server is down, or the port is wrong",
        evidence: &[&["connection refused"], &["refused the connection"], &["nothing listens"]],
        example: "cluster is not reachable: Get \"https://172.18.0.3:6443/healthz?timeout=3s\": dial tcp 172.18.0.3:6443: connect: connection refused",
        todo: "is `<member>` up? `fedrig access` asks it from here and from the host",
        heals: ByItself,
        source: Test("a_wrong_port"),
    },
    Signature {
        id: "no-route",
        cause: "there is no way from the host's pods to the endpoint's network",
        evidence: &[&["no route to host"], &["network is unreachable"], &["host is unreachable"]],
        example: "dial tcp 172.18.0.3:6443: connect: no route to host",
        todo: "is `endpoint:` of `<member>` an address of one network only? `<kubectl> get nodes --output wide` shows the host's",
        heals: ByItself,
        source: Reports(&["kubefed#1271", "karmada#4963"]),
    },
    Signature {
        id: "firewall",
        cause: "packets to the endpoint get no answer: a firewall drops them, or the address is of another network",
        evidence: &[
            &["i/o timeout"],
            &["context deadline exceeded"],
            &["Client.Timeout exceeded"],
            &["request canceled while waiting for connection"],
            &["connection timed out"],
            &["did not answer within"],
        ],
        example: "cluster is not reachable: Get \"https://172.18.0.3:6443/healthz?timeout=3s\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
        todo: "`fedrig check --only joins` tells whether it is so from here, too; if this machine reaches that address, and the host's pods don't, open the way for the host's nodes, or give another address as `endpoint:` of `<member>`",
        heals: ByItself,
        source: Test("a_firewall_before_the_hosts_pods"),
    },
];

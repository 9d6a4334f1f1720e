//! Certificates.

use crate::explain::signature::Heals::{ByItself, Never};
use crate::explain::signature::Signature;
use crate::explain::signature::Source::{Code, Reports};

pub(super) const SIGNATURES: &[Signature] = &[
    Signature {
        id: "proxy-authority",
        cause: "the proxy on the way opens TLS and shows a certificate of its own CA",
        evidence: &[&["proxyconnect tcp", "x509"], &["proxyconnect tcp", "tls:"]],
        example: "Get \"https://10.0.0.2:6443/healthz\": proxyconnect tcp: x509: certificate signed by unknown authority",
        todo: "write `tls: {ca: FILE}` with the proxy's CA for `<member>`, or an `http://` address as `proxy:`; then `fedrig up`",
        heals: Never,
        source: Reports(&["kubefed#1361"]),
    },
    Signature {
        id: "clock-skew",
        cause: "the certificate is not valid yet by the clock of who looks at it: that clock is late, or the one of the signer early",
        evidence: &[&["x509: certificate has expired or is not yet valid", "is before"]],
        example: "x509: certificate has expired or is not yet valid: current time 2026-11-24T08:00:00Z is before 2026-11-24T09:00:00Z",
        todo: "set the clocks: `timedatectl status` on the nodes of host and member shows whether they are synchronised",
        heals: Never,
        source: Code("go: crypto/x509"),
    },
    Signature {
        id: "certificate-expired",
        cause: "the certificate of the API server has expired",
        evidence: &[
            &["x509: certificate has expired or is not yet valid"],
            &["certificate is expired or not yet valid"],
        ],
        example: "x509: certificate has expired or is not yet valid: current time 2026-11-24T08:00:00Z is after 2026-11-23T09:00:00Z",
        todo: "renew it on the control plane of `<member>` with `kubeadm certs renew all`",
        heals: Never,
        source: Code("go: crypto/x509"),
    },
    Signature {
        id: "certificate-other-name",
        cause: "the certificate at the endpoint is for other names than the one in its address",
        evidence: &[
            &["x509: certificate is valid for"],
            &["doesn't contain any IP SANs"],
            &["x509: certificate is not valid for any names"],
            &["x509: cannot validate certificate for"],
            &["relies on legacy Common Name field"],
        ],
        example: "x509: certificate is valid for 10.96.0.1, 172.18.0.3, not 192.0.2.7",
        todo: "give an `endpoint:` of `<member>` that the certificate names, or put the name into it with `kubeadm init phase certs apiserver --apiserver-cert-extra-sans NAME`; `tls:` can't change it",
        heals: Never,
        source: Reports(&["kubefed#1182", "kubernetes#62950"]),
    },
    Signature {
        id: "certificate-other-authority",
        cause: "the certificate at the endpoint comes from another CA than the one that KubeFed was given: a load balancer's, or the cluster has a new one",
        evidence: &[
            &["x509: certificate signed by unknown authority"],
            &["unable to load root certificates"],
            &["certificate is not signed by the CA"],
            &["certificate does not come from"],
        ],
        example: "cluster is not reachable: Get \"https://10.0.0.2:6443/healthz?timeout=3s\": x509: certificate signed by unknown authority",
        todo: "`tls:` of `<member>` says how KubeFed trusts its endpoint: `ca`, `pin`, `systemRoots` or `insecureSkipVerify`; `fedrig up` then joins it anew",
        heals: Never,
        source: Reports(&["kubefed#1123", "kubefed#1029"]),
    },
    Signature {
        id: "certificate-unusable",
        cause: "the certificate at the endpoint can't be used",
        evidence: &[&["x509: "]],
        example: "x509: unhandled critical extension",
        todo: "`fedrig check --only joins` says what was presented; `tls:` of `<member>` says how it is trusted",
        heals: Never,
        source: Code("go: crypto/x509"),
    },
    Signature {
        id: "not-tls",
        cause: "what listens at the endpoint does not speak TLS",
        evidence: &[
            &["server gave HTTP response to HTTPS client"],
            &["first record does not look like a TLS handshake"],
            &["InvalidContentType"],
        ],
        example: "Get \"https://10.0.0.2:8080/healthz\": http: server gave HTTP response to HTTPS client",
        todo: "is the port right? `endpoint:` of `<member>` has to be the API server's, mostly `https://…:6443`",
        heals: Never,
        source: Reports(&["clusteradm#344"]),
    },
    Signature {
        id: "tls-handshake-timeout",
        cause: "a connection comes about and TLS does not: a load balancer without a backend, an overloaded API server, or a line that drops large packets",
        evidence: &[&["TLS handshake timeout"]],
        example: "Get \"https://10.0.0.2:6443/healthz\": net/http: TLS handshake timeout",
        todo: "`curl --verbose --insecure ENDPOINT/healthz` on a node of the host shows where it stops; a lower MTU helps on tunnels",
        heals: ByItself,
        source: Reports(&["kubefed#1211"]),
    },
    Signature {
        id: "connection-reset",
        cause: "a connection comes about and is cut: by a firewall that looks into it, or by a load balancer without a backend",
        evidence: &[&["connection reset by peer"], &["unexpected EOF"]],
        example: "read tcp 10.244.0.5:38992->10.0.0.2:6443: read: connection reset by peer",
        todo: "`fedrig check --only joins` tells whether it is so from here and from the host's pods",
        heals: ByItself,
        source: Code("linux: ECONNRESET"),
    },
];

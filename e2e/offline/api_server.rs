//! An API server of the test's own on the loopback: just enough of one to be probed.

use std::sync::Arc;

use rcgen::{CertificateParams, Issuer, KeyPair};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// A server that runs until it is dropped.
pub struct ApiServer {
    /// A kubeconfig with the context `here` for it.
    pub kubeconfig: String,
    _runtime: tokio::runtime::Runtime,
}

impl ApiServer {
    /// A healthy server, empty but for what a probe asks.
    pub fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let (acceptor, ca) = identity();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(acceptor.clone(), stream));
            }
        });
        let ca = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, ca);
        let kubeconfig = format!(
            "apiVersion: v1\nkind: Config\nclusters:\n- {{name: c, cluster: {{server: 'https://{address}', certificate-authority-data: {ca}}}}}\nusers:\n- {{name: u, user: {{token: t}}}}\ncontexts:\n- {{name: here, context: {{cluster: c, user: u}}}}\n"
        );
        Self { kubeconfig, _runtime: runtime }
    }
}

fn identity() -> (TlsAcceptor, String) {
    let ca_key = KeyPair::generate().unwrap();
    let mut ca_params = CertificateParams::new(Vec::new()).unwrap();
    ca_params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let ca = ca_params.self_signed(&ca_key).unwrap().pem();
    let issuer = Issuer::new(ca_params, ca_key);
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &issuer).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), ca)
}

async fn converse(acceptor: TlsAcceptor, stream: TcpStream) {
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let mut stream = BufReader::new(stream);
    loop {
        let mut head = String::new();
        let mut length = 0;
        loop {
            let mut line = String::new();
            match stream.read_line(&mut line).await {
                Ok(0) | Err(_) => return,
                Ok(_) if line.trim().is_empty() => break,
                Ok(_) => {}
            }
            let lower = line.to_ascii_lowercase();
            if let Some(value) = lower.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            head.push_str(&line);
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.unwrap();
        let path = head.split(' ').nth(1).unwrap_or_default();
        let (code, answer) = answer(path);
        let head = format!("HTTP/1.1 {code} X\r\ncontent-type: application/json\r\n");
        let text = format!("{head}content-length: {}\r\n\r\n{answer}", answer.len());
        if stream.write_all(text.as_bytes()).await.is_err() {
            return;
        }
    }
}

fn answer(path: &str) -> (u16, String) {
    let version = r#"{"major":"1","minor":"33","gitVersion":"v1.33.13","gitCommit":"","gitTreeState":"","buildDate":"","goVersion":"","compiler":"","platform":""}"#;
    let review = r#"{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","metadata":{},"spec":{},"status":{"allowed":true}}"#;
    let identity = r#"{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview","metadata":{},"status":{"userInfo":{"username":"ann"}}}"#;
    let nodes = r#"{"apiVersion":"v1","kind":"NodeList","metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"n"},"status":{"conditions":[{"type":"Ready","status":"True"}]}}]}"#;
    let system =
        r#"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"kube-system","uid":"u"}}"#;
    let list = r#"{"apiVersion":"v1","kind":"List","metadata":{"resourceVersion":"1"},"items":[]}"#;
    let missing = r#"{"apiVersion":"v1","kind":"Status","status":"Failure","code":404,"reason":"NotFound","message":"not found"}"#;
    match path.split('?').next().unwrap_or_default() {
        "/version" => (200, version.to_owned()),
        "/api/v1/namespaces/kube-system" => (200, system.to_owned()),
        path if path.ends_with("selfsubjectaccessreviews") => (201, review.to_owned()),
        path if path.ends_with("selfsubjectreviews") => (201, identity.to_owned()),
        "/api/v1/nodes" => (200, nodes.to_owned()),
        path if path.ends_with("/secrets") || path.ends_with("/jobs") => (200, list.to_owned()),
        _ => (404, missing.to_owned()),
    }
}

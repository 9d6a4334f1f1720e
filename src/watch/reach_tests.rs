//! Each way of not reaching an API server, against a real socket on the loopback.

use std::net::SocketAddr;
use std::sync::Arc;

use rcgen::{CertificateParams, Issuer, KeyPair, date_time_ymd};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::Unreachable;
use crate::tool::Access;
use crate::watch::{client, probe::probe};

/// A CA, and what a server that it vouches for shows.
struct Authority {
    ca: String,
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

#[derive(Clone, Copy, PartialEq)]
enum Lifetime {
    Present,
    Past,
}

impl Authority {
    fn new(name: &str, lifetime: Lifetime) -> Self {
        let ca_key = KeyPair::generate().unwrap();
        let mut ca_params = CertificateParams::new(Vec::new()).unwrap();
        ca_params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let ca = ca_params.self_signed(&ca_key).unwrap();
        let issuer = Issuer::new(ca_params, ca_key);

        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        if lifetime == Lifetime::Past {
            params.not_before = date_time_ymd(2020, 1, 1);
            params.not_after = date_time_ymd(2021, 1, 1);
        }
        let certificate = params.signed_by(&key, &issuer).unwrap();
        Self {
            ca: ca.pem(),
            chain: vec![certificate.der().clone()],
            key: PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        }
    }

    /// Serves `response` to every request, until the test's runtime ends.
    async fn serve(self, response: &'static str) -> SocketAddr {
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(self.chain, self.key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await;
                let _ = stream.write_all(response.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        });
        address
    }
}

/// What a probe of the server at `address` says, with `ca` as the kubeconfig's CA.
async fn reached(address: SocketAddr, ca: &str) -> Unreachable {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config");
    std::fs::write(folder.path().join("ca.pem"), ca).unwrap();
    let config = serde_json::json!({
        "apiVersion": "v1", "kind": "Config",
        "clusters": [{"name": "c", "cluster": {
            "server": format!("https://{address}"), "certificate-authority": "ca.pem"}}],
        "users": [{"name": "u", "user": {"token": "t"}}],
        "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
    });
    std::fs::write(&path, config.to_string()).unwrap();
    let access = Access::of(path, "x".parse().unwrap());
    let client = client::connect(&access).await.unwrap();
    probe(&client).await.unwrap_err()
}

fn answer(code: u16, message: &str) -> &'static str {
    let body = serde_json::json!({"kind": "Status", "apiVersion": "v1", "status": "Failure",
        "code": code, "reason": "x", "message": message});
    let body = body.to_string();
    let head = format!("HTTP/1.1 {code} X\r\ncontent-type: application/json\r\n");
    format!("{head}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len()).leak()
}

#[tokio::test]
async fn nothing_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let ca = Authority::new("127.0.0.1", Lifetime::Present).ca;
    assert!(matches!(reached(address, &ca).await, Unreachable::Refused));
}

#[tokio::test]
async fn a_server_that_is_silent_counts_as_black_holed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let ca = Authority::new("127.0.0.1", Lifetime::Present).ca;
    let found = reached(address, &ca).await;
    assert!(matches!(found, Unreachable::Silent), "{found:?}");
}

#[tokio::test]
async fn the_certificate_is_of_another_ca() {
    let address = Authority::new("127.0.0.1", Lifetime::Present).serve("").await;
    let other = Authority::new("127.0.0.1", Lifetime::Present).ca;
    let found = reached(address, &other).await;
    assert!(matches!(found, Unreachable::WrongCa), "{found:?}");
}

#[tokio::test]
async fn the_certificate_is_expired() {
    let authority = Authority::new("127.0.0.1", Lifetime::Past);
    let ca = authority.ca.clone();
    let address = authority.serve("").await;
    let found = reached(address, &ca).await;
    assert!(matches!(found, Unreachable::Expired), "{found:?}");
}

#[tokio::test]
async fn the_certificate_is_for_another_name() {
    let authority = Authority::new("elsewhere.example.com", Lifetime::Present);
    let ca = authority.ca.clone();
    let address = authority.serve("").await;
    let found = reached(address, &ca).await;
    assert!(matches!(found, Unreachable::WrongName), "{found:?}");
}

#[rstest::rstest]
#[case::credentials(401, "its API server does not know the credentials (401 Unauthorized)")]
#[case::a_right(403, "the credentials lack a right (403 Forbidden): no")]
#[case::a_sick_server(500, "its API server answered 500: no")]
#[tokio::test]
async fn the_server_answers_with_a_refusal(#[case] code: u16, #[case] expected: &str) {
    let authority = Authority::new("127.0.0.1", Lifetime::Present);
    let ca = authority.ca.clone();
    let address = authority.serve(answer(code, "no")).await;
    assert_eq!(reached(address, &ca).await.to_string(), expected);
}

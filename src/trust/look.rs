//! Looks at an endpoint from this machine: does it answer, and which certificates does it present?
//!
//! No credentials are sent, so it does not matter that the certificates are judged only afterwards.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use url::Url;

use super::Presented;

/// How long one look may take; KubeFed's controller gives a member 3 s.
const LIMIT: Duration = Duration::from_secs(6);

/// The way to an endpoint.
#[derive(Debug, Clone, Copy)]
pub struct Way<'a> {
    /// The API server's address, with its path.
    pub server: &'a Url,
    /// The HTTP proxy on the way.
    pub proxy: Option<&'a Url>,
    /// The name that the certificate has to be for, if not that in the address.
    pub name: Option<&'a str>,
}

/// What an endpoint said.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its certificates; nothing when the address is not https.
    pub presented: Option<Presented>,
    /// The HTTP status of its `/version`.
    pub status: u16,
    /// When it answered, by its own clock, in whole seconds.
    pub date: Option<Timestamp>,
}

/// Why an endpoint gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    /// The name has no address.
    #[error("the name `{host}` has no address")]
    UnknownHost {
        /// The name.
        host: String,
    },
    /// Nothing listens there.
    #[error("nothing listens at {address}")]
    Refused {
        /// Host and port.
        address: String,
    },
    /// Nothing came back in time.
    #[error("{address} did not answer within {} s", LIMIT.as_secs())]
    Silent {
        /// Host and port.
        address: String,
    },
    /// The proxy did not let us through.
    #[error("the proxy {proxy} did not connect to {address}: {said}")]
    Proxy {
        /// The proxy's host and port.
        proxy: String,
        /// The endpoint's host and port.
        address: String,
        /// What the proxy said.
        said: String,
    },
    /// Anything else.
    #[error("talking to {address} failed")]
    Broken {
        /// Host and port.
        address: String,
        /// Why.
        source: std::io::Error,
    },
}

/// Asks the endpoint for its version, as nobody in particular.
pub async fn look(way: Way<'_>) -> Result<Answer, NoAnswer> {
    let next = way.proxy.unwrap_or(way.server);
    let silent = |_| NoAnswer::Silent { address: address(next) };
    tokio::time::timeout(LIMIT, look_unhurried(way)).await.map_err(silent)?
}

async fn look_unhurried(way: Way<'_>) -> Result<Answer, NoAnswer> {
    let address = address(way.server);
    let broken = |source| NoAnswer::Broken { address: address.clone(), source };
    let mut stream = connect(way).await?;
    if way.server.scheme() != "https" {
        let (status, date) = ask(&mut stream, way.server).await.map_err(broken)?;
        return Ok(Answer { presented: None, status, date });
    }
    let host = way.name.or(way.server.host_str()).unwrap_or_default();
    let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned());
    let name = name.map_err(|_| NoAnswer::UnknownHost { host: host.to_owned() })?;
    let collector = Arc::new(Collector::default());
    let connector = TlsConnector::from(Arc::new(config(Arc::clone(&collector))));
    let mut stream = connector.connect(name.clone(), stream).await.map_err(broken)?;
    let (status, date) = ask(&mut stream, way.server).await.map_err(broken)?;
    let chain = collector.chain.lock().expect("nobody panics while noting a chain").clone();
    Ok(Answer { presented: Some(Presented { name, chain }), status, date })
}

async fn connect(way: Way<'_>) -> Result<TcpStream, NoAnswer> {
    let (next, endpoint) = (way.proxy.unwrap_or(way.server), address(way.server));
    let host = next.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let port = next.port_or_known_default().unwrap_or(443);
    let found: Vec<SocketAddr> = match lookup_host((host, port)).await {
        Ok(found) => found.collect(),
        Err(_) => return Err(NoAnswer::UnknownHost { host: host.to_owned() }),
    };
    let opened = TcpStream::connect(found.as_slice()).await;
    let mut stream = opened.map_err(|source| match source.kind() {
        std::io::ErrorKind::ConnectionRefused => NoAnswer::Refused { address: address(next) },
        _ => NoAnswer::Broken { address: address(next), source },
    })?;
    if way.proxy.is_some() {
        let request = format!("CONNECT {endpoint} HTTP/1.1\r\nHost: {endpoint}\r\n\r\n");
        let answered = exchange(&mut stream, &request).await;
        let said = answered.map_or_else(|error| error.to_string(), |head| first_line(&head));
        if status_of(&said) != Some(200) {
            return Err(NoAnswer::Proxy { proxy: address(next), address: endpoint, said });
        }
    }
    Ok(stream)
}

async fn ask(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    server: &Url,
) -> std::io::Result<(u16, Option<Timestamp>)> {
    let request = format!(
        "GET {}/version HTTP/1.1\r\nHost: {}\r\nAccept: application/json\r\nConnection: close\r\n\r\n",
        server.path().trim_end_matches('/'),
        address(server),
    );
    let head = exchange(stream, &request).await?;
    let line = first_line(&head);
    let status = status_of(&line);
    let status =
        status.ok_or_else(|| std::io::Error::other(format!("this is not HTTP: {line:?}")))?;
    Ok((status, date_of(&head)))
}

/// Sends a request, and gives the answer's head.
async fn exchange(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    request: &str,
) -> std::io::Result<String> {
    stream.write_all(request.as_bytes()).await?;
    stream.flush().await?;
    let mut head = Vec::new();
    // Byte by byte: what follows a proxy's answer belongs to somebody else.
    while !head.ends_with(b"\r\n\r\n") && head.len() < HEAD {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) if !head.is_empty() => break,
            Err(error) => return Err(error),
        }
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

fn first_line(head: &str) -> String {
    let line = head.lines().next().unwrap_or_default();
    line.chars().filter(|c| !c.is_control()).take(120).collect()
}

/// Source: RFC 9110, `Date`.
fn date_of(head: &str) -> Option<Timestamp> {
    let mut fields = head.lines().filter_map(|line| line.split_once(':'));
    let (_, date) = fields.find(|(name, _)| name.eq_ignore_ascii_case("date"))?;
    Some(jiff::fmt::rfc2822::parse(date.trim()).ok()?.timestamp())
}

/// Longer is no head of an answer, in bytes.
const HEAD: usize = 16 << 10;

fn status_of(line: &str) -> Option<u16> {
    line.strip_prefix("HTTP/")?.split(' ').nth(1)?.parse().ok()
}

/// Host and port.
fn address(url: &Url) -> String {
    let port = url.port_or_known_default().unwrap_or(443);
    format!("{}:{port}", url.host_str().unwrap_or_default())
}

fn config(collector: Arc<Collector>) -> ClientConfig {
    let provider = Arc::clone(&collector.provider);
    let builder = ClientConfig::builder_with_provider(provider);
    let builder = builder.with_safe_default_protocol_versions().expect("ring has these versions");
    builder.dangerous().with_custom_certificate_verifier(collector).with_no_client_auth()
}

/// Notes the certificates and judges none of them.
#[derive(Debug)]
struct Collector {
    chain: Mutex<Vec<CertificateDer<'static>>>,
    provider: Arc<CryptoProvider>,
}

impl Default for Collector {
    fn default() -> Self {
        Self {
            chain: Mutex::default(),
            provider: Arc::new(rustls::crypto::ring::default_provider()),
        }
    }
}

impl ServerCertVerifier for Collector {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        above: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let chain = std::iter::once(own).chain(above);
        let chain = chain.map(|certificate| certificate.clone().into_owned()).collect();
        *self.chain.lock().expect("nobody panics while noting a chain") = chain;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(
            message,
            own,
            signed,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(
            message,
            own,
            signed,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

//! The http client: https only, limited redirects, time-outs, the system's certificates.

use std::sync::OnceLock;
use std::time::Duration;

use backon::ExponentialBuilder;
use reqwest::{Certificate, Client, Method, RequestBuilder, redirect};
use rustls::crypto::{CryptoProvider, ring};
use url::Url;

use super::credentials::Credentials;
use super::mirror::is_loopback;
use super::transfer::TransferError;

/// Redirects of one request.
const REDIRECTS: usize = 10;

/// How servers are talked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpSettings {
    /// How long a connection may take to be made.
    pub connect: Duration,
    /// How long a server may be silent.
    pub stall: Duration,
    /// The most bytes that one file may have, packed or unpacked.
    pub size_limit: u64,
    /// How often something worth it is tried, the first time included.
    pub tries: usize,
    /// The pause before the second attempt; each later one is twice as long, with jitter.
    pub first_pause: Duration,
    /// Certificates (PEM) of authorities to trust besides the system's.
    pub authorities: Option<Vec<u8>>,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            stall: Duration::from_secs(30),
            size_limit: 512 << 20,
            tries: 4,
            first_pause: Duration::from_millis(500),
            authorities: None,
        }
    }
}

impl HttpSettings {
    /// The pauses between attempts.
    pub(super) fn pauses(&self) -> ExponentialBuilder {
        ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(self.first_pause)
            .with_max_delay(Duration::from_secs(8))
            .with_max_times(self.tries.saturating_sub(1))
    }
}

/// The clients, made when first needed: reading the system's certificates takes time, and a
/// machine that has everything in its store need not have any.
#[derive(Debug)]
pub(super) struct Clients {
    settings: HttpSettings,
    credentials: Credentials,
    /// Goes through the proxy of the system's settings, if there is one.
    outside: OnceLock<Client>,
    /// For this machine itself, which no proxy can reach.
    loopback: OnceLock<Client>,
}

impl Clients {
    pub fn new(settings: HttpSettings, credentials: Credentials) -> Self {
        let (outside, loopback) = (OnceLock::new(), OnceLock::new());
        Self { settings, credentials, outside, loopback }
    }

    /// How servers are talked to.
    pub fn settings(&self) -> &HttpSettings {
        &self.settings
    }

    /// A request for `url`, with what its mirror wants to see.
    pub fn get(&self, url: &Url) -> Result<RequestBuilder, TransferError> {
        self.request(Method::GET, url)
    }

    /// The same, of any method.
    pub fn request(&self, method: Method, url: &Url) -> Result<RequestBuilder, TransferError> {
        Ok(self.for_url(url)?.request(method, self.credentials.add_to(url)))
    }

    fn for_url(&self, url: &Url) -> Result<Client, TransferError> {
        let (place, proxy) = match is_loopback(url) {
            true => (&self.loopback, Proxy::None),
            false => (&self.outside, Proxy::System),
        };
        if let Some(client) = place.get() {
            return Ok(client.clone());
        }
        let client =
            build(&self.settings, proxy).map_err(|source| TransferError::Client { source })?;
        Ok(place.get_or_init(|| client).clone())
    }
}

#[derive(Clone, Copy)]
enum Proxy {
    System,
    None,
}

fn build(settings: &HttpSettings, proxy: Proxy) -> Result<Client, reqwest::Error> {
    // reqwest takes the process's provider. Losing the race against another thread is fine: there
    // is one then.
    if CryptoProvider::get_default().is_none() {
        let _ = ring::default_provider().install_default();
    }
    let authorities = match &settings.authorities {
        Some(pem) => Certificate::from_pem_bundle(pem)?,
        None => Vec::new(),
    };
    let builder = Client::builder()
        .user_agent(concat!("fedrig/", env!("CARGO_PKG_VERSION")))
        .tls_certs_merge(authorities)
        .connect_timeout(settings.connect)
        .read_timeout(settings.stall)
        .referer(false)
        .redirect(redirect::Policy::custom(follow));
    match proxy {
        Proxy::System => builder.build(),
        Proxy::None => builder.no_proxy().build(),
    }
}

/// Follows to https, and from this machine to this machine.
fn follow(attempt: redirect::Attempt<'_>) -> redirect::Action {
    let plain_loopback = |url: &Url| url.scheme() == "http" && is_loopback(url);
    let next = attempt.url();
    let local = plain_loopback(next) && attempt.previous().last().is_some_and(plain_loopback);
    if next.scheme() != "https" && !local {
        let message = format!("`{next}` is not https");
        return attempt.error(message);
    }
    if attempt.previous().len() > REDIRECTS {
        return attempt.error(format!("there are more than {REDIRECTS} redirects"));
    }
    attempt.follow()
}

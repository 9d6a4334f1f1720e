//! What an endpoint presented.

use rustls::pki_types::{CertificateDer, ServerName};

use super::Fingerprint;

/// The certificates that an endpoint presented, its own first, and the name it was asked for.
#[derive(Debug, Clone)]
pub struct Presented {
    /// The name, or the address, that the certificate has to be for.
    pub name: ServerName<'static>,
    /// The chain as it was sent.
    pub chain: Vec<CertificateDer<'static>>,
}

impl Presented {
    /// The fingerprints, each with what the certificate is in the chain.
    pub fn fingerprints(&self) -> Vec<String> {
        let described = |(place, certificate): (usize, &CertificateDer<'_>)| {
            let what = if place == 0 { "its own" } else { "above it" };
            format!("{} ({what})", Fingerprint::of(certificate))
        };
        self.chain.iter().enumerate().map(described).collect()
    }
}

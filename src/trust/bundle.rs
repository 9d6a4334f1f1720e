//! Certificates that others are to come from, as PEM.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use super::Fingerprint;

/// Certificates that others are to come from; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    certificates: Vec<CertificateDer<'static>>,
}

/// A text without a single certificate, or with a broken one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no whole certificate in it (PEM, `-----BEGIN CERTIFICATE-----`)")]
pub struct NotABundle;

impl Bundle {
    /// The certificates of a PEM text; keys and comments between them are passed over.
    pub fn from_pem(pem: &[u8]) -> Result<Self, NotABundle> {
        let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        match certificates {
            Ok(certificates) if !certificates.is_empty() => Ok(Self { certificates }),
            Ok(_) | Err(_) => Err(NotABundle),
        }
    }

    /// One certificate.
    pub(super) fn of(certificate: &CertificateDer<'static>) -> Self {
        Self { certificates: vec![certificate.clone()] }
    }

    /// The PEM text, each certificate as openssl writes it.
    pub fn to_pem(&self) -> Vec<u8> {
        let mut pem = Vec::new();
        for certificate in &self.certificates {
            pem.extend(b"-----BEGIN CERTIFICATE-----\n");
            for line in STANDARD.encode(certificate).as_bytes().chunks(64) {
                pem.extend(line);
                pem.push(b'\n');
            }
            pem.extend(b"-----END CERTIFICATE-----\n");
        }
        pem
    }

    /// The certificates' fingerprints.
    pub fn fingerprints(&self) -> impl Iterator<Item = Fingerprint> {
        self.certificates.iter().map(|certificate| Fingerprint::of(certificate))
    }

    pub(super) fn certificates(&self) -> &[CertificateDer<'static>] {
        &self.certificates
    }
}

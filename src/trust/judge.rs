//! Judges what an endpoint presented, as Go's `crypto/x509` does in KubeFed's controller.

use std::time::Duration;

use jiff::Timestamp;
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, RootCertStore};

use super::{Bundle, Fingerprint, Presented, Trust, roots};

/// Why an endpoint's certificate is not trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    /// None of the certificates has the fingerprint.
    #[error("it presents none with the pinned fingerprint {wanted}, but {}", found.join(" and "))]
    OtherPin {
        /// What was pinned.
        wanted: Fingerprint,
        /// What was presented.
        found: Vec<String>,
    },
    /// It comes from somebody else.
    #[error("its certificate does not come from {whose}")]
    OtherAuthority {
        /// Whose word was wanted.
        whose: &'static str,
    },
    /// It is for other names.
    #[error("its certificate is not for `{name}`")]
    OtherName {
        /// The name in the address.
        name: String,
    },
    /// Its time is over, or has not begun.
    #[error("its certificate is expired or not yet valid")]
    Expired,
    /// It can't be used for another reason.
    #[error("its certificate can't be used: {reason}")]
    Unusable {
        /// What was said.
        reason: String,
    },
}

impl Trust {
    /// The bundle to trust it with; nothing when the certificate is not looked at.
    pub fn judge(&self, presented: &Presented) -> Result<Option<Bundle>, Distrust> {
        let bundle = match self {
            Self::Insecure | Self::Plain => return Ok(None),
            Self::Authority(bundle) => bundle.clone(),
            Self::Pin(wanted) => {
                let is_wanted = |c: &&CertificateDer<'static>| Fingerprint::of(c) == *wanted;
                let found = presented.chain.iter().find(is_wanted).map(Bundle::of);
                let found = found.ok_or_else(|| Distrust::OtherPin {
                    wanted: *wanted,
                    found: presented.fingerprints(),
                });
                found?
            }
            Self::SystemRoots => self.anchor(presented, roots::system())?,
        };
        verify(presented, bundle.certificates()).map_err(|error| self.distrust(&error))?;
        let name = presented.name.to_str().into_owned();
        is_for(presented).map_err(|_| Distrust::OtherName { name })?;
        Ok(Some(bundle))
    }

    /// The one certificate that the presented ones come from.
    fn anchor(
        &self,
        presented: &Presented,
        known: &[CertificateDer<'static>],
    ) -> Result<Bundle, Distrust> {
        let anchors = |root: &&CertificateDer<'static>| {
            verify(presented, std::slice::from_ref(*root)).is_ok()
        };
        let found = known.iter().find(anchors).map(Bundle::of);
        found.ok_or_else(|| match verify(presented, known) {
            Err(error) => self.distrust(&error),
            Ok(()) => Distrust::OtherAuthority { whose: self.whose() },
        })
    }

    fn whose(&self) -> &'static str {
        match self {
            Self::Authority(_) => "the given CA",
            Self::Pin(_) => "the pinned certificate",
            Self::SystemRoots => "a CA that this machine trusts",
            Self::Insecure | Self::Plain => "anybody",
        }
    }

    fn distrust(&self, error: &rustls::Error) -> Distrust {
        use rustls::CertificateError as Bad;
        match error {
            rustls::Error::InvalidCertificate(
                Bad::UnknownIssuer
                | Bad::BadSignature
                | Bad::UnsupportedSignatureAlgorithmForPublicKeyContext { .. },
            ) => Distrust::OtherAuthority { whose: self.whose() },
            rustls::Error::InvalidCertificate(
                Bad::Expired
                | Bad::ExpiredContext { .. }
                | Bad::NotValidYet
                | Bad::NotValidYetContext { .. },
            ) => Distrust::Expired,
            other => Distrust::Unusable { reason: other.to_string() },
        }
    }
}

/// Go takes any certificate of the bundle as an anchor, and the server's own certificate, too: that
/// is what makes a self-signed one, or one that is pinned without its CA, work.
fn verify(presented: &Presented, anchors: &[CertificateDer<'static>]) -> Result<(), rustls::Error> {
    verify_at(presented, anchors, UnixTime::now())
}

fn verify_at(
    presented: &Presented,
    anchors: &[CertificateDer<'static>],
    now: UnixTime,
) -> Result<(), rustls::Error> {
    let Some((own, above)) = presented.chain.split_first() else {
        return Err(rustls::Error::NoCertificatesPresented);
    };
    if anchors.contains(own) {
        return Ok(());
    }
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(anchors.iter().cloned());
    let algorithms = rustls::crypto::ring::default_provider().signature_verification_algorithms.all;
    let own = ParsedCertificate::try_from(own)?;
    verify_server_cert_signed_by_trust_anchor(&own, &store, above, now, algorithms)
}

impl Presented {
    /// When somebody with this bundle stops to trust it, because its own time is over or that of a
    /// certificate above it; nothing when it is in the bundle itself.
    pub fn ends(&self, bundle: &Bundle) -> Option<Timestamp> {
        let far = UnixTime::since_unix_epoch(FAR);
        match verify_at(self, bundle.certificates(), far) {
            Err(rustls::Error::InvalidCertificate(CertificateError::ExpiredContext {
                not_after,
                ..
            })) => Timestamp::from_second(i64::try_from(not_after.as_secs()).ok()?).ok(),
            Ok(()) | Err(_) => None,
        }
    }
}

/// The year 2200: no certificate lasts as long.
const FAR: Duration = Duration::from_secs(7_258_118_400);

fn is_for(presented: &Presented) -> Result<(), rustls::Error> {
    let own = presented.chain.first().ok_or(rustls::Error::NoCertificatesPresented)?;
    verify_server_name(&ParsedCertificate::try_from(own)?, &presented.name)
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;

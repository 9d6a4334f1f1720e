//! Whose word is taken for an endpoint's certificate.

use super::{Bundle, Fingerprint, roots};

/// Whose word is taken for an endpoint's certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// That of these certificates.
    Authority(Bundle),
    /// That of the one certificate with this fingerprint, which the endpoint presents.
    Pin(Fingerprint),
    /// That of the CAs that this machine trusts.
    SystemRoots,
    /// Nobody's: the certificate is not looked at.
    Insecure,
    /// Nobody's: the address is not https.
    Plain,
}

/// What is said of a cluster whose certificate nobody looks at.
pub const UNCHECKED: &str = "its certificate is NOT CHECKED: whoever is between the host and it can read and change everything";

impl Trust {
    /// Whether somebody who has this bundle, and looks at certificates or not, takes just the word
    /// that is wanted. Needs no look at the endpoint.
    pub fn is_met(&self, bundle: Option<&[u8]>, skips_verification: bool) -> bool {
        if *self == Self::Plain {
            return true;
        }
        if *self == Self::Insecure || skips_verification {
            return *self == Self::Insecure && skips_verification;
        }
        let Some(bundle) = bundle.and_then(|pem| Bundle::from_pem(pem).ok()) else { return false };
        match self {
            Self::Authority(wanted) => *wanted == bundle,
            Self::Pin(wanted) => bundle.fingerprints().eq([*wanted]),
            Self::SystemRoots => {
                let known = roots::system();
                bundle.certificates().iter().all(|certificate| known.contains(certificate))
            }
            Self::Insecure | Self::Plain => false,
        }
    }
}

//! Certificates of the tests: a CA, and a server's certificate for every address of the lab.

use std::net::{IpAddr, Ipv4Addr};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, SanType};

/// A server's certificate with its key, and where it comes from.
pub struct Certificate {
    /// The CA, PEM.
    pub authority: String,
    /// Certificate and key, PEM, as HAProxy takes them.
    pub server: String,
    /// The certificate's fingerprint, as openssl would show it.
    pub pin: String,
}

impl Certificate {
    /// A new one, from a CA of its own. Which address a container gets is known only when it runs,
    /// so the certificate is for all that it can get.
    pub fn for_all_of(network: Ipv4Addr) -> Self {
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority =
            CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
        let mut server = CertificateParams::new(Vec::new()).unwrap();
        let [a, b, c, _] = network.octets();
        server.subject_alt_names = (1..=254)
            .map(|last| SanType::IpAddress(IpAddr::V4(Ipv4Addr::new(a, b, c, last))))
            .collect();
        let key = KeyPair::generate().unwrap();
        let server = server.signed_by(&key, &authority).unwrap();
        Self {
            authority: authority.pem(),
            server: format!("{}{}", server.pem(), key.serialize_pem()),
            pin: fingerprint(server.der()),
        }
    }
}

fn fingerprint(certificate: &[u8]) -> String {
    use sha2::Digest as _;
    let digest = sha2::Sha256::digest(certificate);
    let bytes: Vec<String> = digest.iter().map(|byte| format!("{byte:02X}")).collect();
    format!("sha256:{}", bytes.join(":"))
}

//! The CAs that this machine trusts: OpenSSL's places, or SSL_CERT_FILE and SSL_CERT_DIR.

use std::sync::OnceLock;

use rustls::pki_types::CertificateDer;

/// They are read once; a machine without any has none.
pub(super) fn system() -> &'static [CertificateDer<'static>] {
    static ROOTS: OnceLock<Vec<CertificateDer<'static>>> = OnceLock::new();
    ROOTS.get_or_init(|| rustls_native_certs::load_native_certs().certs)
}

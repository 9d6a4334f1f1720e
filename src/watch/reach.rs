//! Why an API server can't be talked to, told apart: each has another remedy.

use std::error::Error as StdError;

use kube::runtime::watcher;

/// Why an API server gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum Unreachable {
    /// The kubeconfig can't be used.
    #[error("its access can't be used")]
    BadAccess {
        /// What is wrong with it.
        source: Box<kube::config::KubeconfigError>,
    },
    /// Nothing listens at the address.
    #[error("its API server refused the connection: nothing listens there")]
    Refused,
    /// No answer within the time to connect.
    #[error("its API server did not answer within {} s", super::client::CONNECT.as_secs())]
    Silent,
    /// The name has no address.
    #[error("the host name of its API server has no address")]
    UnknownHost,
    /// The certificate is signed by another CA than the kubeconfig's.
    #[error("its API server's certificate is not signed by the CA in the kubeconfig")]
    WrongCa,
    /// The certificate's time is over, or has not begun.
    #[error("its API server's certificate is expired or not yet valid")]
    Expired,
    /// The certificate is for other names.
    #[error("its API server's certificate is not for this host name")]
    WrongName,
    /// TLS failed in another way.
    #[error("TLS with its API server failed: {reason}")]
    Tls {
        /// What TLS said.
        reason: String,
    },
    /// 401.
    #[error("its API server does not know the credentials (401 Unauthorized)")]
    Unauthorized,
    /// 403.
    #[error("the credentials lack a right (403 Forbidden): {message}")]
    Forbidden {
        /// What the API server said.
        message: String,
    },
    /// The API server answered with another error.
    #[error("its API server answered {code}: {message}")]
    Answered {
        /// The HTTP status.
        code: u16,
        /// What it said.
        message: String,
    },
    /// Everything else.
    #[error("its API server can't be reached: {reason}")]
    Other {
        /// The innermost cause.
        reason: String,
    },
}

impl From<&kube::Error> for Unreachable {
    fn from(error: &kube::Error) -> Self {
        if let kube::Error::Api(status) = error {
            return match status.code {
                401 => Self::Unauthorized,
                403 => Self::Forbidden { message: status.message.clone() },
                code => Self::Answered { code, message: status.message.clone() },
            };
        }
        causes(error).find_map(classify).unwrap_or_else(|| Self::Other {
            reason: causes(error).last().map(ToString::to_string).unwrap_or_default(),
        })
    }
}

impl From<&watcher::Error> for Unreachable {
    fn from(error: &watcher::Error) -> Self {
        match error {
            watcher::Error::InitialListFailed(cause)
            | watcher::Error::WatchStartFailed(cause)
            | watcher::Error::WatchFailed(cause) => Self::from(cause),
            other => Self::Other { reason: other.to_string() },
        }
    }
}

impl Unreachable {
    /// What a person does next, for the cluster whose access is `access`.
    pub fn hint(&self, access: &crate::tool::Access) -> String {
        let kubectl = access.kubectl();
        match self {
            Self::BadAccess { .. } => format!("`{kubectl} config view --minify` shows the entry"),
            Self::Refused | Self::Silent | Self::UnknownHost | Self::Other { .. } => {
                format!("is the cluster up, and its address right? `{kubectl} cluster-info` asks it")
            }
            Self::WrongCa => {
                "put the cluster's present CA into `certificate-authority-data` of the kubeconfig"
                    .to_owned()
            }
            Self::Expired => {
                "renew it on the control plane with `kubeadm certs renew all`, and check the clocks"
                    .to_owned()
            }
            Self::WrongName => {
                "use an address that the certificate names, or set `tls-server-name` in the kubeconfig"
                    .to_owned()
            }
            Self::Tls { .. } => format!("`{kubectl} get --raw=/readyz` shows it as well"),
            Self::Unauthorized => {
                format!("get fresh credentials, then `{kubectl} auth whoami` names the user")
            }
            Self::Forbidden { .. } | Self::Answered { .. } => {
                format!("`{kubectl} auth can-i --list` shows what the user may do")
            }
        }
    }
}

fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), next_cause)
}

/// An `io::Error` hides the error that it wraps from `source()`: TLS errors come that way.
fn next_cause<'a>(error: &&'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    let error: &'a (dyn StdError + 'static) = *error;
    match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}

fn classify(error: &(dyn StdError + 'static)) -> Option<Unreachable> {
    use std::io::ErrorKind;

    if let Some(tls) = error.downcast_ref::<rustls::Error>() {
        return Some(classify_tls(tls));
    }
    if let Some(io) = error.downcast_ref::<std::io::Error>() {
        return match io.kind() {
            ErrorKind::ConnectionRefused => Some(Unreachable::Refused),
            ErrorKind::TimedOut => Some(Unreachable::Silent),
            _ if io.to_string().contains("failed to lookup address") => {
                Some(Unreachable::UnknownHost)
            }
            _ => None,
        };
    }
    let text = error.to_string();
    if text.contains("deadline has elapsed") || text == "operation timed out" {
        return Some(Unreachable::Silent);
    }
    None
}

fn classify_tls(error: &rustls::Error) -> Unreachable {
    use rustls::CertificateError as Bad;

    match error {
        // The last: another authority of the same name, as all of kubeadm's have, with keys of another
        // kind.
        rustls::Error::InvalidCertificate(
            Bad::UnknownIssuer
            | Bad::BadSignature
            | Bad::UnsupportedSignatureAlgorithmForPublicKeyContext { .. },
        ) => Unreachable::WrongCa,
        rustls::Error::InvalidCertificate(
            Bad::Expired
            | Bad::ExpiredContext { .. }
            | Bad::NotValidYet
            | Bad::NotValidYetContext { .. },
        ) => Unreachable::Expired,
        rustls::Error::InvalidCertificate(
            Bad::NotValidForName | Bad::NotValidForNameContext { .. },
        ) => Unreachable::WrongName,
        other => Unreachable::Tls { reason: other.to_string() },
    }
}

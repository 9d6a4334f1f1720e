//! Looks at a cluster's endpoint before anything is changed: whether it answers, and whether its
//! certificate is trusted as wanted. kubefedctl runs on this machine, so it has to answer here, too.
//!
//! What the host's pods see, KubeFed's controller tells after the join: `await_ready` ends at once
//! when it names a cause that does not go away by itself.

use url::Url;

use super::own_entry::OwnEntryPlan;
use super::{Change, Error, Rig};
use crate::name::ClusterName;
use crate::trust::{Distrust, NoAnswer, Trust, Way, look};

/// Look at the endpoint of this cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckEndpoint {
    /// The cluster.
    pub name: ClusterName,
}

/// Why an endpoint is of no use.
#[derive(Debug, thiserror::Error)]
pub enum EndpointFault {
    /// It gave no answer.
    #[error(transparent)]
    NoAnswer(NoAnswer),
    /// Its certificate is not trusted.
    #[error(transparent)]
    Distrust(Distrust),
    /// Something else than an API server answered.
    #[error("`{path}` answers {status}, which an API server does not")]
    Status {
        /// What was asked for.
        path: String,
        /// The HTTP status.
        status: u16,
    },
    /// It is no address.
    #[error("it is not an address: {0}")]
    NotAnAddress(url::ParseError),
}

impl CheckEndpoint {
    pub(super) async fn apply(&self, rig: &Rig) -> Result<Change, Error> {
        let plan = OwnEntryPlan::of(rig.cluster(&self.name))?;
        let wanted = plan.wanted();
        let failed = |fault: EndpointFault| Error::Endpoint {
            cluster: self.name.clone(),
            endpoint: wanted.server.clone(),
            source: Box::new(fault),
        };
        let parse = |text: &str| Url::parse(text).map_err(EndpointFault::NotAnAddress);
        let server = parse(&wanted.server).map_err(failed)?;
        let proxy = wanted.proxy.as_deref().map(parse).transpose().map_err(failed)?;
        // kubectl can ask for another name than the address has, KubeFed can't.
        let joins = rig.federation.clusters().any(|cluster| cluster.name == self.name);
        let name = plan.server_name().filter(|_| !joins);
        let way = Way { server: &server, proxy: proxy.as_ref(), name };
        let looked = rig.timing.waiting(look(way)).await;
        let answer = looked.map_err(|error| failed(EndpointFault::NoAnswer(error)))?;
        let judged = answer.presented.as_ref().map(|presented| wanted.trust.judge(presented));
        let bundle = judged.transpose().map_err(|error| failed(EndpointFault::Distrust(error)))?;
        // An API server may know nobody without credentials, but it says that itself.
        if !matches!(answer.status, 200 | 401 | 403) {
            let path = format!("{}/version", server.path().trim_end_matches('/'));
            return Err(failed(EndpointFault::Status { path, status: answer.status }));
        }
        rig.learn_bundle(&self.name, bundle.flatten());
        Ok(Change::Unchanged(format!("{} answers{}", wanted.server, assurance(&wanted.trust))))
    }
}

fn assurance(trust: &Trust) -> &'static str {
    match trust {
        Trust::Authority(_) => ", certificate from the given CA",
        Trust::Pin(_) => ", certificate as pinned",
        Trust::SystemRoots => ", certificate from a CA that this machine trusts",
        Trust::Insecure => ", certificate NOT CHECKED",
        Trust::Plain => ", without TLS",
    }
}

impl EndpointFault {
    /// What a person does next.
    pub fn hint(&self) -> String {
        match self {
            Self::NoAnswer(NoAnswer::UnknownHost { .. }) => {
                "is the name right? `endpoint:` takes another one, or an address".to_owned()
            }
            Self::NoAnswer(NoAnswer::Proxy { .. }) => {
                "does the proxy let CONNECT through to that port? `proxy:` names another".to_owned()
            }
            Self::NoAnswer(_) | Self::NotAnAddress(_) => {
                "kubefedctl runs here, so `endpoint:` has to answer on this machine as well as in \
                 the host's pods; `proxy:` names a way there"
                    .to_owned()
            }
            Self::Distrust(Distrust::OtherPin { .. }) => {
                "if the certificate was renewed on purpose, write its new fingerprint to `tls.pin`"
                    .to_owned()
            }
            Self::Distrust(Distrust::OtherName { .. }) => {
                "KubeFed knows no other name than that of the address: give an `endpoint:` that the \
                 certificate names"
                    .to_owned()
            }
            Self::Distrust(_) => {
                "`tls:` says how to trust it: `ca`, `pin`, `systemRoots` or `insecureSkipVerify`"
                    .to_owned()
            }
            Self::Status { .. } => {
                "is the path of `endpoint:` right? What is behind it has to be the API server's root"
                    .to_owned()
            }
        }
    }
}

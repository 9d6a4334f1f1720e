//! What one context of a kubeconfig says, with every file it names already read.

use std::path::PathBuf;

use secrecy::{SecretSlice, SecretString};
use url::Url;

use super::Error;
use crate::name::ContextName;

/// One context of a kubeconfig, resolved.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The kubeconfig file it is from.
    pub path: PathBuf,
    /// The context.
    pub context: ContextName,
    /// The API server's address.
    pub server: Url,
    /// The API server's address, letter by letter as the file has it.
    pub server_as_written: String,
    /// The name that the server's certificate has to carry, if not that of the address.
    pub tls_server_name: Option<String>,
    /// Whether the server's certificate is not looked at.
    pub insecure_skip_tls_verify: bool,
    /// The certificates that the server's certificate has to come from, as PEM.
    pub certificate_authority: Option<Vec<u8>>,
    /// The proxy on the way to the server.
    pub proxy_url: Option<String>,
    /// Who asks.
    pub user: User,
    /// Whom the user acts as; kept only to be refused.
    pub impersonates: Option<String>,
    /// The context's namespace.
    pub namespace: Option<String>,
}

/// Who asks. `Debug` shows no secret.
#[derive(Debug, Clone)]
pub enum User {
    /// Bearer of a token.
    Token(SecretString),
    /// Owner of a client certificate.
    ClientCertificate {
        /// The certificate, as PEM.
        certificate: Vec<u8>,
        /// Its private key, as PEM.
        key: SecretSlice<u8>,
    },
    /// A name and a password, which Kubernetes has not taken since 1.19, but proxies may.
    Basic {
        /// The name.
        username: String,
        /// The password.
        password: SecretString,
    },
    /// Whoever a program says; it runs only when the person allowed that program by name.
    Exec(ExecPlugin),
    /// Whoever an auth provider says; Kubernetes 1.26 removed them.
    AuthProvider {
        /// The provider's name.
        name: String,
    },
    /// Nobody in particular.
    Anonymous,
}

/// A program that gives credentials. Its arguments and variables may be secrets.
#[derive(Debug, Clone)]
pub struct ExecPlugin {
    /// The program as the kubeconfig names it.
    pub command: String,
    /// Its arguments.
    pub arguments: Vec<SecretString>,
    /// The variables that are set for it.
    pub environment: Vec<(String, SecretString)>,
    /// The version of the credentials that it gives.
    pub api_version: String,
    /// Whether it may ask a person: `Never`, `IfAvailable`, `Always`.
    pub interactive_mode: Option<String>,
    /// Whether it is told for which cluster it is asked.
    pub wants_cluster_info: bool,
    /// The kubeconfig's folder, in which a command like `bin/login` is looked for.
    pub folder: PathBuf,
}

impl Entry {
    /// Refuses what fedrig can't use: credentials from a program that is not one of `allowed`,
    /// acting as somebody else.
    pub fn refuse_programs(&self, allowed: &[String]) -> Result<(), Error> {
        let (path, context) = (self.path.clone(), self.context.clone());
        if let Some(user) = self.impersonates.clone() {
            return Err(Error::Impersonates { path, context, user });
        }
        match &self.user {
            // Letter by letter, so that `aws` allows no `./aws`.
            User::Exec(plugin) if allowed.contains(&plugin.command) => Ok(()),
            User::Exec(ExecPlugin { command: program, .. })
            | User::AuthProvider { name: program } => {
                Err(Error::Program { path, context, program: program.clone() })
            }
            User::Token(_)
            | User::ClientCertificate { .. }
            | User::Basic { .. }
            | User::Anonymous => Ok(()),
        }
    }
}

/// An address as kubeconfigs have it: without a path no `/` is put behind it, and a path is kept as
/// it was given.
pub fn as_address(url: &Url) -> String {
    match url.path() {
        "/" => url.as_str().trim_end_matches('/').to_owned(),
        _ => url.as_str().to_owned(),
    }
}

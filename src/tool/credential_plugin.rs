//! An exec plugin of a kubeconfig: a program such as `aws` or `kubelogin` that gives credentials, by
//! the `client.authentication.k8s.io` protocol. It is started only when the person allowed it by
//! name; what it gives is a secret, and what it is called with may be one.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Exec, Invocation, ToolFailure};

/// How long it may take: some of them ask servers of their own.
const LIMIT: Duration = Duration::from_secs(60);
/// The protocol's versions that a plugin may speak.
const VERSIONS: [&str; 2] =
    ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

/// A plugin and how it is called.
#[derive(Debug, Clone)]
pub struct CredentialPlugin {
    /// The program, absolute.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<SecretString>,
    /// The variables that are set for it.
    pub environment: Vec<(String, SecretString)>,
    /// The protocol's version.
    pub api_version: String,
    /// The cluster as the protocol describes it, if the plugin wants to know.
    pub cluster: Option<Value>,
}

/// What a plugin gave. `Debug` shows no secret.
#[derive(Debug, Clone)]
pub enum Credential {
    /// A token.
    Token(SecretString),
    /// A client certificate, as PEM.
    Certificate {
        /// The certificate.
        certificate: String,
        /// Its private key.
        key: SecretString,
    },
}

/// Why a plugin gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum PluginError {
    /// It speaks a version that is not known.
    #[error("the version `{version}` of its credentials is not known")]
    Version {
        /// The version that the kubeconfig names.
        version: String,
    },
    /// It failed.
    #[error("the program failed")]
    Failed {
        /// What it said.
        source: ToolFailure,
    },
    /// What it said are no credentials. The text may be a secret, so it is not shown.
    #[error("the program said something else than credentials of `{version}`")]
    Garbled {
        /// The version that was wanted.
        version: String,
    },
    /// The credentials are too old.
    #[error("the program gave credentials that have expired at {at}")]
    Expired {
        /// When.
        at: Timestamp,
    },
}

impl CredentialPlugin {
    /// Runs it, and gives what it gave.
    pub async fn credential(&self, exec: &Exec) -> Result<Credential, PluginError> {
        let version = self.api_version.clone();
        if !VERSIONS.contains(&version.as_str()) {
            return Err(PluginError::Version { version });
        }
        let said = exec.ask_secret(self.call(), LIMIT).await;
        let said = said.map_err(|source| PluginError::Failed { source })?;
        self.read(said.expose_secret(), Timestamp::now())
    }

    fn call(&self) -> Invocation {
        let mut spec = json!({"interactive": false});
        if let Some(cluster) = &self.cluster {
            spec["cluster"] = cluster.clone();
        }
        let asked = json!({"apiVersion": self.api_version, "kind": "ExecCredential", "spec": spec});
        let mut call = Invocation::of(&self.program)
            .args(self.arguments.iter().map(ExposeSecret::expose_secret))
            .env("KUBERNETES_EXEC_INFO", asked.to_string());
        for (name, value) in &self.environment {
            call = call.env(name, value.expose_secret());
        }
        call.concealed()
    }

    fn read(&self, said: &str, now: Timestamp) -> Result<Credential, PluginError> {
        let garbled = || PluginError::Garbled { version: self.api_version.clone() };
        let said: Answer = serde_json::from_str(said).map_err(|_| garbled())?;
        if said.api_version != self.api_version {
            return Err(garbled());
        }
        if let Some(at) = said.status.expiration_timestamp
            && at <= now
        {
            return Err(PluginError::Expired { at });
        }
        match said.status {
            Status {
                client_certificate_data: Some(certificate),
                client_key_data: Some(key),
                ..
            } => Ok(Credential::Certificate { certificate, key }),
            Status { token: Some(token), .. } if !token.expose_secret().is_empty() => {
                Ok(Credential::Token(token))
            }
            Status { .. } => Err(garbled()),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    api_version: String,
    status: Status,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    token: Option<SecretString>,
    client_certificate_data: Option<String>,
    client_key_data: Option<SecretString>,
    expiration_timestamp: Option<Timestamp>,
}

#[cfg(test)]
#[path = "credential_plugin_tests.rs"]
mod tests;

//! A context whose parts are in several files, or whose credentials come from a program that the
//! person allowed by name. The program runs once, here; what it gave is in the kubeconfig of the run,
//! so that no tool runs it.

use std::path::{Path, PathBuf};

use secrecy::ExposeSecret;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::AccessError;
use crate::kubeconfig::{Entry, ExecPlugin, ReadOnce, User};
use crate::spec::AssembledSource;
use crate::step::{Rig, Say};
use crate::tool::credential_plugin::{Credential, CredentialPlugin};

pub(super) async fn entry(
    source: &AssembledSource,
    rig: &Rig,
    say: Say<'_>,
) -> Result<Entry, AccessError> {
    let entry = ReadOnce::default().merged(&source.files)?.resolve(&source.context)?;
    // The file may have changed since the federation.yaml was read.
    entry.refuse_programs(&source.allowed_programs)?;
    let User::Exec(plugin) = &entry.user else { return Ok(entry) };
    say(&format!("asking {} for credentials", plugin.command));
    let user = ask(plugin, &entry, rig).await?;
    Ok(Entry { user, ..entry })
}

async fn ask(plugin: &ExecPlugin, entry: &Entry, rig: &Rig) -> Result<User, AccessError> {
    let command = plugin.command.clone();
    if plugin.interactive_mode.as_deref() == Some("Always") {
        return Err(AccessError::Interactive { command });
    }
    let program = locate(plugin, rig).ok_or_else(|| AccessError::NoProgram {
        program: command.clone(),
        hint: "install it, or use a context with a token",
    })?;
    let call = CredentialPlugin {
        program,
        arguments: plugin.arguments.clone(),
        environment: plugin.environment.clone(),
        api_version: plugin.api_version.clone(),
        cluster: plugin.wants_cluster_info.then(|| cluster_info(entry)),
    };
    let context = entry.context.clone();
    let given = rig.timing.waiting(call.credential(&rig.exec)).await;
    Ok(match given.map_err(|source| AccessError::Plugin { command, context, source })? {
        Credential::Token(token) => User::Token(token),
        Credential::Certificate { certificate, key } => {
            User::ClientCertificate { certificate: certificate.into_bytes(), key: bytes(&key) }
        }
    })
}

fn bytes(key: &SecretString) -> secrecy::SecretSlice<u8> {
    key.expose_secret().as_bytes().to_vec().into()
}

/// A command with a folder in it is beside its kubeconfig, any other on the search path.
fn locate(plugin: &ExecPlugin, rig: &Rig) -> Option<PathBuf> {
    let command = Path::new(&plugin.command);
    match command.components().count() {
        1 if !plugin.command.contains('/') => rig.fetcher.local(&plugin.command),
        _ => Some(plugin.folder.join(command)),
    }
}

/// The cluster as `client.authentication.k8s.io` describes it.
fn cluster_info(entry: &Entry) -> Value {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    let mut cluster = json!({"server": entry.server_as_written});
    if let Some(pem) = &entry.certificate_authority {
        cluster["certificate-authority-data"] = STANDARD.encode(pem).into();
    }
    if entry.insecure_skip_tls_verify {
        cluster["insecure-skip-tls-verify"] = true.into();
    }
    if let Some(name) = &entry.tls_server_name {
        cluster["tls-server-name"] = name.as_str().into();
    }
    if let Some(proxy) = &entry.proxy_url {
        cluster["proxy-url"] = proxy.as_str().into();
    }
    cluster
}

//! A kubeconfig of another machine, mostly the cluster's master.

use std::net::ToSocketAddrs as _;
use std::path::PathBuf;

use secrecy::ExposeSecret;
use url::{Host, Url};

use super::AccessError;
use crate::kubeconfig::{Entry, Kubeconfig, as_address};
use crate::name::ContextName;
use crate::spec::{Cluster, SshSource, is_loopback};
use crate::step::{Rig, Say};
use crate::tool::ssh::Ssh;

pub(super) async fn entry(
    source: &SshSource,
    cluster: &Cluster,
    rig: &Rig,
    say: Say<'_>,
) -> Result<Entry, AccessError> {
    let program = rig.fetcher.local("ssh");
    let program = program.ok_or(AccessError::NoProgram {
        program: "ssh".to_owned(),
        hint: "`apt-get install openssh-client` on Debian",
    })?;
    let config = cluster.access.kubeconfig.with_extension("ssh_config");
    let ssh = Ssh::at(rig.exec.clone(), program, config, source.login.clone());
    say(&format!("reading {}", source.place()));
    let text = rig.timing.waiting(ssh.read_file(&source.kubeconfig, source.rights)).await?;
    let file = Kubeconfig::of_elsewhere(text.expose_secret(), PathBuf::from(source.place()))?;
    let entry = file.resolve(&context(source, &file)?)?;
    // A program there is not one here, so none can be allowed.
    entry.refuse_programs(&[])?;
    Ok(entry)
}

fn context(source: &SshSource, file: &Kubeconfig) -> Result<ContextName, AccessError> {
    if let Some(context) = &source.context {
        return Ok(context.clone());
    }
    let only = file.only_context().and_then(|name| name.parse().ok());
    only.ok_or_else(|| AccessError::WhichContext {
        place: source.place(),
        contexts: file.context_names().into_iter().map(str::to_owned).collect(),
    })
}

/// The address at which this machine reaches the cluster. The one in the kubeconfig may mean
/// something on that machine alone; the endpoint takes its place then.
pub(super) async fn server(entry: &Entry, endpoint: Option<&Url>) -> Result<String, AccessError> {
    let only_there = is_loopback(&entry.server) || endpoint.is_some() && !has_address(entry).await;
    match (only_there, endpoint) {
        (false, _) => Ok(entry.server_as_written.clone()),
        (true, Some(endpoint)) => Ok(as_address(endpoint)),
        (true, None) => Err(AccessError::OnlyThere {
            place: entry.path.display().to_string(),
            server: entry.server_as_written.clone(),
        }),
    }
}

async fn has_address(entry: &Entry) -> bool {
    let Some(Host::Domain(name)) = entry.server.host() else { return true };
    let asked = (name.to_owned(), entry.server.port_or_known_default().unwrap_or_default());
    let found = tokio::task::spawn_blocking(move || asked.to_socket_addrs().is_ok());
    found.await.unwrap_or(true)
}

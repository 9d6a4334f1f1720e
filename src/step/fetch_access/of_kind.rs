//! A kind cluster of this machine. kind's kubeconfig names a port of this machine; the container's
//! address works from here and from the pods of other kind clusters.

use std::path::PathBuf;

use secrecy::ExposeSecret;

use super::AccessError;
use crate::kubeconfig::{Entry, Kubeconfig};
use crate::name::ClusterName;
use crate::step::Rig;
use crate::tool::Program;
use crate::tool::docker::Docker;

pub(super) async fn entry(name: &ClusterName, rig: &Rig) -> Result<Entry, AccessError> {
    rig.fetch(Program::Kind).await.map_err(|source| AccessError::NoKind(Box::new(source)))?;
    let kind = rig.kind();
    let present = kind.clusters().await.map_err(AccessError::Kind)?;
    if !present.iter().any(|cluster| cluster == name.as_str()) {
        return Err(AccessError::NoCluster { cluster: name.clone(), present });
    }
    let text = kind.kubeconfig(name).await.map_err(AccessError::Kind)?;
    let file = Kubeconfig::of_elsewhere(text.expose_secret(), PathBuf::from("kind's kubeconfig"))?;
    let context = format!("kind-{name}").parse().expect("a label is a context name");
    Ok(file.resolve(&context)?)
}

pub(super) async fn server(name: &ClusterName, rig: &Rig) -> Result<String, AccessError> {
    let program = rig.fetcher.local("docker");
    let program = program.ok_or(AccessError::NoProgram {
        program: "docker".to_owned(),
        hint: "`apt-get install docker.io` on Debian",
    })?;
    let docker = Docker::at(rig.exec.clone(), program);
    let address = docker.node_address(name).await.map_err(AccessError::Kind)?;
    let address = address.ok_or_else(|| AccessError::Stopped { cluster: name.clone() })?;
    Ok(format!("https://{address}:6443"))
}

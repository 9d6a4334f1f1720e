//! The pods run the image that was wanted: its tag, its digest, and the version that they say
//! themselves. A release was published whose image lacked the release's commits (upstream's report
//! 928); only a look into the pod tells.

use k8s_openapi::api::core::v1::Pod;
use kube::Api;
use kube::api::{ListParams, LogParams};

use super::super::desk::Desk;
use super::super::fault::Fault;
use super::super::federation::image_of;
use super::super::log::Log;
use super::super::look::unanswered;
use super::super::names::Names;
use super::Ran;
use crate::verdict::{KubeFed, Stage};

/// The version is among the first lines of a log; so much of it is read, in bytes.
const LOG: i64 = 64 << 10;

pub(super) async fn run(desk: &Desk, log: &Log) -> Result<Ran, Fault> {
    let host = &desk.names.host;
    let namespace = Names::namespace(Stage::Install);
    let pods: Api<Pod> = Api::namespaced(desk.client(host).await?, namespace.as_str());
    let found = pods.list(&ListParams::default()).await;
    let found = found.map_err(unanswered(host, "KubeFed's pods"))?.items;
    let mut versions = Vec::new();
    for pod in &found {
        if pod.metadata.deletion_timestamp.is_some() {
            continue;
        }
        let name = pod.metadata.name.clone().unwrap_or_default();
        right_image(desk, &name, pod, log).await?;
        let params = LogParams { limit_bytes: Some(LOG), ..LogParams::default() };
        let said = pods.logs(&name, &params).await.map_err(unanswered(host, "a pod's log"))?;
        if let Some(said) = said_version(&said) {
            log.line(&format!("{name} says {}, commit {}", said.version, said.commit));
            right_version(&desk.cell.kubefed, &name, &said)?;
            versions.push(said.version);
        }
    }
    versions.sort();
    versions.dedup();
    if versions.is_empty() {
        return Err(Fault::new("no pod of the control plane says its version"));
    }
    let id = &desk.kit().image.id;
    let short = id.get(..19).unwrap_or(id);
    Ok(Ran::passed(format!(
        "{} pods run {} ({short}…) and say {}",
        found.len(),
        image_of(&desk.cell.kubefed),
        versions.join(", ")
    )))
}

async fn right_image(desk: &Desk, name: &str, pod: &Pod, log: &Log) -> Result<(), Fault> {
    let wanted = image_of(&desk.cell.kubefed);
    let spec = pod.spec.iter().flat_map(|spec| &spec.containers);
    for image in spec.filter_map(|container| container.image.as_deref()) {
        if image != wanted {
            return Err(Fault::new(format!("pod `{name}` wants `{image}`, not `{wanted}`")));
        }
    }
    let statuses = pod.status.iter().flat_map(|status| status.container_statuses.iter().flatten());
    for status in statuses {
        let id = engines_id(desk, &status.image_id).await?;
        log.line(&format!("{name} runs {}, which is {id}", status.image_id));
        if id != desk.kit().image.id {
            let engines = &desk.kit().image.id;
            return Err(Fault::new(format!(
                "pod `{name}` runs the image {id}, and the engine's `{wanted}` is {engines}"
            )));
        }
    }
    Ok(())
}

/// The engine's id for the image that a pod says it runs: by that id, by the digest of a registry, or
/// by that of the manifest that containerd made when it read an archive.
async fn engines_id(desk: &Desk, said: &str) -> Result<String, Fault> {
    let engine = &desk.kit().image;
    let digest = said.rsplit_once('@').map_or(said, |(_, digest)| digest);
    let of_registry = engine.repo_digests.iter().any(|known| known.ends_with(digest));
    if digest == engine.id || of_registry {
        return Ok(engine.id.clone());
    }
    let found = desk.tools.docker().image_id_in_node(&desk.names.host, digest).await;
    found.map_err(|error| Fault::of(&format!("the node does not know the image `{said}`"), &error))
}

/// What a binary says of itself.
struct Said {
    version: String,
    commit: String,
}

/// Of an image of one's own nobody knows what it has to say.
fn right_version(kubefed: &KubeFed, pod: &str, said: &Said) -> Result<(), Fault> {
    let wanted = match kubefed {
        KubeFed::Release(_) | KubeFed::Tree { .. } => format!("v{}", kubefed.own_version()),
        KubeFed::Image { .. } => return Ok(()),
    };
    if said.version == wanted {
        return Ok(());
    }
    Err(Fault::new(format!(
        "pod `{pod}` says that it is {}, and its image is that of {wanted}",
        said.version
    )))
}

/// Reads `KubeFed controller-manager version: version.Info{Version:"v0.10.0", GitCommit:"…"…`.
fn said_version(log: &str) -> Option<Said> {
    let line = log.lines().find(|line| line.contains("version.Info{"))?;
    let field = |name: &str| {
        let (_, rest) = line.split_once(&format!("{name}:\""))?;
        Some(rest.split_once('"')?.0.to_owned())
    };
    Some(Said { version: field("Version")?, commit: field("GitCommit").unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_from_the_log() {
        let log = "I1124 x\nKubeFed controller-manager version: version.Info{Version:\"v0.10.0\", GitCommit:\"abc\", GitTreeState:\"clean\"}\n";
        let said = said_version(log).unwrap();
        assert_eq!((said.version.as_str(), said.commit.as_str()), ("v0.10.0", "abc"));
        assert!(said_version("nothing").is_none());
    }

    #[test]
    fn an_image_with_another_release_in_it_is_found_out() {
        let said = Said { version: "v0.1.0-rc1-4-g123".to_owned(), commit: String::new() };
        let release = KubeFed::Release("0.10.0".parse().unwrap());
        let fault = right_version(&release, "p", &said).unwrap_err();
        assert!(fault.says.contains("v0.1.0-rc1-4-g123"), "{}", fault.says);
    }
}

//! What an upgrade takes besides helm: a backup, the CRDs, and a webhook that serves the new
//! certificate.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::time::Duration;

use super::configure_control_plane::await_deployment;
use super::images::webhook_image;
use super::{Change, Error, Moment, Rig, Say};
use crate::observe::remains::kubefed_objects;
use crate::tool::ToolFailure;
use crate::watch::controlplane::WEBHOOK;
use crate::watch::webhook::unsettled;

/// How often the webhook is asked whether it is settled.
const LOOK: Duration = Duration::from_millis(250);
/// How long that may take: a pod has 30 s to end.
const SETTLE: Duration = Duration::from_secs(45);

/// Writes every object of KubeFed's types in the host into a file of the state directory.
pub(super) async fn back_up(rig: &Rig) -> Result<Change, Error> {
    let host = rig.host().await?;
    let asked = kubefed_objects(&host);
    let objects = rig.ask(&rig.federation.host.name, "its KubeFed objects", asked).await?;
    let number = objects.len();
    let list = serde_json::json!({"apiVersion": "v1", "kind": "List", "items": objects});
    let path = rig.own.path().with_file_name(format!("backup-{}.json", rig.journal.id()));
    let written = OpenOptions::new()
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(&path)
        .and_then(|mut file| file.write_all(list.to_string().as_bytes()));
    written.map_err(|source| Error::Backup { path: path.clone(), source })?;
    Ok(Change::Changed(format!("{number} objects kept in {}", path.display())))
}

/// helm installs CRDs and never upgrades them.
pub(super) async fn upgrade_crds(rig: &Rig) -> Result<Change, Error> {
    let kubefed = &rig.federation.kubefed;
    let crds = rig.helm().crds(&rig.chart(), &kubefed.namespace).await;
    let crds = crds.map_err(|source| configure(rig, source))?;
    let kubectl = rig.kubectl(&rig.federation.host.access);
    kubectl.apply_text(&crds).await.map_err(|source| configure(rig, source))?;
    Ok(Change::Changed(format!("CRDs of {}", kubefed.version)))
}

/// The chart makes a new CA at every render and leaves the webhook's pods alone: they would serve
/// the old certificate until the kubelet brings them the new one, up to 90 s later.
///
/// Before helm it gets the wanted image as well: after an upgrade to an image that never came, a new
/// pod would wait for that one, and helm's objects for a webhook.
pub(super) async fn restart_webhook(
    rig: &Rig,
    moment: Moment,
    say: Say<'_>,
) -> Result<Change, Error> {
    let kubefed = &rig.federation.kubefed;
    let kubectl = rig.kubectl(&rig.federation.host.access);
    let image = webhook_image(kubefed).filter(|_| moment == Moment::BeforeHelm);
    if let Some(image) = &image {
        let set = kubectl.set_image(&kubefed.namespace, WEBHOOK, &image.to_string()).await;
        set.map_err(|source| configure(rig, source))?;
    }
    let restarted = kubectl.restart_deployment(&kubefed.namespace, WEBHOOK).await;
    restarted.map_err(|source| configure(rig, source))?;
    if moment == Moment::BeforeHelm {
        match await_deployment(rig, WEBHOOK, say).await {
            Ok(()) => await_settled(rig, say).await?,
            // What else keeps it from running may be what helm is about to mend.
            Err(Error::Deployment { source, .. }) => say(&format!("helm goes on: {source}")),
            Err(error) => return Err(error),
        }
    }
    Ok(Change::Changed("the webhook takes the certificate of now".to_owned()))
}

/// helm writes KubeFed's objects within a second: until then no call may get to a pod of before, as
/// its certificate is another.
async fn await_settled(rig: &Rig, say: Say<'_>) -> Result<(), Error> {
    let host = rig.host().await?;
    let namespace = &rig.federation.kubefed.namespace;
    let settle = async {
        let mut last = String::new();
        loop {
            let lacks = match unsettled(&host, namespace).await {
                Ok(None) => return,
                Ok(Some(lacks)) => lacks,
                Err(error) => error.to_string(),
            };
            if lacks != last {
                say(&lacks);
                last = lacks;
            }
            tokio::time::sleep(LOOK).await;
        }
    };
    let settled = async {
        tokio::select! {
            () = settle => {}
            () = rig.cancel.cancelled() => {}
            () = tokio::time::sleep(SETTLE) => say("helm goes on all the same"),
        }
    };
    rig.timing.waiting(settled).await;
    Ok(())
}

fn configure(rig: &Rig, source: ToolFailure) -> Error {
    Error::Configure { namespace: rig.federation.kubefed.namespace.clone(), source }
}

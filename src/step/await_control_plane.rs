//! Waits until the controller runs completely, in its newest form, and compares what runs with the
//! lock file.

use super::configure_control_plane::await_deployment;
use super::images::{check_running, wanted_images};
use super::{Change, Error, Rig, Say};
use crate::watch::controlplane::CONTROLLER;
use crate::watch::images::{Running, running_images};

pub(super) async fn apply(rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
    await_deployment(rig, CONTROLLER, say).await?;
    check_running(rig, &running(rig).await?)?;
    Ok(Change::Unchanged("controller and webhook available".to_owned()))
}

/// Whether the images that run already, and are wanted, are what the lock file says. What an upgrade
/// replaces is not looked at.
pub async fn check(rig: &Rig) -> Result<(), Error> {
    let wanted = wanted_images(&rig.federation.kubefed);
    let is_wanted = |one: &Running| {
        let image = one.image.parse();
        wanted.iter().any(|wanted| Ok(&wanted.image) == image.as_ref())
    };
    let running: Vec<Running> = running(rig).await?.into_iter().filter(is_wanted).collect();
    check_running(rig, &running)
}

async fn running(rig: &Rig) -> Result<Vec<Running>, Error> {
    let host = rig.host().await?;
    let running = running_images(&host, &rig.federation.kubefed.namespace);
    rig.ask(&rig.federation.host.name, "its images", running).await
}

//! Waits until the controller runs completely, in its newest form.

use super::configure_control_plane::await_deployment;
use super::{Change, Error, Rig, Say};
use crate::watch::controlplane::CONTROLLER;

pub(super) async fn apply(rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
    await_deployment(rig, CONTROLLER, say).await?;
    Ok(Change::Unchanged("controller and webhook available".to_owned()))
}

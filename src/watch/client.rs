//! A client for one `Access`.

use std::path::Path;
use std::time::Duration;

use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};

use super::{Unreachable, lines};
use crate::tool::Access;

/// How long the connection to an API server may take until it counts as black-holed.
pub const CONNECT: Duration = Duration::from_secs(6);
/// How long an API server may be silent. A watch has a bookmark each minute.
const SILENCE: Duration = Duration::from_secs(90);

/// A client for the cluster of `access`.
///
/// The caller has made sure that the context names no program to run for its credentials: `kube`
/// would run it.
pub async fn connect(access: &Access) -> Result<Client, Unreachable> {
    let kubeconfig = read(access.file())?;
    let options = KubeConfigOptions {
        context: Some(access.context.as_str().to_owned()),
        ..KubeConfigOptions::default()
    };
    let mut config = Config::from_custom_kubeconfig(kubeconfig, &options)
        .await
        .map_err(|source| Unreachable::BadAccess { source: Box::new(source) })?;
    config.connect_timeout = Some(CONNECT);
    config.read_timeout = Some(SILENCE);
    lines::client(config).map_err(|error| Unreachable::from(&error))
}

fn read(path: &Path) -> Result<Kubeconfig, Unreachable> {
    Kubeconfig::read_from(path)
        .map_err(|source| Unreachable::BadAccess { source: Box::new(source) })
}

//! Removes what earlier runs, or helm under them, left in the host.

use super::{Change, Error, Rig};
use crate::observe::Leftover;

pub(super) async fn apply(leftovers: &[Leftover], rig: &Rig) -> Result<Change, Error> {
    let objects: Vec<String> = leftovers
        .iter()
        .map(|leftover| match leftover {
            Leftover::HookJob(name) => format!("job/{name}"),
            Leftover::Secret(name) => format!("secret/{name}"),
        })
        .collect();
    let namespace = &rig.federation.kubefed.namespace;
    let kubectl = rig.kubectl(&rig.federation.host.access);
    let deleted = kubectl.delete(Some(namespace.as_str()), &objects).await;
    deleted.map_err(|source| Error::Configure { namespace: namespace.clone(), source })?;
    Ok(Change::Changed(format!("removed {}", objects.join(", "))))
}

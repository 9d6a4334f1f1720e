//! Enables a type for federation, and waits until KubeFed works on it.

use kube::Api;

use super::{Change, Error, Rig, Say};
use crate::federate::TypeRef;
use crate::watch::member::FederatedTypeConfig;
use crate::watch::wait::{Verdict, Waiting, await_object};

/// Enable this type.
#[derive(Debug, Clone, PartialEq)]
pub struct EnableType {
    /// The type of what is made in members.
    pub of: TypeRef,
}

impl EnableType {
    pub(super) async fn apply(&self, rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
        let name = self.of.full_name();
        let host = rig.host().await?;
        let namespace = &rig.federation.kubefed.namespace;
        let configs: Api<FederatedTypeConfig> = Api::namespaced(host, namespace.as_str());
        let asked = configs.get_opt(&name);
        let found = rig.ask(&rig.federation.host.name, "its federated types", asked).await?;
        let is_there = found.is_some_and(|config| config.spec.propagation == "Enabled");
        if !is_there {
            let enabled = rig.users_kubefedctl().enable(&name).await;
            enabled.map_err(|source| Error::Enable { of: name.clone(), source })?;
        }
        let limit = rig.federation.timeouts.propagation;
        let waiting = Waiting { limit, cancel: &rig.cancel, say };
        let waited = await_object(configs, &name, waiting, is_worked_on);
        let waited = rig.timing.waiting(waited).await;
        waited.map_err(|source| Error::NotWorkedOn { of: name.clone(), source })?;
        Ok(match is_there {
            true => Change::Unchanged(format!("{name} is federated")),
            false => Change::Changed(format!("{name} is federated now")),
        })
    }
}

fn is_worked_on(config: Option<&FederatedTypeConfig>) -> Verdict<()> {
    let status = config.and_then(|config| config.status.as_ref());
    match status.map(|status| status.propagation_controller.as_str()) {
        Some("Running") => Verdict::Yes(()),
        Some(_) | None => Verdict::NotYet("no controller works on the type yet".to_owned()),
    }
}

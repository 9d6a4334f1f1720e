//! Whom `fedrig spread` asks.

use super::super::session::Session;
use crate::report::Exit;
use crate::report::diagnosis::Diagnosis;
use crate::spread::{Clients, Problem, Seen, Wish, Workload, watch};

/// Clients for the host, and for the members of the file. A member that can't be asked is told of in the
/// table; without the host nothing is to be done.
pub(super) async fn clients(session: &Session<'_>) -> Result<Clients, Exit> {
    let rig = &session.rig;
    let unreached = session.reach_all().await;
    let federation = &rig.federation;
    if let Some(diagnosis) = unreached.get(&federation.host.name) {
        session.terminal.error(&diagnosis.render());
        return Err(Exit::Clusters);
    }
    let host = session.or_report(rig.host().await)?;
    let mut members = std::collections::BTreeMap::new();
    for cluster in federation.clusters() {
        let client = match unreached.get(&cluster.name) {
            Some(diagnosis) => Err(diagnosis.error.clone()),
            None => rig.client(cluster).await.map_err(|error| error.to_string()),
        };
        members.insert(cluster.name.clone(), client);
    }
    let (kubefed, scope) = (federation.kubefed.namespace.clone(), federation.kubefed.scope);
    Ok(Clients { host, kubefed, scope, members })
}

/// One look at the host and at all members.
pub(super) async fn look(
    session: &Session<'_>,
    clients: &Clients,
    workload: &Workload,
) -> Result<Seen, Exit> {
    let mut found = None;
    let looked = watch(clients, workload, |seen| {
        found = Some(seen);
        Wish::Enough
    });
    let looked = tokio::select! {
        looked = looked => looked,
        () = session.rig.cancel.cancelled() => return Err(Exit::Interrupted),
    };
    match (looked, found) {
        (Ok(()), Some(seen)) => Ok(seen),
        (Err(why), _) => Err(unwatched(session, why)),
        (Ok(()), None) => Err(unwatched(session, "nothing was seen".to_owned())),
    }
}

/// Reports a host that does not tell.
pub(super) fn unwatched(session: &Session<'_>, why: String) -> Exit {
    let host = &session.rig.federation.host;
    let diagnosis = Diagnosis {
        error: format!("host `{}` can't be watched with {}", host.name, host.access),
        causes: vec![why],
        command: None,
        hints: vec![format!("`{} cluster-info` asks it", host.access.kubectl())],
    };
    session.terminal.error(&diagnosis.render());
    Exit::Clusters
}

/// Reports all that is wrong with what is asked for.
pub(super) fn refuse(session: &Session<'_>, problems: &[Problem]) -> Exit {
    let file = session.rig.federation.file.display().to_string();
    let mut last = None;
    for problem in problems {
        // Several problems may have one remedy, which is said once.
        let hint = Some(problem.hint(&file)).filter(|hint| last.as_ref() != Some(hint));
        let diagnosis = Diagnosis::of(problem, hint.iter().cloned().collect());
        session.terminal.error(&diagnosis.render());
        last = hint.or(last);
    }
    Exit::Usage
}

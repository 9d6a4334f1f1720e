//! How this machine gets at the clusters: with the user's kubeconfigs, and with fedrig's own.

use std::os::unix::fs::PermissionsExt as _;

use jiff::Timestamp;

use super::definition::Finding::{Fail, FailWith, Pass, Skipped, Warn};
use super::definition::{Check, Found, Group};
use super::scene::At;
use crate::observe::OwnEntryView;
use crate::watch::client;
use crate::watch::credentials::TokenLife;
use crate::watch::identity::user;

const ACCESS: Check = Check { group: Group::Access, ..Check::CLUSTER };
const OWN: Check = Check {
    pre: false,
    needs: &["credentials-known", "kubefed-installed"],
    hint: "`fedrig up -f <file>` makes it anew",
    ..ACCESS
};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "access-there",
        statement: "the access to <cluster> can be had",
        hint: "`fedrig access -f <file>` tries every access",
        run: |at| Box::pin(access_there(at)),
        ..ACCESS
    },
    Check {
        id: "kubeconfig-private",
        statement: "nobody else on this machine can read the kubeconfig of <cluster>",
        hint: "`chmod go-rwx` that file",
        run: |at| Box::pin(kubeconfig_private(at)),
        ..ACCESS
    },
    Check {
        id: "own-entry-works",
        statement: "fedrig's own kubeconfig leads to <cluster>",
        run: |at| Box::pin(own_entry_works(at)),
        ..OWN
    },
    Check {
        id: "own-token-lasts",
        statement: "fedrig's own token for <cluster> lasts",
        hint: "`fedrig credentials rotate <cluster> -f <file>` makes a new one",
        needs: &["own-entry-works"],
        run: |at| Box::pin(own_token_lasts(at)),
        ..OWN
    },
];

async fn access_there(at: At<'_>) -> Found {
    if let Some((cause, hints)) = at.scene.unseen.accesses.get(at.name()) {
        return Ok(FailWith(cause.clone(), hints.clone()));
    }
    Ok(Pass(at.cluster.access.to_string()))
}

async fn kubeconfig_private(at: At<'_>) -> Found {
    if at.cluster.source.is_fetched() {
        return Ok(Skipped("it is fetched, for one run".to_owned()));
    }
    let path = &at.cluster.access.kubeconfig;
    let found = std::fs::metadata(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mode = found.permissions().mode() & 0o777;
    let text = format!("{} has mode {mode:o}", path.display());
    Ok(if mode & 0o077 == 0 { Pass(text) } else { Warn(text) })
}

async fn own_entry_works(at: At<'_>) -> Found {
    if at.view()?.own_entry == OwnEntryView::Other {
        return Ok(Fail(
            "it has no entry for the cluster, or another one than is wanted".to_owned(),
        ));
    }
    let access = at.scene.rig.own.access(at.name());
    let asked = async { user(&client::connect(&access).await?).await };
    Ok(match asked.await {
        Ok(user) => Pass(user.unwrap_or_else(|| "it answers".to_owned())),
        Err(error) => Fail(error.to_string()),
    })
}

async fn own_token_lasts(at: At<'_>) -> Found {
    let life = at.view()?.own_token.as_ref();
    Ok(life_of(life.ok_or("fedrig has no token")?))
}

/// What there is to say of a token's life.
pub(super) fn life_of(life: &TokenLife) -> super::definition::Finding {
    match life {
        TokenLife::Lasting => Pass("it never expires".to_owned()),
        TokenLife::Unknown => Fail("it is no token of a service account".to_owned()),
        TokenLife::Bound(bound) if bound.is_expired(Timestamp::now()) => {
            Fail(format!("it expired at {}", bound.expires))
        }
        TokenLife::Bound(bound) => match bound.is_due(Timestamp::now()) {
            Some(reason) => Warn(reason),
            None => Pass(format!("until {}", bound.expires)),
        },
    }
}

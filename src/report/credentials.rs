//! The tokens of a federation as a table: whose, of what kind, until when. Never a token itself.

use jiff::Timestamp;
use serde::Serialize;

use super::table::plain;
use crate::observe::{OwnEntryView, World};
use crate::watch::credentials::TokenLife;

/// One token.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Credential {
    /// The cluster that it is for.
    pub cluster: String,
    /// Who has it: `fedrig` or `kubefed`.
    pub holder: &'static str,
    /// The service account in the cluster.
    pub account: String,
    /// `lasting`, `expiring`, `unknown` or `missing`.
    pub kind: &'static str,
    /// When it was made.
    pub issued: Option<Timestamp>,
    /// When it expires.
    pub expires: Option<Timestamp>,
}

/// Who the accounts are named after.
#[derive(Debug, Clone, Copy)]
pub struct Accounts<'a> {
    /// The name of fedrig's.
    pub fedrig: &'a str,
    /// The host's name, which ends the names of KubeFed's.
    pub host: &'a str,
    /// The namespace of KubeFed's.
    pub namespace: &'a str,
}

/// The tokens of every cluster that answered.
pub fn credentials(world: &World, accounts: Accounts<'_>) -> Vec<Credential> {
    let mut all = Vec::new();
    for (name, view) in &world.clusters {
        let own = view.own_token.as_ref().filter(|_| view.own_entry == OwnEntryView::AsWanted);
        all.push(credential(name.as_str(), "fedrig", accounts.fedrig.to_owned(), own));
        if let Some(join) = world.host.joins.get(name) {
            let account = format!("{}/{name}-{}", accounts.namespace, accounts.host);
            all.push(credential(name.as_str(), "kubefed", account, join.token.as_ref()));
        }
    }
    all
}

fn credential(
    cluster: &str,
    holder: &'static str,
    account: String,
    life: Option<&TokenLife>,
) -> Credential {
    let (kind, bound) = match life {
        None => ("missing", None),
        Some(TokenLife::Lasting) => ("lasting", None),
        Some(TokenLife::Unknown) => ("unknown", None),
        Some(TokenLife::Bound(bound)) => ("expiring", Some(bound)),
    };
    Credential {
        cluster: cluster.to_owned(),
        holder,
        account,
        kind,
        issued: bound.map(|bound| bound.issued),
        expires: bound.map(|bound| bound.expires),
    }
}

/// The table: a heading, and a line a token.
pub fn table(credentials: &[Credential]) -> String {
    let heading = ["CLUSTER", "HOLDER", "ACCOUNT", "KIND", "ISSUED", "EXPIRES"];
    let time = |time: Option<Timestamp>| time.map_or("-".to_owned(), |time| time.to_string());
    let row = |credential: &Credential| {
        [
            credential.cluster.clone(),
            credential.holder.to_owned(),
            credential.account.clone(),
            credential.kind.to_owned(),
            time(credential.issued),
            time(credential.expires),
        ]
    };
    plain(heading, credentials.iter().map(row))
}

//! The state of a federation as a table, JSON or YAML.

use jiff::Timestamp;

use super::table::plain;
use crate::status::{ClusterStatus, FederationStatus};

/// The table: a heading, and a line a cluster.
pub fn table(status: &FederationStatus, now: Timestamp) -> String {
    let heading = ["CLUSTER", "REGION", "ROLE", "KUBERNETES", "READY", "SINCE", "REASON"];
    let table = plain(heading, status.clusters.iter().map(|cluster| row(cluster, now)));
    let kubefed = match &status.kubefed {
        Some(version) => format!("KubeFed {version} in {}", status.namespace),
        None => format!("no KubeFed in {}", status.namespace),
    };
    let warned = status.clusters.iter().filter_map(|cluster| {
        Some(format!("\nwarning: {}: {}\n", cluster.name, cluster.warning.as_ref()?))
    });
    format!("{}: {kubefed}\n\n{table}{}", status.federation, warned.collect::<String>())
}

fn row(cluster: &ClusterStatus, now: Timestamp) -> [String; 7] {
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    [
        cluster.name.clone(),
        or_dash(&cluster.region),
        cluster.role.to_string(),
        or_dash(&cluster.kubernetes),
        if cluster.ready { "yes" } else { "no" }.to_owned(),
        cluster.since.map_or_else(|| "-".to_owned(), |since| age(since, now)),
        cluster.reason.clone().or_else(|| expiry(cluster, now)).unwrap_or_default(),
    ]
}

fn expiry(cluster: &ClusterStatus, now: Timestamp) -> Option<String> {
    let expires = cluster.token_expires?;
    Some(match now < expires {
        true => format!("its token expires in {}", age(now, expires)),
        false => {
            format!("its token expired {} ago: `fedrig credentials rotate`", age(expires, now))
        }
    })
}

/// `45s`, `12m`, `3h`, `5d`: the field's way to tell an age.
pub(super) fn age(since: Timestamp, now: Timestamp) -> String {
    match now.as_second().saturating_sub(since.as_second()).max(0) {
        seconds @ 0..120 => format!("{seconds}s"),
        seconds @ 120..7200 => format!("{}m", seconds / 60),
        seconds @ 7200..172_800 => format!("{}h", seconds / 3600),
        seconds => format!("{}d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::Role;

    #[test]
    fn the_table_says_who_is_not_ready_and_why() {
        let cluster = |name: &str, role, ready, reason: Option<&str>| ClusterStatus {
            name: name.to_owned(),
            region: Some(name.to_owned()),
            role,
            kubernetes: Some("v1.33.13".to_owned()),
            ready,
            since: Some("2026-11-24T08:00:00Z".parse().unwrap()),
            reason: reason.map(str::to_owned),
            token_expires: None,
            warning: None,
        };
        let status = FederationStatus {
            federation: "two-regions".to_owned(),
            namespace: "kube-federation-system".to_owned(),
            kubefed: Some("0.10.0".to_owned()),
            ready: false,
            clusters: vec![
                cluster("eu-central", Role::HostAndMember, true, None),
                cluster("us-east", Role::Member, false, Some("Offline, ClusterNotReachable: no")),
            ],
        };
        let now = "2026-11-24T08:01:05Z".parse().unwrap();
        insta::assert_snapshot!(table(&status, now));
    }
}

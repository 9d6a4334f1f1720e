//! The clusters of kind on this machine, and what was left of others, as tables.

use jiff::Timestamp;

use super::status::age;
use super::table::plain;
use crate::env::{Leftover, Listed};

/// A heading, and a line a cluster.
pub fn table(clusters: &[Listed], now: Timestamp) -> String {
    if clusters.is_empty() {
        return "no clusters of kind on this machine\n".to_owned();
    }
    let heading = ["CLUSTER", "ENV", "STATE", "KUBERNETES", "NODES", "AGE", "IMAGE", "KUBECONFIG"];
    plain(heading, clusters.iter().map(|cluster| row(cluster, now)))
}

fn row(cluster: &Listed, now: Timestamp) -> [String; 8] {
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    [
        cluster.name.clone(),
        or_dash(cluster.env.clone()),
        cluster.state.as_str().to_owned(),
        or_dash(cluster.kubernetes.clone()),
        cluster.nodes.to_string(),
        or_dash(cluster.created.map(|created| age(created, now))),
        or_dash(cluster.image.clone()),
        or_dash(cluster.kubeconfig.as_ref().map(|path| path.display().to_string())),
    ]
}

/// A heading, and a line a leftover.
pub fn leftovers(left: &[Leftover]) -> String {
    if left.is_empty() {
        return "nothing is left of other runs\n".to_owned();
    }
    let row = |left: &Leftover| {
        let env = left.env.clone().unwrap_or_else(|| "-".to_owned());
        [left.what.as_str().to_owned(), left.name.clone(), env, left.why.clone()]
    };
    plain(["WHAT", "NAME", "ENV", "WHY"], left.iter().map(row))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::{ClusterState, Remains};

    #[test]
    fn the_table_says_whose_each_cluster_is() {
        let ours = Listed {
            name: "lab-1".to_owned(),
            env: Some("lab".to_owned()),
            kubernetes: Some("v1.33.13".to_owned()),
            state: ClusterState::Answers,
            created: Some("2026-11-24T08:00:00Z".parse().unwrap()),
            image: Some("kindest/node:v1.33.13".to_owned()),
            nodes: 1,
            kubeconfig: Some("/work/.fedrig/lab/lab-1.kubeconfig".into()),
        };
        let theirs = Listed {
            name: "kind".to_owned(),
            env: None,
            state: ClusterState::Stopped,
            kubernetes: None,
            kubeconfig: None,
            ..ours.clone()
        };
        let now = "2026-11-24T08:03:00Z".parse().unwrap();
        insta::assert_snapshot!(table(&[theirs, ours], now));
    }

    #[test]
    fn a_leftover_has_its_reason() {
        let left = Leftover {
            what: Remains::Network,
            name: "fedrig-lab".to_owned(),
            env: Some("lab".to_owned()),
            why: "no cluster is in it".to_owned(),
        };
        insta::assert_snapshot!(leftovers(&[left]));
        assert_eq!(leftovers(&[]), "nothing is left of other runs\n");
    }
}

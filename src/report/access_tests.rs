use super::*;
use crate::access::Problem;
use crate::tool::Access;
use crate::watch::identity::Nodes;

fn side(server: &str) -> Side {
    Side {
        kubeconfig: "/home/ann/.kube/config".into(),
        context: "kind-eu".to_owned(),
        server: Some(server.to_owned()),
        kubernetes: Some("v1.33.13".to_owned()),
        nodes: Some(Nodes { ready: 2, total: 3 }),
        user: Some("kubernetes-admin".to_owned()),
        may_do_everything: Some(true),
        took_seconds: 0.1,
        problem: None,
    }
}

fn report() -> AccessReport {
    let probed = Some("2026-11-24T08:00:00Z".parse().unwrap());
    let lost = Problem { cause: "nothing listens there".into(), hint: "is it up?".into() };
    let lost = Side {
        kubernetes: None,
        nodes: None,
        user: None,
        may_do_everything: None,
        problem: Some(lost),
        ..side("https://10.0.0.2:6443")
    };
    let reason = "Offline, ClusterNotReachable: cluster is not reachable".to_owned();
    let clusters = vec![
        ClusterAccess {
            name: "eu-central".parse().unwrap(),
            from_here: side("https://127.0.0.1:40123"),
            own_entry: Some(side("https://172.18.0.2:6443")),
            from_host: FromHost::Ready { last_probe: probed },
        },
        ClusterAccess {
            name: "us-east".parse().unwrap(),
            from_here: lost,
            own_entry: None,
            from_host: FromHost::NotReady { reason, last_probe: probed },
        },
    ];
    let host = Access::of("/home/ann/.kube/config".into(), "kind-eu".parse().unwrap());
    let (federation, namespace) = ("two-regions".to_owned(), "kube-federation-system".to_owned());
    AccessReport { federation, host, namespace, well: false, clusters }
}

fn now() -> Timestamp {
    "2026-11-24T08:00:07Z".parse().unwrap()
}

#[test]
fn the_table_says_from_where_each_cluster_is_reached() {
    insta::assert_snapshot!(text(&report(), now(), None));
}

#[test]
fn a_narrow_terminal_gets_a_paragraph_a_cluster() {
    insta::assert_snapshot!(text(&report(), now(), Some(60)));
}

#[test]
fn what_is_short_has_one_cause_and_one_hint_each() {
    let all: String = diagnoses(&report()).iter().map(Diagnosis::render).collect();
    insta::assert_snapshot!(all);
}

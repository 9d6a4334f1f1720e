//! Plans from worlds: what is found decides what is done, and nothing else is.

use semver::Version;

use super::{build, host_access, need, survey};
use crate::name::ClusterName;
use crate::observe::{
    Account, ClusterView, ControlPlane, HostView, Join, NamespaceView, OwnEntryView, ReleaseView,
    RolesView, WantedEntry, World,
};
use crate::plan::Plan;
use crate::rbac::{FederatedType, Rules};
use crate::spec::{AccessSource, Federation, federation_for_tests};
use crate::step::chart_values;
use crate::tool::helm::Deployed;
use crate::trust::Trust;
use crate::watch::controlplane::wanted_gates;
use crate::watch::credentials::{BoundToken, TokenLife};
use crate::watch::readiness::Readiness;

const SERVER: &str = "https://10.0.0.1:6443";

fn cluster(account: Account, own_entry: OwnEntryView) -> ClusterView {
    ClusterView {
        wanted: WantedEntry {
            server: SERVER.to_owned(),
            trust: Trust::Insecure,
            proxy: None,
            token: None,
        },
        account,
        own_entry,
        own_token: Some(TokenLife::Lasting),
        has_kubefed_account: account == Account::Complete,
        has_lasting_token: false,
        roles: RolesView { own: Rules::everything(), ..RolesView::default() },
        namespace: NamespaceView::Active,
    }
}

fn join(name: &ClusterName) -> (ClusterName, Join) {
    let region = Some(if name.as_str() == "us-east" { "us-east" } else { "eu-central" });
    let join = Join {
        endpoint: SERVER.to_owned(),
        certificate_authority: None,
        skips_verification: true,
        proxy: None,
        secret: format!("{name}-credentials"),
        token: Some(TokenLife::Lasting),
        labels: region
            .map(|it| (crate::federate::REGION.to_owned(), it.to_owned()))
            .into_iter()
            .collect(),
        readiness: Readiness::Ready { since: None },
    };
    (name.clone(), join)
}

/// Clusters in which nothing of a federation is.
fn bare(federation: &Federation) -> World {
    let view = cluster(Account::Incomplete, OwnEntryView::Other);
    let view = ClusterView { namespace: NamespaceView::Absent, ..view };
    let names = federation.all_clusters().map(|cluster| cluster.name.clone());
    let host = HostView {
        control_plane: ControlPlane {
            webhook_lacks: Some("the deployment is not there yet".to_owned()),
            controller_lacks: Some("the deployment is not there yet".to_owned()),
            ..ControlPlane::default()
        },
        ..HostView::default()
    };
    let clusters = names.map(|name| (name, view.clone())).collect();
    World { host, clusters, ..World::default() }
}

pub(super) fn types() -> Vec<FederatedType> {
    let of = |group: &str, plural: &str, is_namespaced| FederatedType {
        group: group.to_owned(),
        plural: plural.to_owned(),
        is_namespaced,
        is_propagated: true,
    };
    vec![of("", "namespaces", false), of("", "configmaps", true), of("apps", "deployments", true)]
}

/// Clusters in which all is as wanted.
pub(super) fn ready(federation: &Federation) -> World {
    let values = chart_values(&federation.kubefed);
    let deployed = Deployed {
        status: Deployed::COMPLETE.to_owned(),
        revision: 1,
        chart_version: Some(federation.kubefed.version.clone()),
    };
    let control_plane =
        ControlPlane { gates: Some(wanted_gates(&values)), types: types(), ..Default::default() };
    let names = || federation.all_clusters().map(|cluster| cluster.name.clone());
    let host = HostView {
        release: Some(ReleaseView { deployed, values }),
        namespace: NamespaceView::Active,
        control_plane,
        joins: names().map(|name| join(&name)).collect(),
        leftovers: Vec::new(),
        was_complete: true,
        run: None,
        written: None,
    };
    let view = cluster(Account::Complete, OwnEntryView::AsWanted);
    let clusters = names().map(|name| (name, view.clone())).collect();
    World { host, clusters, ..World::default() }
}

fn ids(plan: &Plan) -> Vec<String> {
    plan.steps().iter().map(|step| step.id.to_string()).collect()
}

fn planned(change: impl FnOnce(&mut World)) -> Vec<String> {
    let federation = federation_for_tests();
    let mut world = ready(&federation);
    change(&mut world);
    ids(&build(&federation, &world))
}

#[test]
fn an_access_that_is_elsewhere_is_fetched_before_its_cluster_is_asked() {
    let mut federation = federation_for_tests();
    federation.members[0].source = AccessSource::Kind("us-east".parse().unwrap());
    let plan = survey(&federation).to_string();
    assert!(plan.contains("  3  fetch access to us-east  at once"), "{plan}");
    assert!(plan.contains("  4  probe us-east            after 3"), "{plan}");
    assert!(host_access(&federation).is_empty(), "the host's lies there");
}

#[test]
fn from_nothing_all_is_done_and_whatever_can_runs_side_by_side() {
    let federation = federation_for_tests();
    insta::assert_snapshot!(build(&federation, &bare(&federation)));
}

#[test]
fn when_all_is_as_wanted_there_is_nothing_to_do() {
    assert_eq!(planned(|_| {}), Vec::<String>::new());
}

#[test]
fn looking_comes_before_planning_and_changes_nothing() {
    insta::assert_snapshot!(survey(&federation_for_tests()));
}

#[test]
fn a_join_that_lost_its_token_is_made_again_and_nothing_else() {
    let plan = planned(|world| {
        world.host.joins.get_mut(&"us-east".parse().unwrap()).unwrap().token = None;
    });
    assert_eq!(plan, ["fetch kubefedctl", "join us-east", "await us-east"]);
}

#[test]
fn a_moved_member_is_joined_with_its_new_address() {
    let plan = planned(|world| {
        let us_east = world.clusters.get_mut(&"us-east".parse().unwrap()).unwrap();
        us_east.wanted.server = "https://10.0.0.9:6443".to_owned();
        us_east.own_entry = OwnEntryView::Other;
    });
    let expected = [
        "fetch kubectl",
        "fetch kubefedctl",
        "grant access to us-east",
        "join us-east",
        "await us-east",
    ];
    assert_eq!(plan, expected);
}

#[test]
fn another_trust_or_proxy_is_a_reason_to_join_again() {
    let pin = Trust::Pin(crate::trust::Fingerprint::of(b"x"));
    let change = |change: &dyn Fn(&mut WantedEntry)| {
        planned(|world| {
            change(&mut world.clusters.get_mut(&"us-east".parse().unwrap()).unwrap().wanted);
        })
    };
    let joined = ["fetch kubefedctl", "join us-east", "await us-east"];
    assert_eq!(change(&|wanted| wanted.trust = pin.clone()), joined);
    assert_eq!(change(&|wanted| wanted.proxy = Some("http://p:1".to_owned())), joined);
}

/// Both tokens of us-east expire; the plan at `now`, in seconds of their hour.
fn with_tokens_at(now: i64, change: impl FnOnce(&mut World)) -> Vec<String> {
    let mut federation = federation_for_tests();
    let life = std::time::Duration::from_secs(3600);
    federation.members[0].token = Some(life);
    let mut world = ready(&federation);
    let time = |second| jiff::Timestamp::from_second(second).unwrap();
    let bound = BoundToken { issued: time(0), expires: time(3600), account: None };
    let name: ClusterName = "us-east".parse().unwrap();
    let view = world.clusters.get_mut(&name).unwrap();
    view.wanted.token = Some(life);
    view.own_token = Some(TokenLife::Bound(bound.clone()));
    world.host.joins.get_mut(&name).unwrap().token = Some(TokenLife::Bound(bound));
    world.seen_at = time(now);
    change(&mut world);
    ids(&build(&federation, &world))
}

#[test]
fn tokens_are_renewed_when_less_than_a_third_of_their_life_is_left() {
    assert_eq!(with_tokens_at(2000, |_| {}), Vec::<String>::new());
    let renewed = ["fetch kubectl", "grant access to us-east", "renew token of us-east"];
    let plan = with_tokens_at(3000, |_| {});
    assert_eq!(plan[..3], renewed, "{plan:?}");
}

#[rstest::rstest]
#[case::left_by_a_killed_run(|world: &mut World| {
    world.clusters.get_mut(&"us-east".parse().unwrap()).unwrap().has_lasting_token = true;
})]
#[case::unknown_to_the_member(|world: &mut World| {
    let join = world.host.joins.get_mut(&"us-east".parse().unwrap()).unwrap();
    let reason = "Offline, ClusterNotReachable: Unauthorized".to_owned();
    join.readiness = Readiness::NotYet { reason, since: None };
})]
fn a_token_is_renewed_also_when_it_is_not_over(#[case] change: fn(&mut World)) {
    let plan = with_tokens_at(0, change);
    assert_eq!(plan[..2], ["fetch kubectl", "renew token of us-east"], "{plan:?}");
}

#[test]
fn a_join_is_followed_by_a_token_that_expires() {
    let plan = with_tokens_at(0, |world| {
        world.host.joins.remove(&"us-east".parse().unwrap());
    });
    let steps: Vec<&str> = plan.iter().map(String::as_str).collect();
    let expected = [
        "fetch kubefedctl",
        "fetch kubectl",
        "join us-east",
        "renew token of us-east",
        "label us-east",
        "await us-east",
    ];
    assert_eq!(steps, expected);
}

#[test]
fn what_is_not_safe_is_warned_of() {
    let federation = federation_for_tests();
    let plan = build(&federation, &ready(&federation));
    assert_eq!(plan.warnings().len(), 2);
    assert!(plan.is_empty());
}

#[test]
fn another_chart_version_is_an_upgrade_and_joins_stay() {
    let plan = planned(|world| {
        let release = world.host.release.as_mut().unwrap();
        release.deployed.chart_version = Some(Version::new(0, 8, 1));
    });
    assert!(plan.contains(&"upgrade chart".to_owned()), "{plan:?}");
    assert!(!plan.iter().any(|step| step.starts_with("join")), "{plan:?}");
}

#[test]
fn an_install_that_never_was_complete_is_taken_away_first() {
    let plan = planned(|world| {
        world.host.was_complete = false;
        world.host.release.as_mut().unwrap().deployed.status = "failed".to_owned();
    });
    let at = |id: &str| plan.iter().position(|step| step == id);
    assert!(at("take away incomplete install") < at("install chart"), "{plan:?}");
    assert!(at("take away incomplete install").is_some());
}

#[test]
fn a_pending_revision_is_taken_away_before_helm_works() {
    let plan = planned(|world| {
        world.host.release.as_mut().unwrap().deployed.status = "pending-upgrade".to_owned();
    });
    assert!(plan.contains(&"take away revision 1".to_owned()), "{plan:?}");
}

#[test]
fn a_terminating_namespace_is_waited_for() {
    let plan = planned(|world| {
        let name: ClusterName = "us-east".parse().unwrap();
        world.clusters.get_mut(&name).unwrap().namespace = NamespaceView::Terminating;
        world.host.joins.remove(&name);
    });
    assert!(plan.contains(&"await namespace gone in us-east".to_owned()), "{plan:?}");
}

#[test]
fn a_member_that_is_not_ready_is_only_waited_for() {
    let plan = planned(|world| {
        let us_east = world.host.joins.get_mut(&"us-east".parse().unwrap()).unwrap();
        us_east.readiness = Readiness::NotYet { reason: "Offline".to_owned(), since: None };
    });
    assert_eq!(plan, ["await us-east"]);
}

#[test]
fn values_that_differ_are_a_reason_to_upgrade() {
    let federation = federation_for_tests();
    let mut world = ready(&federation);
    world.host.release.as_mut().unwrap().values = serde_json::json!({});
    let values = chart_values(&federation.kubefed);
    let reason = need::install(&federation.kubefed, &values, &world.host);
    assert_eq!(reason.as_deref(), Some("its values differ"));
}

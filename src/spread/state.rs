//! How far a spread has come: what KubeFed's planner makes of what is seen, what KubeFed has written, and
//! what runs. Pure.

use jiff::Timestamp;
use serde::Serialize;

use super::clients::Target;
use super::seen::{InMember, Seen};
use crate::name::ClusterName;
use crate::replicas::{Schedule, current, schedule};
use crate::watch::Readiness;

/// How far it has come.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
    /// How many replicas are asked for in all.
    pub total: i64,
    /// How many of them get a place.
    pub planned: i64,
    /// Whether everything is as planned, and runs.
    pub spread: bool,
    /// A row a member.
    pub members: Vec<Row>,
}

/// A member.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Its name.
    pub member: ClusterName,
    /// How many it is to have, by the model of KubeFed's planner.
    pub planned: i64,
    /// How many KubeFed gives it.
    pub given: Option<i64>,
    /// How many of them the workload in the member wants.
    pub wanted: Option<i64>,
    /// How many are ready; nothing when the member does not tell.
    pub ready: Option<i64>,
    /// Why KubeFed does not count on it.
    pub not_ready: Option<String>,
    /// Why it is not as planned.
    pub lacks: Option<String>,
}

/// One thing that is another now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// When that was seen.
    pub at: Timestamp,
    /// The member; nothing for all of it.
    pub member: Option<ClusterName>,
    /// What.
    pub what: String,
}

impl State {
    /// What is seen, held against what is wanted.
    pub fn of(target: &Target, seen: &Seen, now: Timestamp) -> Self {
        let available = seen.available(target.intersect);
        let running = current(&seen.found(), now);
        let plan = schedule(&target.wanted, &available, &running, &target.workload.key());
        let members: Vec<Row> = seen
            .clusters
            .iter()
            .filter(|(name, state)| is_shown(name, state, &plan, seen))
            .map(|(name, state)| Row::of(name, state, &plan, seen))
            .collect();
        // Who is lost is given nothing any more, which is a part of the plan.
        let spread = !plan.is_empty() && members.iter().all(|row| row.lacks.is_none());
        Self { total: target.wanted.total, planned: plan.values().sum(), spread, members }
    }

    /// Why it is not as planned, a reason a member.
    pub fn reasons(&self) -> Vec<String> {
        let lacks = self
            .members
            .iter()
            .filter_map(|row| Some(format!("{}: {}", row.member, row.lacks.as_ref()?)));
        lacks.collect()
    }
}

/// A cluster that the selectors leave out, and that has nothing of it, is of no interest.
fn is_shown(name: &ClusterName, state: &Readiness, plan: &Schedule, seen: &Seen) -> bool {
    let is_lost = !matches!(state, Readiness::Ready { .. });
    plan.contains_key(name) || is_lost || seen.given().contains_key(name)
}

impl Row {
    fn of(name: &ClusterName, state: &Readiness, plan: &Schedule, seen: &Seen) -> Self {
        let planned = plan.get(name).copied();
        let given = seen.given().get(name).copied();
        let found = match seen.members.get(name) {
            Some(InMember::Found(found)) => Some((found.wanted, found.ready)),
            Some(InMember::Absent) => Some((0, 0)),
            Some(InMember::Silent(_)) | None => None,
        };
        let not_ready = match state {
            Readiness::Ready { .. } => None,
            Readiness::NotYet { reason, .. } => Some(reason.clone()),
            Readiness::Gone => Some("not joined".to_owned()),
        };
        let mut row = Self {
            member: name.clone(),
            planned: planned.unwrap_or_default(),
            given,
            wanted: found.map(|(wanted, _)| wanted),
            ready: found.map(|(_, ready)| ready),
            not_ready,
            lacks: None,
        };
        let lacks = row.find_lack(planned, seen.members.get(name));
        row.lacks = lacks.map(|lacks| match seen.said().get(name) {
            Some(word) => format!("{lacks}; KubeFed says {word}"),
            None => lacks,
        });
        row
    }

    fn find_lack(&self, planned: Option<i64>, member: Option<&InMember>) -> Option<String> {
        let Some(planned) = planned else {
            return self.given.map(|given| format!("KubeFed still gives {given} to it"));
        };
        if self.given != Some(planned) {
            let given = self.given.map_or("nothing yet".to_owned(), |given| given.to_string());
            return Some(format!("KubeFed gives it {given}, and {planned} are planned"));
        }
        match (member, self.wanted, self.ready) {
            // What the file does not name is not looked at.
            (None, ..) => None,
            (Some(InMember::Silent(why)), ..) => Some(format!("it does not tell: {why}")),
            (_, Some(wanted), _) if wanted != planned => {
                Some(format!("its workload wants {wanted}, and {planned} are planned"))
            }
            (_, _, Some(ready)) if ready != planned => {
                Some(format!("{ready} of {planned} are ready"))
            }
            (Some(_), ..) => None,
        }
    }
}

/// What is another in `now`: who is lost and back, what KubeFed gives to whom, what has come to rest.
pub fn changes(last: &State, now: &State, at: Timestamp) -> Vec<Change> {
    let mut told = Vec::new();
    let mut tell = |member: Option<&ClusterName>, what: String| {
        told.push(Change { at, member: member.cloned(), what });
    };
    for row in &now.members {
        let before = last.members.iter().find(|before| before.member == row.member);
        let member = Some(&row.member);
        let was_lost = before.and_then(|before| before.not_ready.as_ref());
        match (was_lost, &row.not_ready) {
            (None, Some(reason)) => tell(member, format!("not Ready: {reason}")),
            (Some(_), None) => tell(member, "Ready again".to_owned()),
            (Some(_), Some(_)) | (None, None) => {}
        }
        let given = before.and_then(|before| before.given);
        if given != row.given {
            tell(member, format!("{} → {} replicas", word(given), word(row.given)));
        }
        let has_come = row.lacks.is_none() && row.not_ready.is_none() && row.ready.is_some();
        if has_come && before.is_none_or(|before| before.lacks.is_some()) {
            tell(member, format!("{} of {} ready", row.planned, row.planned));
        }
    }
    if now.spread && !last.spread {
        tell(
            None,
            format!("spread: {} of {} replicas are where they belong", now.planned, now.total),
        );
    }
    told
}

fn word(given: Option<i64>) -> String {
    given.map_or_else(|| "no".to_owned(), |given| given.to_string())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::replicas::{Found, Preference, Preferences};
    use crate::spec::Scope;
    use crate::spread::{Kind, Workload};

    const LOST: &str = "Offline";

    fn target() -> Target {
        let members = ["eu", "us"].map(|name| (name.parse().unwrap(), Preference::EVEN));
        let (name, namespace) = ("web".to_owned(), "shop".parse().unwrap());
        Target {
            workload: Workload { kind: Kind::Deployment, name, namespace },
            wanted: Preferences {
                total: 4,
                rebalance: true,
                members: members.into(),
                others: None,
            },
            intersect: false,
        }
    }

    /// What KubeFed gives to `eu` and `us`, and what is ready of it; who is not ready is lost.
    fn seen(given: &[(&str, i64)], ready: [Option<i64>; 2]) -> Seen {
        let overrides: Vec<_> = given
            .iter()
            .map(|(name, value)| {
                let replicas = json!([{"path": "/spec/replicas", "value": value}]);
                json!({"clusterName": name, "clusterOverrides": replicas})
            })
            .collect();
        let state = |ready: Option<i64>| match ready {
            Some(_) => Readiness::Ready { since: None },
            None => Readiness::NotYet { reason: LOST.to_owned(), since: None },
        };
        let names = ["eu", "us"].map(|name| name.parse::<ClusterName>().unwrap());
        let found = |(name, ready): (&ClusterName, Option<i64>)| {
            let wanted = given.iter().find(|(to, _)| *to == name.as_str());
            let wanted = wanted.map_or(0, |(_, value)| *value);
            let found = Found { wanted, ready: ready.unwrap_or(wanted), pods: Vec::new() };
            (name.clone(), InMember::Found(found))
        };
        Seen {
            scope: Scope::Cluster,
            clusters: names.iter().cloned().zip(ready.map(state)).collect(),
            labels: BTreeMap::new(),
            workload: Some(json!({"spec": {"overrides": overrides}})),
            namespace: None,
            members: names.iter().zip(ready).map(found).collect(),
        }
    }

    fn state(given: &[(&str, i64)], ready: [Option<i64>; 2]) -> State {
        State::of(&target(), &seen(given, ready), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn it_is_spread_when_kubefed_gives_what_is_planned_and_all_of_it_is_ready() {
        assert!(state(&[("eu", 2), ("us", 2)], [Some(2), Some(2)]).spread);
    }

    #[test]
    fn each_member_says_what_it_lacks() {
        let early = state(&[], [Some(0), Some(0)]);
        assert!(!early.spread);
        assert_eq!(early.reasons()[0], "eu: KubeFed gives it nothing yet, and 2 are planned");
        let late = state(&[("eu", 2), ("us", 2)], [Some(2), Some(1)]);
        assert_eq!(late.reasons(), ["us: 1 of 2 are ready"]);
    }

    #[test]
    fn a_lost_members_replicas_are_planned_elsewhere() {
        let lost = state(&[("eu", 2), ("us", 2)], [Some(2), None]);
        assert_eq!(lost.reasons()[0], "eu: KubeFed gives it 2, and 4 are planned");
        assert_eq!(lost.reasons()[1], "us: KubeFed still gives 2 to it");
        assert!(state(&[("eu", 4)], [Some(4), None]).spread);
    }

    #[test]
    fn a_change_is_told_with_what_it_was() {
        let last = state(&[("eu", 2), ("us", 2)], [Some(2), Some(2)]);
        let now = state(&[("eu", 4)], [Some(4), None]);
        let told = changes(&last, &now, Timestamp::UNIX_EPOCH);
        let told: Vec<String> = told
            .iter()
            .map(|it| format!("{:?} {}", it.member.as_ref().map(ClusterName::as_str), it.what))
            .collect();
        let wanted = [
            "Some(\"eu\") 2 → 4 replicas",
            "Some(\"us\") not Ready: Offline",
            "Some(\"us\") 2 → no replicas",
        ];
        assert_eq!(told, wanted);
        assert_eq!(changes(&now, &now, Timestamp::UNIX_EPOCH), []);
    }
}

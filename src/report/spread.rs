//! A spread as text: a bar a member.

use std::fmt::Write;

use serde_json::json;

use crate::name::ClusterName;
use crate::replicas::Preference;
use crate::spread::{Row, Seen, State, Target};

/// The longest bar, in characters.
const LONGEST: usize = 30;

/// What KubeFed is going to make of it: a heading, a bar a member, notes.
pub fn plan(target: &Target, state: &State, notes: &[String]) -> String {
    let mut text = heading(target);
    let most = state.members.iter().map(|row| row.planned).max().unwrap_or(0);
    let names = name_width(state);
    let numbers = most.to_string().len();
    for row in &state.members {
        let bar = "█".repeat(length(row.planned, most));
        let wish = wish(target.wanted.of(&row.member));
        let why = row.not_ready.as_ref().map(|_| ", not Ready").unwrap_or_default();
        let _ = writeln!(
            text,
            "  {:<names$}  {bar:<LONGEST$}  {:>numbers$}  {wish}{why}",
            row.member.as_str(),
            row.planned
        );
    }
    for note in notes {
        let _ = writeln!(text, "note: {note}");
    }
    text
}

/// How it is now: a heading, and a bar a member.
pub fn table(target: &Target, state: &State) -> String {
    let rows: String =
        state.members.iter().map(|row| format!("  {}\n", line(row, state))).collect();
    let spread = match state.spread {
        true => format!("spread: {} of {} replicas are ready", state.planned, state.total),
        false => "not spread".to_owned(),
    };
    format!("{}{rows}{spread}\n", heading(target))
}

/// A member now: what is ready is full, what is still to come is not.
pub fn line(row: &Row, state: &State) -> String {
    let most = |row: &Row| row.planned.max(row.ready.unwrap_or_default());
    let scale = state.members.iter().map(most).max().unwrap_or(0);
    let names = name_width(state);
    let ready = row.ready.unwrap_or_default();
    let full = length(ready.min(row.planned), scale);
    let over = length(ready, scale).saturating_sub(length(row.planned, scale));
    let empty = length(row.planned, scale).saturating_sub(full);
    let bar = format!("{}{}{}", "█".repeat(full), "░".repeat(empty), "▒".repeat(over));
    let told = row.ready.map_or("?".to_owned(), |ready| ready.to_string());
    let why = [row.not_ready.as_ref().map(|why| format!("not Ready: {why}")), row.lacks.clone()];
    let why: Vec<String> = why.into_iter().flatten().collect();
    let text = format!(
        "{:<names$}  {bar:<LONGEST$}  {told}/{}  {}",
        row.member.as_str(),
        row.planned,
        why.join("; ")
    );
    text.trim_end().to_owned()
}

/// The answer as JSON.
pub fn json(target: &Target, state: &State) -> String {
    let workload = &target.workload;
    let answer = json!({
        "workload": workload.to_string(), "namespace": workload.namespace,
        "total": state.total, "planned": state.planned, "spread": state.spread,
        "rebalance": target.wanted.rebalance, "members": state.members,
    });
    format!("{answer:#}\n")
}

/// What is not wrong, and not to be expected either.
pub fn notes(target: &Target, state: &State, seen: &Seen) -> Vec<String> {
    let mut notes = Vec::new();
    let (total, planned) = (state.total, state.planned);
    if planned < total {
        notes.push(format!(
            "{} of {total} replicas have no place: weights, maxima or Ready members do not suffice",
            total - planned
        ));
    }
    if planned > total {
        notes.push(format!(
            "{} more than {total} are wished for, where there is no room at the moment",
            planned - total
        ));
    }
    let reachable = seen.reachable();
    let lost =
        state.members.iter().filter(|row| row.planned > 0 && !reachable.contains(&row.member));
    for row in lost {
        notes.push(format!(
            "{}: its {} replicas will never run, since namespace `{}` is not placed there",
            row.member, row.planned, target.workload.namespace
        ));
    }
    let idle: Vec<&str> = state
        .members
        .iter()
        .filter(|row| row.not_ready.is_none() && target.wanted.of(&row.member).is_none())
        .map(|row| row.member.as_str())
        .collect();
    if !idle.is_empty() && !target.intersect {
        notes.push(format!(
            "KubeFed places it in every Ready member: {} get it with 0 replicas",
            idle.join(", ")
        ));
    }
    notes
}

fn heading(target: &Target) -> String {
    let moving = if target.wanted.rebalance { ", rebalanced" } else { "" };
    let (workload, total) = (&target.workload, target.wanted.total);
    format!("{workload} in {}: {total} replicas{moving}\n", workload.namespace)
}

fn wish(wish: Option<Preference>) -> String {
    let Some(Preference { weight, min, max }) = wish else { return "no part".to_owned() };
    let min = if min > 0 { format!(", at least {min}") } else { String::new() };
    let max = max.map(|max| format!(", at most {max}")).unwrap_or_default();
    format!("weight {weight}{min}{max}")
}

fn name_width(state: &State) -> usize {
    let width = |name: &ClusterName| name.as_str().chars().count();
    state.members.iter().map(|row| width(&row.member)).max().unwrap_or(0)
}

/// Some of it is seen as long as there is one.
fn length(count: i64, most: i64) -> usize {
    let (count, most) = (count.max(0), most.max(1));
    let longest = i64::try_from(LONGEST).unwrap_or(i64::MAX);
    // With few replicas each is a character wide.
    let length = if most <= longest { count } else { (count * longest + most - 1) / most };
    usize::try_from(length.min(longest)).unwrap_or(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replicas::Preferences;
    use crate::spread::{Kind, Workload};

    fn target() -> Target {
        let of = |weight, min, max| Preference { weight, min, max };
        let members = [("eu-west", of(2, 3, None)), ("us-east", of(1, 0, Some(4)))];
        let (name, namespace) = ("web".to_owned(), "shop".parse().unwrap());
        Target {
            workload: Workload { kind: Kind::Deployment, name, namespace },
            wanted: Preferences {
                total: 12,
                rebalance: true,
                members: members.map(|(name, wish)| (name.parse().unwrap(), wish)).into(),
                others: None,
            },
            intersect: false,
        }
    }

    fn state() -> State {
        let row = |name: &str, planned, ready, lacks: Option<&str>| Row {
            member: name.parse().unwrap(),
            planned,
            given: Some(planned),
            wanted: Some(planned),
            ready,
            not_ready: None,
            lacks: lacks.map(str::to_owned),
        };
        let members = vec![
            row("ap", 0, Some(0), None),
            row("eu-west", 8, Some(6), Some("6 of 8 are ready")),
            row("us-east", 4, None, Some("it does not tell: no answer within 8 s")),
        ];
        State { total: 12, planned: 12, spread: false, members }
    }

    #[test]
    fn the_plan_is_a_bar_a_member_with_what_was_wished_for() {
        let notes =
            ["KubeFed places it in every Ready member: ap get it with 0 replicas".to_owned()];
        insta::assert_snapshot!(plan(&target(), &state(), &notes), @r"
        deployment/web in shop: 12 replicas, rebalanced
          ap                                       0  no part
          eu-west  ████████                        8  weight 2, at least 3
          us-east  ████                            4  weight 1, at most 4
        note: KubeFed places it in every Ready member: ap get it with 0 replicas
        ");
    }

    #[test]
    fn a_bar_is_as_full_as_the_member() {
        insta::assert_snapshot!(table(&target(), &state()), @r"
        deployment/web in shop: 12 replicas, rebalanced
          ap                                       0/0
          eu-west  ██████░░                        6/8  6 of 8 are ready
          us-east  ░░░░                            ?/4  it does not tell: no answer within 8 s
        not spread
        ");
    }

    proptest::proptest! {
        #[test]
        fn a_bar_never_is_longer_than_its_column(count in 0..i64::MAX / 64, most in 0..i64::MAX / 64) {
            proptest::prop_assert!(length(count, most) <= LONGEST);
        }
    }
}

//! What KubeFed promises of a distribution, for any wish.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{Current, Preference, Preferences, Schedule, schedule};
use crate::name::ClusterName;

const KEY: &str = "shop/web";

fn member() -> impl Strategy<Value = ClusterName> {
    "[a-f]".prop_map(|name| name.parse().unwrap())
}

/// A wish whose maximum is not below its minimum.
fn wish() -> impl Strategy<Value = Preference> {
    (0..6i64, 0..8i64, proptest::option::of(0..20i64)).prop_map(|(weight, min, more)| Preference {
        weight,
        min,
        max: more.map(|more| min + more),
    })
}

fn wishes() -> impl Strategy<Value = BTreeMap<ClusterName, Preference>> {
    proptest::collection::btree_map(member(), wish(), 1..6)
}

fn preferences() -> impl Strategy<Value = Preferences> {
    (0..200i64, any::<bool>(), wishes()).prop_map(|(total, rebalance, members)| Preferences {
        total,
        rebalance,
        members,
        others: None,
    })
}

fn running() -> impl Strategy<Value = BTreeMap<ClusterName, i64>> {
    proptest::collection::btree_map(member(), 0..60i64, 0..6)
}

fn planned(wanted: &Preferences, current: &Current) -> Schedule {
    schedule(wanted, wanted.members.keys(), current, KEY)
}

proptest! {
    #[test]
    fn never_more_than_the_total_and_all_of_it_where_there_is_no_limit(
        wanted in preferences(), running in running(),
    ) {
        let current = Current { running, ..Current::default() };
        let given: i64 = planned(&wanted, &current).values().sum();
        prop_assert!(given <= wanted.total);
        let is_open = |wish: &Preference| wish.weight > 0 && wish.max.is_none();
        if wanted.members.values().any(is_open) {
            prop_assert_eq!(given, wanted.total);
        }
    }

    #[test]
    fn never_more_than_a_maximum_and_no_less_than_a_minimum_while_the_total_suffices(
        wanted in preferences(), running in running(),
    ) {
        let current = Current { running, ..Current::default() };
        let minima: i64 = wanted.members.values().map(|wish| wish.min).sum();
        for (member, given) in planned(&wanted, &current) {
            let wish = wanted.members[&member];
            prop_assert!(given <= wish.max.unwrap_or(i64::MAX), "{member}: {given} of {wish:?}");
            if minima <= wanted.total {
                prop_assert!(given >= wish.min, "{member}: {given} of {wish:?}");
            }
        }
    }

    #[test]
    fn without_limits_each_gets_its_part_but_for_one_replica_a_member(
        total in 0..1000i64, weights in proptest::collection::btree_map(member(), 1..9i64, 1..6),
    ) {
        let sum: i64 = weights.values().sum();
        let members = weights
            .into_iter()
            .map(|(member, weight)| (member, Preference { weight, ..Preference::EVEN }));
        let members: BTreeMap<_, _> = members.collect();
        let count = i64::try_from(members.len()).unwrap();
        let wanted = Preferences { total, rebalance: true, members, others: None };
        for (member, given) in planned(&wanted, &Current::default()) {
            let part = total * wanted.members[&member].weight;
            // Each is rounded up, and whoever is served last bears all of it.
            prop_assert!(given * sum < part + sum, "{member}: {given}");
            prop_assert!((given + count) * sum > part, "{member}: {given}");
        }
    }

    #[test]
    fn the_order_in_which_members_are_named_does_not_matter(wanted in preferences()) {
        let backwards: Vec<_> = wanted.members.keys().rev().collect();
        let other = schedule(&wanted, backwards, &Current::default(), KEY);
        prop_assert_eq!(planned(&wanted, &Current::default()), other);
    }

    #[test]
    fn what_was_planned_stays_once_it_runs(wanted in preferences(), running in running()) {
        let first = planned(&wanted, &Current { running, ..Current::default() });
        let current = Current { running: first.clone(), ..Current::default() };
        prop_assert_eq!(planned(&wanted, &current), first);
    }

    #[test]
    fn without_rebalancing_what_runs_is_not_moved(
        total in 0..100i64, running in running(),
    ) {
        let members: BTreeSet<ClusterName> = running.keys().cloned().collect();
        let wishes = members.iter().map(|member| (member.clone(), Preference::EVEN)).collect();
        let wanted = Preferences { total, rebalance: false, members: wishes, others: None };
        let all: i64 = running.values().sum();
        let current = Current { running: running.clone(), ..Current::default() };
        if all <= total {
            for (member, given) in schedule(&wanted, &members, &current, KEY) {
                prop_assert!(given >= running[&member], "{member}: {given}");
            }
        }
    }
}

//! What the command line asks for, before anybody has looked whether it can be.

use std::collections::{BTreeMap, BTreeSet};

use crate::name::ClusterName;
use crate::replicas::{Preference, Preferences};

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requested {
    /// How many replicas in all.
    pub total: i64,
    /// The parts of members.
    pub weights: Vec<Share>,
    /// What members get at least.
    pub minima: Vec<Share>,
    /// What members get at most.
    pub maxima: Vec<Share>,
    /// Whether what runs already may be moved.
    pub rebalance: bool,
    /// Whether only members count that the workload's `clusterSelector` selects.
    pub intersect: bool,
}

/// A number for a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The member, or all that are not named: `*`.
    pub member: Option<ClusterName>,
    /// The number.
    pub number: i64,
}

impl Requested {
    /// The members that are named.
    pub fn named(&self) -> BTreeSet<&ClusterName> {
        self.all().filter_map(|share| share.member.as_ref()).collect()
    }

    fn all(&self) -> impl Iterator<Item = &Share> {
        self.weights.iter().chain(&self.minima).chain(&self.maxima)
    }

    /// As KubeFed takes it. Who has a minimum or a maximum and no weight has the weight 1; without any
    /// weight all members have it, the `placed` ones that are not named as well.
    pub fn preferences(&self, placed: &BTreeSet<ClusterName>) -> Preferences {
        let (mut members, mut others) = (BTreeMap::new(), None);
        for member in self.named() {
            members.insert(member.clone(), self.preference(Some(member)));
        }
        if self.all().any(|share| share.member.is_none()) {
            others = Some(self.preference(None));
        } else if self.weights.is_empty() {
            for member in placed {
                members.entry(member.clone()).or_insert(Preference::EVEN);
            }
        }
        Preferences { total: self.total, rebalance: self.rebalance, members, others }
    }

    fn preference(&self, member: Option<&ClusterName>) -> Preference {
        let of = |shares: &[Share]| {
            let mut found = shares.iter().filter(|share| share.member.as_ref() == member);
            found.next_back().map(|share| share.number)
        };
        Preference {
            weight: of(&self.weights).unwrap_or(1),
            min: of(&self.minima).unwrap_or(0),
            max: of(&self.maxima),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(member: &str, number: i64) -> Share {
        Share { member: (member != "*").then(|| member.parse().unwrap()), number }
    }

    fn members(asked: &Requested) -> Vec<String> {
        let placed = ["eu", "us", "ap"].map(|name| name.parse().unwrap());
        let wanted = asked.preferences(&BTreeSet::from(placed));
        let mut told: Vec<String> = wanted
            .members
            .iter()
            .map(|(name, it)| format!("{name} {} {} {:?}", it.weight, it.min, it.max))
            .collect();
        told.extend(wanted.others.map(|it| format!("* {}", it.weight)));
        told
    }

    #[test]
    fn without_weights_all_members_are_alike() {
        let asked = Requested { minima: vec![share("eu", 3)], ..Requested::default() };
        assert_eq!(members(&asked), ["ap 1 0 None", "eu 1 3 None", "us 1 0 None"]);
    }

    #[test]
    fn with_weights_who_is_not_named_gets_nothing_unless_the_star_says_so() {
        let (weights, maxima) = (vec![share("eu", 2)], vec![share("ap", 4)]);
        let mut asked = Requested { weights, maxima, ..Requested::default() };
        assert_eq!(members(&asked), ["ap 1 0 Some(4)", "eu 2 0 None"]);
        asked.weights.push(share("*", 5));
        assert_eq!(members(&asked), ["ap 1 0 Some(4)", "eu 2 0 None", "* 5"]);
    }
}

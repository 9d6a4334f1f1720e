//! The distribution itself.

use std::collections::BTreeMap;

use super::current::Current;
use super::order::{Claim, in_order};
use super::preferences::Preferences;
use crate::name::ClusterName;

/// Replicas, by member.
pub type Schedule = BTreeMap<ClusterName, i64>;

/// What each of the `available` members gets of the workload `key`, `<namespace>/<name>`, when they are
/// as `current` says. Replicas that have no room in a member are given to another and, with `rebalance`,
/// wished for in the first one as well: then it is more than the total.
pub fn schedule<'a>(
    wanted: &Preferences,
    available: impl IntoIterator<Item = &'a ClusterName>,
    current: &Current,
    key: &str,
) -> Schedule {
    let mut plan = Plan { left: wanted.total, ..Plan::default() };
    let mut claims = Vec::new();
    for member in available {
        plan.of.insert(member.clone(), 0);
        claims.extend(wanted.of(member).map(|wish| Claim { member, wish }));
    }
    let claims = in_order(claims, key);
    plan.give_minima(&claims, current);
    if !wanted.rebalance {
        plan.keep_running(&claims, current);
    }
    let mut open = claims;
    while plan.left > 0 {
        let Some(rest) = plan.give_by_weight(open, current) else { break };
        open = rest;
    }
    plan.with_overflow(wanted.rebalance)
}

#[derive(Debug, Default)]
struct Plan {
    /// What is not given yet.
    left: i64,
    of: Schedule,
    /// What a member keeps because it runs, as far as it was not set off against its part.
    kept: Schedule,
    /// What a member would have got if there were room.
    overflow: Schedule,
}

impl Plan {
    fn give_minima(&mut self, claims: &[Claim<'_>], current: &Current) {
        for Claim { member, wish } in claims {
            let given = wish.min.min(self.left).min(room(current, member));
            self.left -= given;
            self.of.insert((*member).clone(), given);
        }
    }

    /// What runs stays where it is, up to the member's maximum, while there is something left to give.
    fn keep_running(&mut self, claims: &[Claim<'_>], current: &Current) {
        for Claim { member, wish } in claims {
            let planned = self.given(member);
            let Some(runs) = current.running.get(*member).filter(|runs| **runs > planned) else {
                continue;
            };
            let target = (*runs).min(wish.max.unwrap_or(i64::MAX)).min(room(current, member));
            let extra = (target - planned).min(self.left).max(0);
            self.left -= extra;
            self.kept.insert((*member).clone(), extra);
            self.of.insert((*member).clone(), planned + extra);
        }
    }

    /// Gives each its part of what is left, fractions rounded up; who keeps something gets the less.
    /// Returns those that may still get more: a member that is full is left out of the next round.
    /// Nothing when the round came to nothing.
    fn give_by_weight<'a>(
        &mut self,
        claims: Vec<Claim<'a>>,
        current: &Current,
    ) -> Option<Vec<Claim<'a>>> {
        let weights: i64 = claims.iter().map(|claim| claim.wish.weight).sum();
        if weights <= 0 {
            return None;
        }
        let (to_give, mut came_to_something) = (self.left, false);
        let mut open = Vec::new();
        for claim in claims {
            let Claim { member, wish } = claim;
            let start = self.given(member);
            let part = ((to_give * wish.weight + weights - 1) / weights).min(self.left);
            let kept = self.kept.entry(member.clone()).or_default();
            let set_off = part.min(*kept);
            *kept -= set_off;
            let wanted = start + part - set_off;
            let at_most = wanted.min(wish.max.unwrap_or(i64::MAX));
            let total = at_most.min(room(current, member));
            if total < at_most {
                self.overflow.insert(member.clone(), at_most - total);
            }
            if total == wanted {
                open.push(claim);
            }
            self.left -= total - start;
            self.of.insert(member.clone(), total);
            came_to_something |= set_off > 0 || total > start;
        }
        came_to_something.then_some(open)
    }

    /// Without rebalancing no more is wished for than has no place anywhere.
    fn with_overflow(mut self, rebalance: bool) -> Schedule {
        for (member, over) in self.overflow {
            let over = if rebalance { over } else { over.min(self.left).max(0) };
            *self.of.entry(member).or_default() += over;
        }
        self.of
    }

    fn given(&self, member: &ClusterName) -> i64 {
        self.of.get(member).copied().unwrap_or_default()
    }
}

/// How many replicas a member has room for.
fn room(current: &Current, member: &ClusterName) -> i64 {
    current.capacity.get(member).copied().unwrap_or(i64::MAX)
}

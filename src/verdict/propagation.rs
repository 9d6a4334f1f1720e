//! How long objects took from the host to each member.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long objects took from the host to each member.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Propagation {
    /// How many objects were made, at once.
    pub objects: usize,
    /// A member each, by name.
    pub members: Vec<Arrivals>,
}

/// The arrivals in one member, in seconds from an object's creation in the host until it was there.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Arrivals {
    /// The member.
    pub member: String,
    /// How many arrived within the time that was given.
    pub arrived: usize,
    /// Half of those that arrived took no longer; nothing when none arrived.
    pub p50_s: Option<f64>,
    /// Nine in ten.
    pub p90_s: Option<f64>,
    /// Ninety-nine in a hundred.
    pub p99_s: Option<f64>,
    /// The slowest.
    pub max_s: Option<f64>,
    /// Each that arrived, ascending.
    pub seconds: Vec<f64>,
}

impl Arrivals {
    /// Of measured times, in any order. Percentiles are by the nearest rank: each is a time that was
    /// measured.
    pub fn of(member: &str, mut seconds: Vec<f64>) -> Self {
        // A thousandth of a second is less than a watch is late.
        seconds.iter_mut().for_each(|time| *time = (*time * 1000.0).round() / 1000.0);
        seconds.sort_by(f64::total_cmp);
        let rank = |of_hundred: usize| {
            let rank = (seconds.len() * of_hundred).div_ceil(100);
            seconds.get(rank.checked_sub(1)?).copied()
        };
        Self {
            member: member.to_owned(),
            arrived: seconds.len(),
            p50_s: rank(50),
            p90_s: rank(90),
            p99_s: rank(99),
            max_s: rank(100),
            seconds,
        }
    }
}

impl Propagation {
    /// Whether every object arrived everywhere.
    pub fn is_complete(&self) -> bool {
        self.members.iter().all(|member| member.arrived == self.objects)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_time_that_was_measured() {
        let of = Arrivals::of("eu", (1..=200).rev().map(f64::from).collect());
        let told = [of.p50_s, of.p90_s, of.p99_s, of.max_s];
        assert_eq!(told, [Some(100.0), Some(180.0), Some(198.0), Some(200.0)]);
    }

    #[test]
    fn of_one_all_are_the_same_and_of_none_there_are_none() {
        let one = Arrivals::of("eu", vec![0.1234]);
        assert_eq!((one.p50_s, one.max_s), (Some(0.123), Some(0.123)));
        assert_eq!(Arrivals::of("eu", Vec::new()).p99_s, None);
    }
}

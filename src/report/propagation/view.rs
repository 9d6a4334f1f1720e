//! What every form shows of it, in words.

use serde::Serialize;

use super::chart;
use crate::report::validation::clean;
use crate::verdict::{Arrivals, Propagation};

/// What a page shows.
#[derive(Debug, Serialize)]
pub struct View {
    says: String,
    rows: Vec<Row>,
    chart: String,
}

/// A member.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub member: String,
    pub arrived: String,
    pub p50: String,
    pub p90: String,
    pub p99: String,
    pub max: String,
}

impl View {
    /// Of what was measured.
    pub fn of(measured: &Propagation) -> Self {
        let says = format!(
            "{} federated ConfigMaps were made in the host at once. A time is from an object's creation there until the member had it.",
            measured.objects
        );
        let rows = measured.members.iter().map(|member| Row::of(member, measured.objects));
        Self { says, rows: rows.collect(), chart: chart::within_page(measured) }
    }
}

impl Row {
    pub(super) fn of(member: &Arrivals, objects: usize) -> Self {
        let time = |seconds: Option<f64>| seconds.map_or_else(|| "–".to_owned(), time);
        Self {
            member: clean::short(&member.member, 60),
            arrived: format!("{} of {objects}", member.arrived),
            p50: time(member.p50_s),
            p90: time(member.p90_s),
            p99: time(member.p99_s),
            max: time(member.max_s),
        }
    }
}

/// `0.04 s`, `1.3 s`, `75 s`.
pub(super) fn time(seconds: f64) -> String {
    match seconds {
        seconds if seconds < 1.0 => format!("{seconds:.2} s"),
        seconds if seconds < 60.0 => format!("{seconds:.1} s"),
        seconds => format!("{seconds:.0} s"),
    }
}

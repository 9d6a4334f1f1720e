//! The table for a terminal.

use super::view::Row;
use crate::report::table::plain;
use crate::verdict::Propagation;

/// A line a member.
pub fn table(measured: &Propagation) -> String {
    let rows = measured.members.iter().map(|member| {
        let Row { member, arrived, p50, p90, p99, max } = Row::of(member, measured.objects);
        [member, arrived, p50, p90, p99, max]
    });
    plain(["MEMBER", "ARRIVED", "P50", "P90", "P99", "MAX"], rows)
}

//! By what is known that something was made by a check, and when.

use std::time::Duration;

use jiff::Timestamp;

/// What is labelled with it is gone when its check is; what a killed check has left, goes by the next.
pub const LABEL: &str = "fedrig.dev/check";
/// A check that made something longer ago is over.
const LIFE: Duration = Duration::from_secs(120);
const PREFIX: &str = "fedrig-check-";

/// A name for what is made now: the time is in it, since an object's own age goes by another clock.
pub(super) fn name() -> String {
    format!("{PREFIX}{:x}", Timestamp::now().as_microsecond())
}

/// The same for what takes up to `life`, if that is longer: it counts as left only after that.
pub(super) fn name_for(life: Duration) -> String {
    let longer = i64::try_from(life.saturating_sub(LIFE).as_micros()).unwrap_or_default();
    format!("{PREFIX}{:x}", Timestamp::now().as_microsecond() + longer)
}

/// Whether the check that gave this name is over; never for what has another kind of name.
pub(super) fn is_left(name: &str) -> bool {
    let made = name.strip_prefix(PREFIX).and_then(|time| i64::from_str_radix(time, 16).ok());
    let made = made.and_then(|made| Timestamp::from_microsecond(made).ok());
    made.is_some_and(|made| {
        Timestamp::now().duration_since(made) > LIFE.try_into().unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_now_is_not_left() {
        assert!(!is_left(&name()));
    }

    #[test]
    fn what_takes_longer_has_a_name_of_a_later_time() {
        let (short, long) = (name_for(Duration::from_secs(10)), name_for(LIFE * 3));
        assert!(!is_left(&long) && long > name() && short < long);
    }

    #[test]
    fn what_is_older_is_left() {
        assert!(is_left("fedrig-check-5e0be10000000"));
    }

    #[test]
    fn what_others_named_is_never_left() {
        assert!(!is_left("shop"));
        assert!(!is_left("fedrig-check-tomorrow"));
    }
}

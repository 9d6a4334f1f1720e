//! Durations and sizes of the command line.

use std::time::Duration;

use jiff::SignedDuration;

/// `90s`, `1h`, `2h30m`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let signed: SignedDuration = text.parse().map_err(|error| format!("{error}"))?;
    let duration = Duration::try_from(signed).map_err(|_| "it is negative".to_owned())?;
    if duration.is_zero() { Err("it is nothing".to_owned()) } else { Ok(duration) }
}

/// `64MiB`, `500KiB`, `1GiB`, or bytes.
pub(super) fn size(text: &str) -> Result<u64, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let factor: u64 = match unit {
        "" | "B" => 1,
        "KiB" | "Ki" => 1 << 10,
        "MiB" | "Mi" => 1 << 20,
        "GiB" | "Gi" => 1 << 30,
        _ => return Err(format!("`{unit}` is none of B, KiB, MiB, GiB")),
    };
    let number: u64 = number.parse().map_err(|_| "a size begins with a number".to_owned())?;
    match number.checked_mul(factor) {
        Some(bytes) if (1 << 16..=1 << 33).contains(&bytes) => Ok(bytes),
        Some(_) | None => Err("it is not between 64KiB and 8GiB".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::mebi("64MiB", Some(64 << 20))]
    #[case::bytes("65536", Some(1 << 16))]
    #[case::too_small("1KiB", None)]
    #[case::too_large("99999999999GiB", None)]
    #[case::other_unit("64MB", None)]
    #[case::nothing("", None)]
    fn sizes_are_read(#[case] text: &str, #[case] bytes: Option<u64>) {
        assert_eq!(size(text).ok(), bytes);
    }

    #[test]
    fn a_duration_is_positive() {
        assert_eq!(duration("90s"), Ok(Duration::from_secs(90)));
        assert!(duration("-1h").is_err() && duration("0s").is_err() && duration("x").is_err());
    }
}

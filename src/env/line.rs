//! What the line between two regions is like.

use std::str::FromStr;
use std::time::Duration;

/// The line between regions. The default one adds nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Line {
    /// How much later bytes arrive, each way.
    pub latency: Duration,
    /// By how much that varies, up and down.
    pub jitter: Duration,
    /// The share of connections that are reset, 0 to 1. The proxy sees connections, not packets: the
    /// kernel's own emulation (netem) is often not there.
    pub loss: f64,
    /// How many bytes a second go through a connection, each way.
    pub rate: Option<u64>,
}

/// Why a text describes no line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// A part is not `name=value`, or nobody knows the name.
    #[error("`{part}` is not one of latency=TIME, jitter=TIME, loss=PERCENT, rate=BYTES")]
    Part {
        /// The part.
        part: String,
    },
    /// A part is there twice.
    #[error("`{name}` is there twice")]
    Twice {
        /// The name.
        name: String,
    },
    /// The value is not what that part takes.
    #[error("`{name}={value}`: {wanted}")]
    Value {
        /// The name.
        name: String,
        /// The value.
        value: String,
        /// What it takes.
        wanted: &'static str,
    },
}

impl FromStr for Line {
    type Err = LineError;

    fn from_str(text: &str) -> Result<Self, LineError> {
        let mut line = Self::default();
        let mut seen = Vec::new();
        for part in text.split(',').map(str::trim) {
            let bad_part = || LineError::Part { part: part.to_owned() };
            let (name, value) = part.split_once('=').ok_or_else(bad_part)?;
            let bad = |wanted| LineError::Value {
                name: name.to_owned(),
                value: value.to_owned(),
                wanted,
            };
            if seen.contains(&name) {
                return Err(LineError::Twice { name: name.to_owned() });
            }
            let time = || find_time(value).ok_or_else(|| bad("a time up to 60s, like 150ms or 1s"));
            match name {
                "latency" => line.latency = time()?,
                "jitter" => line.jitter = time()?,
                "loss" => {
                    let share = find_share(value);
                    line.loss = share.ok_or_else(|| bad("0% to 100%, like 1% or 0.5%"))?;
                }
                "rate" => {
                    let rate = find_rate(value);
                    line.rate = Some(rate.ok_or_else(|| bad("1KiB or more a second, like 64KiB"))?);
                }
                _ => return Err(bad_part()),
            }
            seen.push(name);
        }
        Ok(line)
    }
}

fn find_time(text: &str) -> Option<Duration> {
    let (number, unit) = match text.strip_suffix("ms") {
        Some(number) => (number, 1),
        None => (text.strip_suffix('s')?, 1000),
    };
    let time = Duration::from_millis(number.parse::<u64>().ok()?.checked_mul(unit)?);
    (time <= Duration::from_secs(60)).then_some(time)
}

fn find_share(text: &str) -> Option<f64> {
    let percent: f64 = text.strip_suffix('%')?.parse().ok()?;
    (0.0..=100.0).contains(&percent).then_some(percent / 100.0)
}

fn find_rate(text: &str) -> Option<u64> {
    let units = [("KiB", 1 << 10), ("MiB", 1 << 20), ("kB", 1000), ("MB", 1_000_000)];
    let (number, unit) =
        units.iter().find_map(|(name, unit)| Some((text.strip_suffix(name)?, *unit)))?;
    let rate = number.parse::<u64>().ok()?.checked_mul(unit)?;
    (rate >= 1000).then_some(rate)
}

/// A disturbance of toxiproxy's: its type, its direction, how often it is there, its values.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Toxic {
    pub kind: &'static str,
    pub direction: &'static str,
    pub toxicity: f64,
    pub values: Vec<(&'static str, u64)>,
}

impl Line {
    /// The line in toxiproxy's words: milliseconds, and thousands of bytes a second.
    pub(super) fn toxics(&self) -> Vec<Toxic> {
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let mut toxics = Vec::new();
        for direction in ["--upstream", "--downstream"] {
            let mut add = |kind, values| {
                toxics.push(Toxic { kind, direction, toxicity: 1.0, values });
            };
            if !self.latency.is_zero() || !self.jitter.is_zero() {
                let (latency, jitter) = (millis(self.latency), millis(self.jitter));
                add("latency", vec![("latency", latency), ("jitter", jitter)]);
            }
            if let Some(rate) = self.rate {
                add("bandwidth", vec![("rate", rate.div_ceil(1000))]);
            }
        }
        if self.loss > 0.0 {
            toxics.push(Toxic {
                kind: "reset_peer",
                direction: "--downstream",
                toxicity: self.loss,
                values: vec![("timeout", 0)],
            });
        }
        toxics
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read() {
        let line: Line = "latency=150ms, jitter=20ms,loss=1%,rate=64KiB".parse().unwrap();
        let expected = Line {
            latency: Duration::from_millis(150),
            jitter: Duration::from_millis(20),
            loss: 0.01,
            rate: Some(65_536),
        };
        assert_eq!(line, expected);
    }

    #[rstest::rstest]
    #[case::no_value("latency", "`latency` is not one of")]
    #[case::an_unknown_name("delay=1s", "`delay=1s` is not one of")]
    #[case::no_unit("latency=150", "`latency=150`: a time up to 60s")]
    #[case::too_long("latency=2000s", "a time up to 60s")]
    #[case::more_than_all("loss=101%", "0% to 100%")]
    #[case::not_a_number("loss=NaN%", "0% to 100%")]
    #[case::nothing_goes_through("rate=0KiB", "1KiB or more")]
    #[case::an_overflow("rate=99999999999999999999MiB", "1KiB or more")]
    #[case::twice("loss=1%,loss=2%", "`loss` is there twice")]
    #[case::empty("", "`` is not one of")]
    fn what_is_wrong_is_said(#[case] text: &str, #[case] expected: &str) {
        let error = text.parse::<Line>().unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }

    #[test]
    fn only_what_was_asked_for_disturbs() {
        assert_eq!(Line::default().toxics(), []);
        let line: Line = "loss=1%,rate=64KiB".parse().unwrap();
        let kinds: Vec<&str> = line.toxics().iter().map(|toxic| toxic.kind).collect();
        assert_eq!(kinds, ["bandwidth", "bandwidth", "reset_peer"]);
    }
}

//! The SHA-256 of a certificate, as `sha256:` and 64 hexadecimal digits.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// The SHA-256 of a whole certificate in DER: what `openssl x509 -fingerprint -sha256` shows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint([u8; 32]);

/// A text that is no fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not `sha256:` and 64 hexadecimal digits")]
pub struct NotAFingerprint {
    text: String,
}

impl Fingerprint {
    /// That of a certificate.
    pub fn of(certificate: &[u8]) -> Self {
        Self(Sha256::digest(certificate).into())
    }
}

impl FromStr for Fingerprint {
    type Err = NotAFingerprint;

    /// Takes the colons that openssl puts between the bytes, and either case.
    fn from_str(text: &str) -> Result<Self, NotAFingerprint> {
        let wrong = || NotAFingerprint { text: text.to_owned() };
        let digits = text.strip_prefix("sha256:").ok_or_else(wrong)?;
        let digits: Vec<char> = digits.chars().filter(|digit| *digit != ':').collect();
        let digit = |digit: &char| digit.to_digit(16).and_then(|value| u8::try_from(value).ok());
        let values: Option<Vec<u8>> = digits.iter().map(digit).collect();
        let values = values.ok_or_else(wrong)?;
        let bytes: Vec<u8> =
            values.chunks(2).map(|pair| pair.iter().fold(0, |b, d| b << 4 | d)).collect();
        match <[u8; 32]>::try_from(bytes) {
            Ok(bytes) if values.len() == 64 => Ok(Self(bytes)),
            Ok(_) | Err(_) => Err(wrong()),
        }
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = "sha256:".to_owned();
        for byte in self.0 {
            write!(text, "{byte:02x}")?;
        }
        f.pad(&text)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openssls_spelling_is_taken() {
        let plain = Fingerprint::of(b"a certificate");
        let digits = plain.to_string().to_uppercase();
        let bytes: Vec<char> = digits.trim_start_matches("SHA256:").chars().collect();
        let pairs: Vec<String> = bytes.chunks(2).map(String::from_iter).collect();
        assert_eq!(format!("sha256:{}", pairs.join(":")).parse(), Ok(plain));
        assert_eq!(plain.to_string().parse(), Ok(plain));
    }

    #[rstest::rstest]
    #[case::another_digest("sha1:00")]
    #[case::too_short("sha256:00ff")]
    #[case::an_odd_number_of_digits(&format!("sha256:{}", "0".repeat(63)))]
    #[case::other_letters(&format!("sha256:{}", "x".repeat(64)))]
    #[case::only_the_digits(&"0".repeat(64))]
    fn other_texts_are_no_fingerprint(#[case] text: &str) {
        assert!(text.parse::<Fingerprint>().is_err());
    }
}

//! How long a service account's token lasts: it is a JWT, and says so itself.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

/// How long a token lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenLife {
    /// It never expires.
    Lasting,
    /// It was made by a TokenRequest, and expires.
    Bound(BoundToken),
    /// It is no token of a service account.
    Unknown,
}

/// A token that expires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundToken {
    /// When it was made.
    pub issued: Timestamp,
    /// When it expires.
    pub expires: Timestamp,
    /// The UID of the service account.
    pub account: Option<String>,
}

impl TokenLife {
    /// Reads it from the token. Whether anybody accepts the token is for an API server to say.
    pub fn of(token: &SecretString) -> Self {
        let Some(claims) = claims(token.expose_secret()) else { return Self::Unknown };
        let (Some(issued), Some(expires)) = (claims.iat, claims.exp) else { return Self::Lasting };
        let time = |seconds| Timestamp::from_second(seconds).ok();
        match (time(issued), time(expires)) {
            (Some(issued), Some(expires)) => {
                let account = claims.kubernetes.and_then(|claims| claims.serviceaccount.uid);
                Self::Bound(BoundToken { issued, expires, account })
            }
            (None, _) | (_, None) => Self::Unknown,
        }
    }
}

impl BoundToken {
    /// Whether nobody accepts it any more.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires <= now
    }

    /// Why it has to be renewed: less than a third of its life is left.
    pub fn is_due(&self, now: Timestamp) -> Option<String> {
        let left = self.expires.as_second() - now.as_second();
        if self.is_expired(now) {
            return Some(format!("its token expired at {}", self.expires));
        }
        let life = self.expires.as_second() - self.issued.as_second();
        let left = Duration::from_secs(left.unsigned_abs());
        (left.as_secs() * 3 < life.unsigned_abs())
            .then(|| format!("its token expires in {} min", left.as_secs() / 60))
    }
}

#[derive(Deserialize)]
struct Claims {
    iat: Option<i64>,
    exp: Option<i64>,
    #[serde(rename = "kubernetes.io")]
    kubernetes: Option<Kubernetes>,
}

#[derive(Deserialize)]
struct Kubernetes {
    serviceaccount: Account,
}

#[derive(Deserialize)]
struct Account {
    uid: Option<String>,
}

fn claims(token: &str) -> Option<Claims> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&payload).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(claims: &serde_json::Value) -> SecretString {
        format!("head.{}.signature", URL_SAFE_NO_PAD.encode(claims.to_string())).into()
    }

    fn bound(issued: i64, expires: i64) -> BoundToken {
        let claims = serde_json::json!({"iat": issued, "exp": expires,
            "kubernetes.io": {"serviceaccount": {"uid": "u"}}});
        match TokenLife::of(&token(&claims)) {
            TokenLife::Bound(bound) => bound,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_token_says_how_long_it_lasts() {
        assert_eq!(bound(0, 3600).expires.as_second(), 3600);
        assert_eq!(bound(0, 3600).account.as_deref(), Some("u"));
        let lasting = serde_json::json!({"iss": "kubernetes/serviceaccount"});
        assert_eq!(TokenLife::of(&token(&lasting)), TokenLife::Lasting);
        assert_eq!(TokenLife::of(&"no token".into()), TokenLife::Unknown);
    }

    #[rstest::rstest]
    #[case::new(0, None)]
    #[case::with_a_third_left(2400, None)]
    #[case::with_less(2460, Some("its token expires in 19 min"))]
    #[case::expired(3600, Some("its token expired at 1970-01-01T01:00:00Z"))]
    fn it_is_due_when_less_than_a_third_is_left(#[case] now: i64, #[case] reason: Option<&str>) {
        let now = Timestamp::from_second(now).unwrap();
        assert_eq!(bound(0, 3600).is_due(now).as_deref(), reason);
    }
}

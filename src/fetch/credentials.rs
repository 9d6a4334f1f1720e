//! The user name and password in a mirror's URL: sent to the mirror, and never shown.

use std::fmt;

use url::{Origin, Url};

use super::mirror::Mirror;

/// What a mirror wants to see before it answers; empty for most.
#[derive(Clone, Default)]
pub(super) struct Credentials {
    /// Who may see them: nobody else is sent them.
    mirror: Option<Origin>,
    user: String,
    password: Option<String>,
}

impl Credentials {
    /// Takes the credentials out of the mirror's URL, so that no later message can have them.
    pub fn take(mirror: Option<Mirror>) -> (Option<Mirror>, Self) {
        let Some(Mirror::Url(url)) = mirror else { return (mirror, Self::default()) };
        let credentials = Self {
            mirror: Some(url.origin()),
            user: url.username().to_owned(),
            password: url.password().map(str::to_owned),
        };
        (Some(Mirror::Url(bare(&url))), credentials)
    }

    /// The URL that is asked: with the credentials when it is the mirror's. The client makes a header of what is added here, and drops it when
    /// it is redirected to another host.
    pub fn add_to(&self, url: &Url) -> Url {
        if self.mirror.as_ref() != Some(&url.origin()) {
            return url.clone();
        }
        with(url, &self.user, self.password.as_deref())
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(..)")
    }
}

/// The URL as it may be shown.
pub(super) fn bare(url: &Url) -> Url {
    with(url, "", None)
}

fn with(url: &Url, user: &str, password: Option<&str>) -> Url {
    let mut url = url.clone();
    // Only a URL without a host refuses them, and that is not asked.
    let _ = url.set_username(user);
    let _ = url.set_password(password);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_sent_and_not_shown() {
        let mirror: Mirror = "https://me:p%40ss@m.test/a".parse().unwrap();
        let (mirror, credentials) = Credentials::take(Some(mirror));
        assert_eq!(format!("{mirror:?} {credentials:?}"), "Some(https://m.test/a) Credentials(..)");
        let url = "https://m.test/a/helm".parse().unwrap();
        assert_eq!(credentials.add_to(&url).as_str(), "https://me:p%40ss@m.test/a/helm");
        let elsewhere = "https://example.com/a/helm".parse().unwrap();
        assert_eq!(credentials.add_to(&elsewhere), elsewhere);
    }

    #[rstest::rstest]
    #[case::plain("http://me:pass@m.test")]
    #[case::not_a_url("https://me:pass@m.test:port")]
    fn a_bad_mirror_is_named_without_them(#[case] text: &str) {
        let error = text.parse::<Mirror>().unwrap_err();
        assert!(!format!("{error} {error:?}").contains("pass"), "{error:?}");
    }
}

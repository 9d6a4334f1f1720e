//! What is meant by the way to an endpoint: proxy, trust, and the life of tokens.

use std::time::Duration;

use jiff::SignedDuration;
use url::Url;

use super::cluster_entry::ClusterEntry;
use super::file::FederationFile;
use super::meaning::Meaning;
use super::source::At;
use super::tls_entry::{TlsEntry, TokenEntry};
use crate::trust::{Bundle, Trust};

impl Meaning<'_> {
    /// The HTTP proxy that was typed.
    pub(super) fn proxy(&mut self, at: &At<String>) -> Option<Url> {
        let url = Url::parse(&at.value).ok();
        let Some(url) = url.filter(|url| url.scheme() == "http" && url.host().is_some()) else {
            let message = format!("`{}` is not the address of an HTTP proxy", at.value);
            self.notes.add(at, message, Some("such as `http://proxy.example.com:3128`".to_owned()));
            return None;
        };
        if !url.username().is_empty() || url.password().is_some() {
            let message = "a proxy's password would be readable in the KubeFedCluster";
            let instead = "let the proxy know KubeFed's controller by its address".to_owned();
            self.notes.add(at, message, Some(instead));
            return None;
        }
        Some(url)
    }

    /// Whose word is taken, if something was typed about it.
    pub(super) fn tls(&mut self, entry: &TlsEntry) -> Option<Trust> {
        let is_on = |at: &Option<At<bool>>| at.as_ref().is_some_and(|at| at.value);
        let off = [&entry.system_roots, &entry.insecure_skip_verify];
        for at in off.into_iter().flatten().filter(|at| !at.value) {
            self.notes.add(at, "`false` says nothing", Some("delete the line".to_owned()));
        }
        let given = [
            entry.ca.is_some(),
            entry.pin.is_some(),
            entry.system_roots.is_some(),
            entry.insecure_skip_verify.is_some(),
        ];
        if given.into_iter().filter(|given| *given).count() != 1 {
            let message = "`tls` has to have exactly one field";
            let instead = "one of `ca`, `pin`, `systemRoots`, `insecureSkipVerify`".to_owned();
            self.notes.add(&entry.spot, message, Some(instead));
            return None;
        }
        if let Some(at) = &entry.ca {
            return self.authority(at);
        }
        if let Some(at) = &entry.pin {
            let pin = at.value.parse().map(Trust::Pin);
            return pin
                .map_err(|error: crate::trust::NotAFingerprint| {
                    let instead = "`openssl x509 -noout -fingerprint -sha256` shows one".to_owned();
                    self.notes.add(at, error.to_string(), Some(instead));
                })
                .ok();
        }
        if is_on(&entry.system_roots) {
            return Some(Trust::SystemRoots);
        }
        is_on(&entry.insecure_skip_verify).then_some(Trust::Insecure)
    }

    fn authority(&mut self, at: &At<String>) -> Option<Trust> {
        let path = self.path(at)?;
        let message = match std::fs::read(&path) {
            Ok(pem) => match Bundle::from_pem(&pem) {
                Ok(bundle) => return Some(Trust::Authority(bundle)),
                Err(error) => format!("`{}`: {error}", path.display()),
            },
            Err(error) => format!("`{}` can't be read: {error}", path.display()),
        };
        self.notes.add(at, message, None);
        None
    }

    /// How long a token lasts.
    pub(super) fn token(&mut self, entry: &TokenEntry) -> Option<Duration> {
        let at = entry.expires.as_ref()?;
        let found = life(&at.value);
        if found.is_none() {
            let message = format!("`{}` is not a time between 10 minutes and 365 days", at.value);
            self.notes.add(at, message, Some("such as `24h`".to_owned()));
        }
        found
    }

    /// Before 0.10 KubeFed's controller goes past the proxy of a member whose certificate it does
    /// not look at: it makes a connection of its own for it, and only 0.10 can do without. And only
    /// 0.10 makes all its clients anew when a token changes.
    pub(super) fn an_old_kubefed_can(&mut self, typed: &FederationFile, kubefed: &semver::Version) {
        if kubefed.major > 0 || kubefed.minor >= 10 {
            return;
        }
        let host = typed.host.as_ref().map(|host| &host.cluster);
        let members = typed.members.iter().map(|member| &member.cluster);
        let entries: Vec<&ClusterEntry> = host.into_iter().chain(members).collect();
        let expiry = |entry: &&ClusterEntry| entry.token.as_ref()?.expires.clone();
        for at in entries.iter().filter_map(expiry) {
            let message = format!("KubeFed {kubefed} can't work with tokens that expire");
            self.notes.add(&at, message, Some("take KubeFed 0.10.0".to_owned()));
        }
        for entry in entries {
            let tls = entry.tls.as_ref().and_then(|tls| tls.insecure_skip_verify.as_ref());
            let (Some(proxy), Some(At { value: true, .. })) = (&entry.proxy, tls) else { continue };
            let message = format!(
                "KubeFed {kubefed} goes past the proxy when certificates are not looked at"
            );
            let instead = "give `tls` a `ca` or a `pin`, or take KubeFed 0.10.0".to_owned();
            self.notes.add(proxy, message, Some(instead));
        }
    }
}

/// The shortest life that an API server gives a token.
const SHORTEST: Duration = Duration::from_secs(10 * 60);
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

fn life(text: &str) -> Option<Duration> {
    let (number, days) = text.trim().strip_suffix('d').map_or((text, false), |days| (days, true));
    let life = if days {
        Duration::from_secs(number.trim().parse::<u64>().ok()?.checked_mul(24 * 60 * 60)?)
    } else {
        Duration::try_from(number.trim().parse::<SignedDuration>().ok()?).ok()?
    };
    (SHORTEST..=LONGEST).contains(&life).then_some(life)
}

#[cfg(test)]
#[path = "tls_tests.rs"]
mod tests;

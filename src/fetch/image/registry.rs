//! Asks a registry whether it has an image, and under which digest. Only the head of the manifest
//! is asked for, without anybody's log-in: nothing of an image is fetched.

use std::time::Duration;

use reqwest::header::{ACCEPT, WWW_AUTHENTICATE};
use reqwest::{Method, Response, StatusCode};
use serde::Deserialize;
use url::Url;

use super::ImageName;
use crate::fetch::mirror::is_loopback;
use crate::fetch::{Digest, Fetcher};

/// How long a registry has for all of its answers.
const LIMIT: Duration = Duration::from_secs(20);
/// The most bytes of a token's answer.
const TOKEN_LIMIT: usize = 64 << 10;
/// What a manifest may be. Without the lists a registry gives the digest of one platform's, which
/// is another than the one that nodes report.
const MANIFESTS: &str = "application/vnd.oci.image.index.v1+json, \
    application/vnd.docker.distribution.manifest.list.v2+json, \
    application/vnd.oci.image.manifest.v1+json, \
    application/vnd.docker.distribution.manifest.v2+json";

/// Whether this machine could pull an image. Nodes may reach less, or more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pullable {
    /// The registry has it.
    Yes {
        /// The digest of its manifest.
        digest: Digest,
    },
    /// The registry has no such image.
    Absent,
    /// The registry does not tell without a log-in: there is none, or it is private.
    Denied,
    /// It could not be told: nobody answered, or not as a registry does.
    Unknown {
        /// Why not.
        why: String,
    },
}

impl Fetcher {
    /// Asks the registry of an image for it.
    pub async fn pullable(&self, image: &ImageName) -> Pullable {
        match tokio::time::timeout(LIMIT, self.ask(image)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(why)) => Pullable::Unknown { why },
            Err(_) => {
                let why = format!("{} gave no answer within {} s", image.registry, LIMIT.as_secs());
                Pullable::Unknown { why }
            }
        }
    }

    async fn ask(&self, image: &ImageName) -> Result<Pullable, String> {
        let url = manifest(image).ok_or_else(|| format!("`{}` is no host", image.registry))?;
        let first = self.head(&url, None).await?;
        let answer = match challenge(&first) {
            Some(challenge) => {
                let token = self.token(&challenge, image).await?;
                let Some(token) = token else { return Ok(Pullable::Denied) };
                self.head(&url, Some(&token)).await?
            }
            None => first,
        };
        read(&url, &answer)
    }

    async fn head(&self, url: &Url, token: Option<&str>) -> Result<Response, String> {
        let clients = self.supply.clients();
        let request = clients.request(Method::HEAD, url).map_err(|error| said(&error))?;
        let request = request.header(ACCEPT, MANIFESTS);
        let request = match token {
            // The client marks it as sensitive, and takes it away at a redirect to another host.
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        request.send().await.map_err(|error| said(&error.without_url()))
    }

    /// A token for everybody, if there is one.
    async fn token(
        &self,
        challenge: &Challenge,
        image: &ImageName,
    ) -> Result<Option<String>, String> {
        let mut url: Url = challenge.realm.parse().map_err(|_| "a log-in without a place")?;
        if url.scheme() != "https" && !is_loopback(&url) {
            return Err(format!("`{url}` is not https"));
        }
        {
            let mut query = url.query_pairs_mut();
            if let Some(service) = &challenge.service {
                query.append_pair("service", service);
            }
            query.append_pair("scope", &format!("repository:{}:pull", image.path));
        }
        let clients = self.supply.clients();
        let request = clients.request(Method::GET, &url).map_err(|error| said(&error))?;
        let mut answer = request.send().await.map_err(|error| said(&error.without_url()))?;
        if !answer.status().is_success() {
            return Ok(None);
        }
        let mut text = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| said(&error.without_url()))? {
            text.extend_from_slice(&chunk);
            if text.len() > TOKEN_LIMIT {
                return Err("a token without an end".to_owned());
            }
        }
        let token: Token =
            serde_json::from_slice(&text).map_err(|_| "an answer without a token")?;
        Ok(token.token.or(token.access_token))
    }
}

#[derive(Deserialize)]
struct Token {
    token: Option<String>,
    access_token: Option<String>,
}

fn manifest(image: &ImageName) -> Option<Url> {
    // Docker's registry has another name than its images.
    let host = match image.registry.as_str() {
        "docker.io" => "registry-1.docker.io",
        other => other,
    };
    let reference = match (image.digest, &image.tag) {
        (Some(digest), _) => format!("sha256:{digest}"),
        (None, tag) => tag.clone()?,
    };
    let url = |scheme| format!("{scheme}://{host}/v2/{}/manifests/{reference}", image.path);
    let https: Url = url("https").parse().ok()?;
    // As everywhere: only this machine itself is asked in plain.
    if is_loopback(&https) { url("http").parse().ok() } else { Some(https) }
}

fn read(url: &Url, answer: &Response) -> Result<Pullable, String> {
    match answer.status() {
        StatusCode::NOT_FOUND | StatusCode::GONE => Ok(Pullable::Absent),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Ok(Pullable::Denied),
        status if status.is_success() => {
            let digest = answer.headers().get("docker-content-digest");
            let digest = digest.and_then(|digest| digest.to_str().ok()?.strip_prefix("sha256:"));
            let digest = digest.and_then(|hex| hex.parse().ok());
            let digest = digest.ok_or_else(|| format!("`{url}` names no digest"))?;
            Ok(Pullable::Yes { digest })
        }
        status => Err(format!("`{url}` answered {status}")),
    }
}

/// Where a registry wants its askers to get a token.
#[derive(Debug, PartialEq, Eq)]
struct Challenge {
    realm: String,
    service: Option<String>,
}

fn challenge(answer: &Response) -> Option<Challenge> {
    if answer.status() != StatusCode::UNAUTHORIZED {
        return None;
    }
    parse_challenge(answer.headers().get(WWW_AUTHENTICATE)?.to_str().ok()?)
}

/// Reads `Bearer realm="https://…",service="…"`.
fn parse_challenge(text: &str) -> Option<Challenge> {
    let (scheme, fields) = text.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    let field = |name: &str| {
        let start = fields.find(&format!("{name}=\""))? + name.len() + 2;
        fields[start..].split_once('"').map(|(value, _)| value.to_owned())
    };
    Some(Challenge { realm: field("realm")?, service: field("service") })
}

/// An error with its causes, in one line.
fn said(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Reads what a registry says of log-ins, for tests and for fuzzing.
#[cfg(any(test, fuzzing))]
pub(in crate::fetch) fn door(bytes: &[u8]) {
    drop(parse_challenge(&String::from_utf8_lossy(bytes)));
}

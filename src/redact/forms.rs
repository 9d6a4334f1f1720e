//! The forms that secrets have.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use regex::{Captures, Regex};

use super::REDACTED;

/// Forms that are replaced whole.
static WHOLE: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    compiled(&[
        // A private key, PEM; also with its line ends escaped, and without its end.
        r"(?s)-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|\z)",
        // A JWT, which every token of a service account is; and one in base64.
        r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?",
        r"ZXlK[A-Za-z0-9+/_-]{30,}={0,2}",
        // Keys of clouds and forges.
        r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
        r"\bgh[pousr]_[A-Za-z0-9]{30,}",
    ])
});

/// Forms of which the first group stays, and the second is the secret.
static BEHIND: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    compiled(&[
        r"(?i)(\bbearer\s+)([A-Za-z0-9._~+/=:-]{16,})",
        r#"(?i)(authorization["']?[ \t]*[:=][ \t]*["']?(?:basic|bearer|negotiate)[ \t]+)([^\s"']+)"#,
        // User and password in an address.
        r#"([A-Za-z][A-Za-z0-9+.-]*://)([^/\s"'@:]*:[^/\s"']+)@"#,
        r#"([A-Za-z][A-Za-z0-9+.-]*://)([^/\s"'@:]{20,})@"#,
        // `password: x`, `"API_TOKEN": "x"`, `client-key-data=x`.
        r#"(?i)((?:token|passwd|password|passphrase|secret|api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key|client[_-]?key[_-]?data)\\?["']?[ \t]*[:=][ \t]*\\?["']?)([^\s"'\\,;}{\[\]()]{6,})"#,
        r#"(?i)(--[a-z-]*(?:token|password|passphrase|secret)[ \t]+)([^\s"'-][^\s"']{5,})"#,
        // A registry's login in a Docker configuration.
        r#"("auth"[ \t]*:[ \t]*")([^"]{6,})"#,
    ])
});

/// A PEM file in base64: a certificate may stay, a private key not.
static PEM: LazyLock<Regex> = LazyLock::new(|| expression("LS0tLS1CRUdJTi[A-Za-z0-9+/]*={0,2}"));
/// A token with which kubeadm lets nodes in.
static BOOTSTRAP: LazyLock<Regex> =
    LazyLock::new(|| expression(r"\b([a-z0-9]{6})\.([a-z0-9]{16})\b"));

/// The text without what has the form of a secret.
pub(super) fn redact(mut text: String) -> String {
    for form in WHOLE.iter() {
        replace(&mut text, form, |_| REDACTED.to_owned());
    }
    replace(&mut text, &PEM, |found| pem(&found[0]));
    for form in BEHIND.iter() {
        replace(&mut text, form, behind);
    }
    replace(&mut text, &BOOTSTRAP, |found| match found[2].contains(|c: char| c.is_ascii_digit()) {
        true => format!("{}.{REDACTED}", &found[1]),
        false => found[0].to_owned(),
    });
    text
}

/// Whether a field of this name holds a secret.
pub(super) fn is_secret_name(name: &str) -> bool {
    let name: String = name.to_ascii_lowercase().replace(['-', '_', '.'], "");
    let ends = ["token", "password", "passwd", "passphrase", "apikey", "accesskey", "secretkey"];
    let more = ["privatekey", "clientkeydata", "clientsecret", "tokensecret", "dockerconfigjson"];
    ends.iter().chain(&more).any(|end| name.ends_with(end))
}

fn behind(found: &Captures<'_>) -> String {
    let (kept, secret) = (&found[1], &found[2]);
    // What stands behind `token:` may be a word of Kubernetes, and what was found before is gone.
    let is_harmless = matches!(secret, "default" | "Always" | "disabled" | "enabled")
        || secret.starts_with("[redacted")
        || secret.starts_with("redacted");
    if is_harmless {
        return found[0].to_owned();
    }
    let end = if found[0].ends_with('@') { "@" } else { "" };
    format!("{kept}{REDACTED}{end}")
}

fn pem(text: &str) -> String {
    let start: Vec<u8> = text.bytes().take(64).filter(|byte| *byte != b'=').collect();
    let whole = &start[..start.len() / 4 * 4];
    let begins = BASE64_STANDARD.decode(whole).unwrap_or_default();
    let is_certificate = String::from_utf8_lossy(&begins).contains("BEGIN CERTIFICATE-----");
    if is_certificate && !has_key(text) { text.to_owned() } else { REDACTED.to_owned() }
}

/// Certificate and key may be one behind the other in one file.
fn has_key(text: &str) -> bool {
    let text = text.trim_end_matches('=');
    let decoded = base64::prelude::BASE64_STANDARD_NO_PAD.decode(&text[..text.len() / 4 * 4]);
    decoded.is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains("PRIVATE KEY"))
}

fn replace(text: &mut String, form: &Regex, with: impl Fn(&Captures<'_>) -> String) {
    if let std::borrow::Cow::Owned(clean) =
        form.replace_all(text, |found: &Captures<'_>| with(found))
    {
        *text = clean;
    }
}

fn compiled(forms: &[&str]) -> Vec<Regex> {
    forms.iter().map(|form| expression(form)).collect()
}

fn expression(form: &str) -> Regex {
    Regex::new(form).expect("the expressions are ours")
}

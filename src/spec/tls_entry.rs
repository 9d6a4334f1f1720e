//! How an endpoint's certificate is trusted, and how long tokens last, as they are typed.

use schemars::JsonSchema;

use super::fields::Fields;
use super::source::{At, Notes};

/// Whose word is taken for the certificate that the endpoint presents: exactly one of these.
#[derive(Debug, JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
pub(super) struct TlsEntry {
    /// Where the entry is.
    #[schemars(skip)]
    pub spot: At<()>,
    /// A file with the CAs that it has to come from, PEM, relative to this file.
    #[schemars(extend("examples" = ["load-balancer-ca.pem"]))]
    pub ca: Option<At<String>>,
    /// The fingerprint of the certificate itself, or of a CA that the endpoint presents with it:
    /// `sha256:` and 64 hexadecimal digits.
    #[schemars(extend("pattern" = "^sha256:"))]
    pub pin: Option<At<String>>,
    /// The CAs that this machine trusts.
    pub system_roots: Option<At<bool>>,
    /// Nobody's: the certificate is not looked at, so whoever is on the way can read and change
    /// everything.
    pub insecure_skip_verify: Option<At<bool>>,
}

/// Tokens that expire instead of those that never do.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct TokenEntry {
    /// How long a token lasts, from 10m to 365d; `fedrig up` and `fedrig credentials rotate` renew it.
    #[schemars(required, extend("examples" = ["24h"]))]
    pub expires: Option<At<String>>,
}

impl TlsEntry {
    pub(super) fn read(cluster: &mut Fields<'_>, notes: &mut Notes<'_>) -> Option<Self> {
        let mut fields = cluster.map("tls", notes)?;
        let entry = Self {
            spot: fields.spot(),
            ca: fields.text("ca", notes),
            pin: fields.text("pin", notes),
            system_roots: fields.yes_or_no("systemRoots", notes),
            insecure_skip_verify: fields.yes_or_no("insecureSkipVerify", notes),
        };
        fields.done(notes);
        Some(entry)
    }
}

impl TokenEntry {
    pub(super) fn read(cluster: &mut Fields<'_>, notes: &mut Notes<'_>) -> Option<Self> {
        let mut fields = cluster.map("token", notes)?;
        let expires = fields.typed("expires", notes);
        fields.require("expires", "24h", notes);
        fields.done(notes);
        Some(Self { expires })
    }
}

//! Names that are parsed once, at the edge, and never are raw strings again.
//!
//! Each is text again only in `tool` (arguments) and `report` (what a person reads).

use std::fmt;
use std::str::FromStr;

/// Why a text is not a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// The text is empty.
    #[error("a name can't be empty")]
    Empty,
    /// The text is longer than the API server takes.
    #[error("`{text}` has {length} characters, and {limit} are the most")]
    TooLong {
        /// The text as typed.
        text: String,
        /// Its length in characters.
        length: usize,
        /// The most that is taken.
        limit: usize,
    },
    /// The text is not an RFC 1123 label.
    #[error(
        "`{text}` is not an RFC 1123 label: use lower-case letters, digits and `-`, and begin and end with a letter or digit"
    )]
    NotALabel {
        /// The text as typed.
        text: String,
    },
    /// The text holds a character that no context name of a kubeconfig should have.
    #[error("`{text}` has a control character")]
    Control {
        /// The text as typed.
        text: String,
    },
}

/// The longest RFC 1123 label that the API server takes, in characters.
const LABEL_LIMIT: usize = 63;

fn label(text: &str, limit: usize) -> Result<String, NameError> {
    if text.is_empty() {
        return Err(NameError::Empty);
    }
    let inner = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    let edge = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
    let bytes = text.as_bytes();
    if !bytes.iter().all(|c| inner(*c)) || !edge(bytes[0]) || !edge(bytes[bytes.len() - 1]) {
        return Err(NameError::NotALabel { text: text.to_owned() });
    }
    if text.len() > limit {
        return Err(NameError::TooLong { text: text.to_owned(), length: text.len(), limit });
    }
    Ok(text.to_owned())
}

/// What a text becomes when it is made into a label: a suggestion for error messages.
///
/// `EU_West!` gives `eu-west`; a text without a single usable character gives nothing.
pub fn suggest_label(text: &str) -> Option<String> {
    let lowered = text.to_ascii_lowercase();
    let mapped: String =
        lowered.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let joined = mapped.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let cut: String = joined.chars().take(ClusterName::LIMIT).collect();
    let trimmed = cut.trim_matches('-');
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

macro_rules! label_name {
    ($(#[$doc:meta])* $name:ident, $limit:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The most characters that such a name has.
            pub const LIMIT: usize = $limit;

            /// The name as text, for arguments and reports.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NameError;
            fn from_str(text: &str) -> Result<Self, NameError> {
                label(text, Self::LIMIT).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

label_name!(
    /// A cluster of the federation: the name of its KubeFedCluster.
    ///
    /// `kubefedctl` makes a service account called `<member>-<host>`, which has to be a name as
    /// well, so a cluster name takes 47 characters at the most and still leaves room for a host.
    ClusterName,
    47
);
label_name!(
    /// An environment: a set of kind clusters. It is part of the names of networks and containers.
    EnvName,
    40
);
label_name!(
    /// The name of a federation: the name of its folder in the state directory.
    FederationName,
    LABEL_LIMIT
);
label_name!(
    /// A Kubernetes namespace.
    Namespace,
    LABEL_LIMIT
);
label_name!(
    /// A helm release. helm takes 53 characters at the most.
    ReleaseName,
    53
);
label_name!(
    /// A region, as the label `topology.kubernetes.io/region` carries it.
    RegionName,
    LABEL_LIMIT
);

/// A context of a kubeconfig file: free text, as kubectl allows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(transparent)]
pub struct ContextName(String);

impl ContextName {
    /// The name as text, for arguments and reports.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ContextName {
    type Err = NameError;
    fn from_str(text: &str) -> Result<Self, NameError> {
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        if text.chars().any(char::is_control) {
            return Err(NameError::Control { text: text.to_owned() });
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for ContextName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&ClusterName> for ContextName {
    /// In fedrig's own kubeconfig a cluster's context has the cluster's name.
    fn from(name: &ClusterName) -> Self {
        Self(name.as_str().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[rstest::rstest]
    #[case::upper_case("EU-West")]
    #[case::underscore("eu_west")]
    #[case::leading_hyphen("-eu")]
    #[case::trailing_hyphen("eu-")]
    #[case::dot("eu.west")]
    #[case::empty("")]
    fn a_text_that_is_no_label_is_refused(#[case] text: &str) {
        assert!(text.parse::<ClusterName>().is_err());
    }

    #[test]
    fn the_suggestion_keeps_what_can_be_kept() {
        assert_eq!(suggest_label("EU_West!").as_deref(), Some("eu-west"));
        assert_eq!(suggest_label("__").as_deref(), None);
    }

    proptest! {
        #[test]
        fn every_suggestion_is_a_name(text in ".{0,80}") {
            if let Some(suggestion) = suggest_label(&text) {
                prop_assert!(suggestion.parse::<ClusterName>().is_ok(), "{suggestion}");
            }
        }

        #[test]
        fn a_name_is_its_own_text(text in "[a-z0-9]([a-z0-9-]{0,45}[a-z0-9])?") {
            prop_assert_eq!(text.parse::<ClusterName>().unwrap().to_string(), text);
        }
    }
}

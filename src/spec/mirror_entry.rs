//! The entry of a mirror, in its short and its long form, and what it means.

use std::path::PathBuf;

use schemars::JsonSchema;
use url::Url;

use super::federation::Mirror;
use super::fields::{Fields, at};
use super::meaning::Meaning;
use super::source::{At, Notes};
use super::tree::Value;

/// A mirror as it is typed: only where it is, or more about it.
#[derive(Debug, JsonSchema)]
#[schemars(untagged)]
pub(super) enum MirrorWord {
    /// A folder, relative to this file, or an https URL.
    Short(
        #[schemars(extend("examples" = ["../mirror", "https://mirror.example/fedrig"]))]
        At<String>,
    ),
    /// A mirror that there is more to say about.
    Long(MirrorEntry),
}

/// A mirror that there is more to say about.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct MirrorEntry {
    /// A folder, relative to this file, or an https URL.
    #[schemars(required, extend("examples" = ["https://mirror.example/fedrig"]))]
    pub from: Option<At<String>>,
    /// Whether its files are builds of its own: then fedrig's own table of upstream's digests says
    /// nothing about them, and only the mirror's checksum files do.
    #[schemars(extend("default" = false))]
    pub rebuilds: Option<At<bool>>,
    /// Certificates (PEM) of authorities to trust besides the system's, relative to this file.
    #[schemars(extend("examples" = ["mirror-ca.pem"]))]
    pub ca: Option<At<String>>,
}

/// Where release files come from instead of their home, and what is known of them there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MirrorWish {
    /// Where they are.
    pub from: Mirror,
    /// Whether they are builds of the mirror's own.
    pub rebuilds: bool,
    /// Certificates of authorities to trust besides the system's.
    pub ca: Option<PathBuf>,
}

impl MirrorWord {
    pub(super) fn read(root: &mut Fields<'_>, notes: &mut Notes<'_>) -> Option<Self> {
        let node = root.node("mirror")?;
        let path = root.path_of("mirror");
        if let Value::Text(text) = &node.value {
            return Some(Self::Short(at(node, &path).with(text.clone())));
        }
        let mut fields = Fields::of(node, &path, notes)?;
        let entry = MirrorEntry {
            from: fields.text("from", notes),
            rebuilds: fields.yes_or_no("rebuilds", notes),
            ca: fields.text("ca", notes),
        };
        fields.require("from", "https://mirror.example/fedrig", notes);
        fields.done(notes);
        Some(Self::Long(entry))
    }
}

impl Meaning<'_> {
    pub(super) fn mirror(&mut self, word: &MirrorWord) -> Option<MirrorWish> {
        match word {
            MirrorWord::Short(at) => {
                Some(MirrorWish { from: self.place(at)?, rebuilds: false, ca: None })
            }
            MirrorWord::Long(entry) => {
                let from = entry.from.as_ref().and_then(|at| self.place(at));
                let ca = entry.ca.as_ref().and_then(|at| self.existing(at, "file"));
                let rebuilds = entry.rebuilds.as_ref().is_some_and(|at| at.value);
                Some(MirrorWish { from: from?, rebuilds, ca })
            }
        }
    }

    fn place(&mut self, at: &At<String>) -> Option<Mirror> {
        if !at.value.contains("://") {
            return self.existing(at, "folder").map(Mirror::Directory);
        }
        let url = Url::parse(&at.value).ok().filter(|url| url.scheme() == "https");
        if url.is_none() {
            let message = format!("`{}` is neither a folder nor an https address", at.value);
            self.notes.add(at, message, Some("begin it with `https://`".to_owned()));
        }
        url.map(Mirror::Url)
    }
}

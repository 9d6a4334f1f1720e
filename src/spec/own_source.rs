//! What a tool's entry says about a source of one's own, and what it lacks.

use url::Url;

use super::machine_entry::ToolEntry;
use super::meaning::Meaning;
use super::source::{At, Place};
use crate::fetch::OwnSource;

impl Meaning<'_> {
    /// The source of a tool's entry, if it has one that is whole.
    pub(super) fn own_source(&mut self, entry: &ToolEntry) -> Option<OwnSource> {
        let Some(at) = &entry.url else {
            for (field, name) in [(&entry.sha256, "sha256"), (&entry.member, "member")] {
                if let Some(field) = field {
                    let message =
                        format!("`{name}` says something about a `url`, and there is none");
                    self.notes.add(field, message, Some("add `url: https://…`".to_owned()));
                }
            }
            return None;
        };
        if let Some(path) = &entry.path {
            let message = "there is a `url` as well, and only one of them can be used";
            self.notes.add(path, message, Some("delete one of them".to_owned()));
        }
        if entry.version.is_none() {
            let message = "the version of what is there is missing";
            self.notes.add(at, message, Some("add `version: 0.10.0-fork.1`".to_owned()));
        }
        let url = self.https(at).filter(|url| self.has_no_login(at, url));
        let sha256 = match &entry.sha256 {
            Some(at) => self.digest(at),
            None => {
                let message = "nothing runs that is not known: the sha256 is missing";
                let instead = format!("`curl -fsSL {} | sha256sum`; add `sha256: …`", at.value);
                self.notes.add(at, message, Some(instead));
                None
            }
        };
        let member = entry.member.as_ref().map(|at| at.value.clone());
        Some(OwnSource { url: url?, sha256: sha256?, member })
    }

    /// What is in this file is shown in messages and put under version control.
    fn has_no_login(&mut self, at: &At<String>, url: &Url) -> bool {
        let has_none = url.username().is_empty() && url.password().is_none();
        if !has_none {
            // Without its place, so that the line is not quoted.
            let at = At { value: (), place: Place::default(), path: at.path.clone() };
            let message = "there is a user name or a password in this address";
            let instead =
                "publish the file where none is needed, or name it with `path`".to_owned();
            self.notes.add(&at, message, Some(instead));
        }
        has_none
    }

    fn https(&mut self, at: &At<String>) -> Option<Url> {
        let url = Url::parse(&at.value).ok().filter(|url| url.scheme() == "https");
        if url.is_none() {
            let message = format!("`{}` is not an https address", at.value);
            self.notes.add(at, message, Some("begin it with `https://`".to_owned()));
        }
        url
    }

    fn digest(&mut self, at: &At<String>) -> Option<crate::fetch::Digest> {
        let text = at.value.strip_prefix("sha256:").unwrap_or(&at.value);
        let digest = text.parse().ok();
        if digest.is_none() {
            let message = "a sha256 digest has 64 hexadecimal digits";
            self.notes.add(at, message, Some("as `sha256sum` prints it".to_owned()));
        }
        digest
    }
}

#[cfg(test)]
mod tests {
    use crate::spec::testing::{Desk, SMALL};

    const DIGEST: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    #[test]
    fn a_fork_is_named_by_its_digest() {
        let desk = Desk::new();
        let entry = format!(
            "tools: {{kubefedctl: {{version: 0.10.0-fork.1, url: 'https://x.test/k.tgz', sha256: {DIGEST}, member: bin/kubefedctl}}}}\n"
        );
        let federation = desk.text(&format!("{SMALL}{entry}")).unwrap();
        let wish = federation.tools.values().next().unwrap();
        let own = wish.own.as_ref().unwrap();
        assert_eq!(
            (own.url.as_str(), own.sha256.to_string().as_str()),
            ("https://x.test/k.tgz", DIGEST)
        );
        assert_eq!(own.member.as_deref(), Some("bin/kubefedctl"));
    }

    #[rstest::rstest]
    #[case::no_digest("{version: 1.0.0, url: 'https://x.test/k'}", "the sha256 is missing")]
    #[case::no_version("{url: 'https://x.test/k', sha256: DIGEST}", "the version of what is there")]
    #[case::plain(
        "{version: 1.0.0, url: 'http://x.test/k', sha256: DIGEST}",
        "not an https address"
    )]
    #[case::half(
        "{version: 1.0.0, url: 'https://x.test/k', sha256: aaaa}",
        "64 hexadecimal digits"
    )]
    #[case::login(
        "{version: 1.0.0, url: 'https://me:s3cret@x.test/k', sha256: DIGEST}",
        "there is a user name or a password"
    )]
    #[case::no_url("{version: 1.0.0, sha256: DIGEST}", "and there is none")]
    #[case::both(
        "{version: 1.0.0, path: /bin/x, url: 'https://x.test/k', sha256: DIGEST}",
        "only one of them can be used"
    )]
    fn a_source_that_is_not_whole_is_refused(#[case] entry: &str, #[case] expected: &str) {
        let entry = entry.replace("DIGEST", DIGEST);
        let problems = Desk::new().text(&format!("{SMALL}tools: {{helm: {entry}}}\n")).unwrap_err();
        assert!(problems.to_string().contains(expected), "{problems}");
        assert!(!problems.to_string().contains("s3cret"), "{problems}");
    }
}

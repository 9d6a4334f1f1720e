//! One way in which a federation fails, as it shows in others' words.

use serde::Serialize;

/// One way in which a federation fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Signature {
    /// Its name, and its anchor in `docs/troubleshooting.md`.
    pub id: &'static str,
    /// The cause, as one sentence without a full stop.
    pub cause: &'static str,
    /// It is this one when a text has every word of one of these groups; letters' case is nothing.
    pub evidence: &'static [&'static [&'static str]],
    /// What such a text looks like.
    pub example: &'static str,
    /// What to do, with a command in backticks; `<…>` is filled in where it is known.
    pub todo: &'static str,
    /// Whether waiting helps.
    pub heals: Heals,
    /// Who saw it.
    pub source: Source,
}

/// Whether a cause can go away while one waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Heals {
    /// It can go away by itself, or when somebody mends it elsewhere: a wait goes on.
    ByItself,
    /// It stays until something about the federation is changed: a wait ends at once.
    Never,
}

/// Who saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// Users, in these public reports: `kubefed#1452`.
    Reports(&'static [&'static str]),
    /// A test in `e2e/live` makes it for real.
    Test(&'static str),
    /// Nobody yet: the words are those of the tool's source.
    Code(&'static str),
}

/// The names that fill in a remedy; what is not known stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// How a kubectl command for the host begins.
    pub kubectl: Option<String>,
    /// How a helm command for the host ends.
    pub helm: Option<String>,
    /// The cluster that it is about.
    pub member: Option<String>,
    /// The control plane's namespace.
    pub namespace: Option<String>,
}

impl Signature {
    /// What to do, with the names that are known.
    pub fn remedy(&self, names: &Names) -> String {
        let fill = |text: String, mark: &str, name: &Option<String>| match name {
            Some(name) => text.replace(mark, name),
            None => text,
        };
        let text = fill(self.todo.to_owned(), "<kubectl>", &names.kubectl);
        let text = fill(text, "<helm flags>", &names.helm);
        let text = fill(text, "<member>", &names.member);
        let text = fill(text, "<namespace>", &names.namespace);
        text.replace("<kubectl>", "kubectl --context <host>")
            .replace("<helm flags>", "--kube-context <host>")
    }

    /// Where it is described.
    pub fn page(&self) -> String {
        format!("docs/troubleshooting.md#{}", self.id)
    }
}

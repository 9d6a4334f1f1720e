//! What is different in a member: a JSON patch of one value.

use serde_json::{Value as Json, json};

use crate::name::ClusterName;

/// One value of one object that is different in one member.
#[derive(Debug, Clone, PartialEq)]
pub struct Override {
    /// The member.
    pub member: ClusterName,
    /// The object: `Deployment`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Where in the object, as a JSON pointer: `/spec/replicas`.
    pub path: String,
    /// `replace`, `add` or `remove`; KubeFed replaces by default.
    pub op: Option<String>,
    /// The value there; nothing for `remove`.
    pub value: Option<Json>,
}

/// What is wrong with an override as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OverrideError {
    /// It has another form.
    #[error("`{text}` is not of the form MEMBER:KIND/NAME:/path=value")]
    Form {
        /// As typed.
        text: String,
    },
    /// The member's name is none.
    #[error("the member of `{text}`: {source}")]
    Member {
        /// As typed.
        text: String,
        /// Why.
        source: crate::name::NameError,
    },
}

/// The field of an override that something is wrong with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// `path`.
    Path,
    /// `op`.
    Op,
}

/// What is wrong with what an override does, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// Where.
    pub field: Field,
    /// What is wrong.
    pub message: String,
    /// What to write, if that is not said by it.
    pub instead: Option<&'static str>,
}

/// All that is wrong with what is to be done at `path`.
pub fn unfit(path: &str, op: Option<&str>, has_value: bool) -> Vec<Unfit> {
    let mut found = Vec::new();
    if !path.starts_with('/') {
        let message = format!("`{path}` is no JSON pointer");
        found.push(Unfit {
            field: Field::Path,
            message,
            instead: Some("such as `/spec/replicas`"),
        });
    }
    if let Some(op) = op.filter(|op| !["replace", "add", "remove"].contains(op)) {
        let message = format!("`{op}` can't be done");
        let instead = Some("write `replace`, `add` or `remove`");
        found.push(Unfit { field: Field::Op, message, instead });
    }
    let removes = op == Some("remove");
    if removes == has_value {
        let message = if removes { "what is removed has no `value`" } else { "`value` is missing" };
        found.push(Unfit { field: Field::Path, message: message.to_owned(), instead: None });
    }
    found
}

impl Override {
    /// `eu-west:Deployment/web:/spec/replicas=3`. The value is JSON, or else the text itself.
    pub fn parse(text: &str) -> Result<Self, OverrideError> {
        let form = || OverrideError::Form { text: text.to_owned() };
        let (member, rest) = text.split_once(':').ok_or_else(form)?;
        let (object, rest) = rest.split_once(':').ok_or_else(form)?;
        let (kind, name) = object.split_once('/').ok_or_else(form)?;
        let (path, value) = rest.split_once('=').ok_or_else(form)?;
        if kind.is_empty() || name.is_empty() || !path.starts_with('/') {
            return Err(form());
        }
        let member = member
            .parse()
            .map_err(|source| OverrideError::Member { text: text.to_owned(), source })?;
        let value = serde_json::from_str(value).unwrap_or_else(|_| Json::String(value.to_owned()));
        let (kind, name, path) = (kind.to_owned(), name.to_owned(), path.to_owned());
        Ok(Self { member, kind, name, path, op: None, value: Some(value) })
    }

    /// Whether it is of the object `kind/name`.
    pub fn is_of(&self, kind: &str, name: &str) -> bool {
        self.kind.eq_ignore_ascii_case(kind) && self.name == name
    }

    /// As KubeFed has it in a list of a member's.
    fn json(&self) -> Json {
        let mut json = json!({"path": self.path});
        if let Some(op) = &self.op {
            json["op"] = json!(op);
        }
        if let Some(value) = &self.value {
            json["value"] = value.clone();
        }
        json
    }
}

/// The `overrides` of the object `kind/name`; nothing when no member has one.
pub(super) fn of_object(all: &[Override], kind: &str, name: &str) -> Option<Json> {
    let mut members: Vec<(&ClusterName, Vec<Json>)> = Vec::new();
    for it in all.iter().filter(|it| it.is_of(kind, name)) {
        match members.iter_mut().find(|(member, _)| **member == it.member) {
            Some((_, list)) => list.push(it.json()),
            None => members.push((&it.member, vec![it.json()])),
        }
    }
    let members: Vec<Json> = members
        .into_iter()
        .map(|(member, list)| json!({"clusterName": member, "clusterOverrides": list}))
        .collect();
    (!members.is_empty()).then_some(Json::Array(members))
}

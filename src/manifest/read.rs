//! Reads the documents of one text, and says of each what is wrong with it.

use std::fmt;

use serde_json::{Map, Value as Json};

use super::Manifest;

/// What is wrong with a document: its place, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The file, or what stands for it.
    pub file: String,
    /// The document in it, from 1; nothing when it is the whole file.
    pub document: Option<usize>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.document {
            Some(document) => write!(f, "{}, document {document}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

/// The API group of federated objects, which are not federated once more.
const FEDERATED: &str = "types.kubefed.io";
/// Objects that need more YAML are none.
const NODES: usize = 100_000;
/// A CRD's schema is the deepest that there is.
const DEPTH: usize = 64;
/// The most nodes that aliases (`*name`) stand for.
const ALIASED: usize = 10_000;

/// The objects of `text`, which was read from `file`, and all that is wrong. A `List` is its items.
pub fn read(text: &str, file: &str) -> (Vec<Manifest>, Vec<Flaw>) {
    let (mut found, mut flaws) = (Vec::new(), Vec::new());
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let documents = documents(text);
    let has_several = documents.len() > 1;
    for (index, document) in documents.iter().enumerate() {
        let mut flaw = |message: String| {
            let document = has_several.then_some(index + 1);
            flaws.push(Flaw { file: file.to_owned(), document, message });
        };
        match parse(document) {
            Ok(Json::Null) => {}
            Ok(Json::Object(object)) => take(object, &mut found, &mut flaw),
            Ok(_) => flaw("this is no object of Kubernetes".to_owned()),
            Err(message) => flaw(message),
        }
    }
    (found, flaws)
}

/// At a line `---` a document begins, wherever it stands.
fn documents(text: &str) -> Vec<String> {
    let mut documents = vec![String::new()];
    for line in text.lines() {
        if line == "---" || line.starts_with("--- ") {
            documents.push(String::new());
        }
        let rest = line.strip_prefix("---").filter(|rest| rest.is_empty() || rest.starts_with(' '));
        if let Some(document) = documents.last_mut() {
            document.push_str(rest.unwrap_or(line));
            document.push('\n');
        }
    }
    documents.retain(|document| !document.trim().is_empty());
    documents
}

fn parse(text: &str) -> Result<Json, String> {
    let mut options = serde_saphyr::options! { with_snippet: false, strict_booleans: true };
    if let Some(budget) = &mut options.budget {
        budget.max_nodes = NODES;
        budget.max_depth = DEPTH;
    }
    options.alias_limits.max_total_replayed_events = ALIASED;
    serde_saphyr::from_str_with_options(text, options)
        .map_err(|error| format!("this can't be read: {}", error.without_snippet()))
}

fn take(object: Map<String, Json>, found: &mut Vec<Manifest>, flaw: &mut impl FnMut(String)) {
    let text = |name: &str| object.get(name).and_then(Json::as_str).unwrap_or_default();
    let (api_version, kind) = (text("apiVersion").to_owned(), text("kind").to_owned());
    if api_version == "v1" && kind == "List" {
        for item in object.get("items").and_then(Json::as_array).into_iter().flatten() {
            match item {
                // A list in a list would let the depth of the text decide on the stack.
                Json::Object(item) if item.get("kind").and_then(Json::as_str) != Some("List") => {
                    take(item.clone(), found, flaw);
                }
                _ => flaw("an item of the list is no object of Kubernetes".to_owned()),
            }
        }
        return;
    }
    let metadata = object.get("metadata").and_then(Json::as_object);
    let of_metadata =
        |name: &str| metadata.and_then(|it| it.get(name)).and_then(Json::as_str).map(str::to_owned);
    let name = of_metadata("name").unwrap_or_default();
    let lacking: Vec<&str> =
        [("apiVersion", &api_version), ("kind", &kind), ("metadata.name", &name)]
            .into_iter()
            .filter_map(|(field, value)| value.is_empty().then_some(field))
            .collect();
    if !lacking.is_empty() {
        let lacking: Vec<String> = lacking.iter().map(|field| format!("`{field}`")).collect();
        return flaw(format!("{} is missing", lacking.join(", ")));
    }
    if api_version.split('/').next() == Some(FEDERATED) {
        return flaw(format!("`{kind}/{name}` is federated already: write the object itself"));
    }
    let namespace = of_metadata("namespace");
    found.push(Manifest { api_version, kind, name, namespace, body: object });
}

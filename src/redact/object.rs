//! Takes secrets out of a Kubernetes object.

use serde_json::{Map, Value, json};

use super::forms::is_secret_name;
use super::{REDACTED, Redactor};

/// A whole copy of the object as somebody applied it, in one annotation.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

impl Redactor {
    /// The object without secrets and without what only tools read: of a Secret, and of what makes
    /// Secrets in members, the names and sizes of the values stay.
    pub fn object(&self, mut object: Value) -> Value {
        if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
            metadata.remove("managedFields");
            if let Some(annotations) =
                metadata.get_mut("annotations").and_then(Value::as_object_mut)
            {
                annotations.remove(LAST_APPLIED);
            }
        }
        let kind = object["kind"].as_str().unwrap_or_default().to_owned();
        if kind == "Secret" {
            measure(&mut object);
        } else if kind.starts_with("Federated") && kind.contains("Secret") {
            measure(&mut object["spec"]["template"]);
            hide_values(&mut object["spec"]["overrides"]);
        }
        self.value(object)
    }

    /// A tree of which every text and every name of a field was looked at.
    fn value(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(items) => {
                Value::Array(items.into_iter().map(|item| self.value(item)).collect())
            }
            Value::Object(fields) => Value::Object(self.fields(fields)),
            Value::Null | Value::Bool(_) | Value::Number(_) => value,
        }
    }

    fn fields(&self, mut fields: Map<String, Value>) -> Map<String, Value> {
        // A variable of a container: `{name: API_TOKEN, value: x}`.
        let names_secret = fields.get("name").and_then(Value::as_str).is_some_and(is_secret_name);
        if names_secret && let Some(value) = fields.get_mut("value") {
            *value = REDACTED.into();
        }
        let clean = |(name, value): (String, Value)| {
            let value = match value {
                Value::String(text) if is_secret_name(&name) && !text.is_empty() => REDACTED.into(),
                other => self.value(other),
            };
            (self.text(&name), value)
        };
        fields.into_iter().map(clean).collect()
    }
}

/// The values of a Secret become their sizes in bytes.
fn measure(secret: &mut Value) {
    for field in ["data", "stringData"] {
        let values = secret.get_mut(field).and_then(Value::as_object_mut);
        for (_, value) in values.into_iter().flatten() {
            let text = value.as_str().unwrap_or_default();
            *value = json!(match field {
                "data" => text.trim_end_matches('=').len() * 3 / 4,
                _ => text.len(),
            });
        }
    }
}

/// Whatever an override sets is the value of a Secret.
fn hide_values(overrides: &mut Value) {
    match overrides {
        Value::Array(items) => items.iter_mut().for_each(hide_values),
        Value::Object(fields) => {
            for (name, value) in fields {
                if name == "value" {
                    *value = REDACTED.into();
                } else {
                    hide_values(value);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

//! A value as YAML that every parser reads alike: plain only where no parser sees anything but a
//! text, and otherwise as JSON writes it.

use serde_json::Value;

/// An item of a block list, with its dash in `column`; ends with a line break.
pub(super) fn item(value: &Value, column: usize) -> String {
    let mut lines = Vec::new();
    write(value, &mut lines);
    let indent = " ".repeat(column);
    let mut text = String::new();
    for (number, line) in lines.iter().enumerate() {
        let dash = if number == 0 { "- " } else { "  " };
        text.push_str(&format!("{indent}{dash}{line}\n"));
    }
    text
}

fn write(value: &Value, lines: &mut Vec<String>) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (key, value) in fields {
                field(key, value, lines);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for one in items {
                lines.extend(item(one, 0).lines().map(str::to_owned));
            }
        }
        other => lines.push(scalar(other)),
    }
}

fn field(key: &str, value: &Value, lines: &mut Vec<String>) {
    let key = text(key);
    let mut inner = Vec::new();
    write(value, &mut inner);
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            lines.push(format!("{key}:"));
            lines.extend(inner.iter().map(|line| format!("  {line}")));
        }
        Value::Array(items) if !items.is_empty() => {
            lines.push(format!("{key}:"));
            lines.append(&mut inner);
        }
        other => lines.push(format!("{key}: {}", scalar(other))),
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(value) => text(value),
        other => other.to_string(),
    }
}

/// A text as a scalar.
pub(super) fn text(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { escaped(&Value::from(text).to_string()) }
}

/// JSON leaves characters as they are that YAML takes only escaped.
fn escaped(json: &str) -> String {
    let unprintable = |c: char| {
        c > '~' && (c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}'))
            || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if unprintable(c) {
            escaped.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// YAML 1.1, which kubectl reads, takes more words than 1.2 for something else than a text.
fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    let inner = |c: char| c.is_ascii_alphanumeric() || "+/=._:@-".contains(c);
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(inner)
        && !text.ends_with(':')
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_written_as_kubectl_writes_it() {
        let value = serde_json::json!({
            "context": {"cluster": "on", "user": "123", "extensions": [
                {"name": "x", "extension": {"federation": "live", "before": " []"}}]},
            "name": "eu:west", "empty": {}, "yes": true,
        });
        insta::assert_snapshot!(item(&value, 2), @r#"
          - context:
              cluster: "on"
              extensions:
              - extension:
                  before: " []"
                  federation: live
                name: x
              user: "123"
            empty: {}
            name: eu:west
            "yes": true
        "#);
    }

    proptest::proptest! {
        #[test]
        fn every_text_is_read_as_it_was(value in "\\PC{0,40}|[a-z0-9:./@+=-]{0,20}|[\\x00-\\x7f]{0,9}") {
            let written = item(&serde_json::json!({"a": {"b": value}}), 0);
            let read: Value = serde_saphyr::from_str(&written).unwrap();
            proptest::prop_assert_eq!(&read[0]["a"]["b"], &Value::from(value));
        }
    }
}

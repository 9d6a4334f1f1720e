//! fedrig's own kubeconfig as it is written, to be shown or passed on.

use std::path::Path;

use serde_json::Value;

use super::Error;
use super::read::not_a_kubeconfig;

/// The file, with everything that it says, secrets too.
pub fn read_whole(path: &Path) -> Result<Value, Error> {
    let path = path.to_owned();
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Error::NotFound { path });
        }
        Err(source) => return Err(Error::Unreadable { path, source }),
    };
    let options = serde_saphyr::options! { with_snippet: false };
    serde_saphyr::from_str_with_options(&text, options)
        .map_err(|error| not_a_kubeconfig(path, &error))
}

/// The same without its secrets, in the words of `kubectl config view`.
pub fn redacted(file: &Value) -> Value {
    let mut shown = file.clone();
    for (list, field) in [("clusters", "cluster"), ("users", "user")] {
        let items = shown.get_mut(list).and_then(Value::as_array_mut);
        for item in items.into_iter().flatten() {
            redact(&mut item[field]);
        }
    }
    shown
}

fn redact(fields: &mut Value) {
    for (name, value) in fields.as_object_mut().into_iter().flatten() {
        match name.as_str() {
            "certificate-authority-data" | "client-certificate-data" => {
                *value = Value::from("DATA+OMITTED");
            }
            "token" | "password" | "client-key-data" => *value = Value::from("REDACTED"),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_shown_and_everything_else_is() {
        let file = serde_json::json!({
            "clusters": [{"name": "a", "cluster": {"server": "https://a", "certificate-authority-data": "UEVN"}}],
            "users": [{"name": "a", "user": {"token": "t0p", "password": "t0p", "client-key-data": "t0p",
                       "client-certificate-data": "UEVN", "username": "ann"}}],
            "contexts": [{"name": "a", "context": {"cluster": "a", "user": "a"}}],
        });
        let shown = redacted(&file);
        let text = shown.to_string();
        assert!(!text.contains("t0p") && !text.contains("UEVN"), "{text}");
        assert_eq!(shown["contexts"], file["contexts"]);
        assert_eq!(shown["clusters"][0]["cluster"]["server"], "https://a");
        assert_eq!(shown["users"][0]["user"]["username"], "ann");
    }
}

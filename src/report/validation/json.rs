//! The JSON report: a [`Validation`] as it is, and its schema.

use serde::Deserialize;

use crate::verdict::{SCHEMA, Validation};

/// Why a text is no report of this fedrig.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// It is no JSON, or not of this form.
    #[error("it is not a validation's JSON report")]
    Form(#[source] serde_json::Error),
    /// It has a form of another time.
    #[error("its schema is {found}, and this fedrig reads {SCHEMA}")]
    Schema {
        /// What it says.
        found: u32,
    },
}

/// The JSON report.
pub fn json(validation: &Validation) -> String {
    let text = serde_json::to_string_pretty(validation).expect("our own shapes are JSON");
    format!("{text}\n")
}

/// Reads a JSON report.
pub fn parse(text: &str) -> Result<Validation, Unreadable> {
    #[derive(Deserialize)]
    struct Version {
        schema: u32,
    }
    // Another form would fail on its first unknown field, which says nothing of the cause.
    let Version { schema } = serde_json::from_str(text).map_err(Unreadable::Form)?;
    if schema != SCHEMA {
        return Err(Unreadable::Schema { found: schema });
    }
    serde_json::from_str(text).map_err(Unreadable::Form)
}

/// The JSON schema of the report.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Validation).to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a switch for whoever changes the schema")]
    fn the_schema_of_a_validation_on_disk_is_the_schema() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/validation.schema.json");
        let wanted = format!("{:#}\n", schema());
        if std::env::var_os("FEDRIG_WRITE_SCHEMA").is_some() {
            std::fs::write(path, &wanted).unwrap();
        }
        let found = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            found == wanted,
            "docs/validation.schema.json is out of date; write it anew with `make schema`"
        );
    }

    #[rstest::rstest]
    #[case::no_json("<html>", "it is not a validation's JSON report")]
    #[case::another_file("{\"kind\": \"Federation\"}", "it is not a validation's JSON report")]
    #[case::later("{\"schema\": 7, \"new\": 1}", "its schema is 7, and this fedrig reads 1")]
    fn what_is_no_report_is_told_as_that(#[case] text: &str, #[case] says: &str) {
        assert_eq!(parse(text).unwrap_err().to_string(), says);
    }
}

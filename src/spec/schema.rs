//! The JSON schema of a federation.yaml, for editors.

use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::file::FederationFile;
use super::source::At;

/// The JSON schema of a federation.yaml.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(FederationFile).to_value()
}

/// In the file a value has no place, so its schema is that of the value.
impl<T: JsonSchema> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

#[cfg(test)]
#[path = "example_tests.rs"]
mod tests;

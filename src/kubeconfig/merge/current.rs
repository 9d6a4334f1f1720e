//! The current context of a kubeconfig.

use serde_json::Value;

use super::document::Document;
use super::edits::{Edits, next_line};
use super::locate::Style;
use super::{Refusal, emit};

/// The field's name.
pub(super) const FIELD: &str = "current-context";

/// Makes a context the current one.
pub(super) fn set(
    document: &Document<'_>,
    edits: &mut Edits<'_>,
    current: &str,
) -> Result<(), Refusal> {
    let written = emit::text(current);
    if document.value[FIELD] == current {
        return Ok(());
    }
    if let Some((key, value)) = document.field(FIELD) {
        let colon = document.after_colon(key).ok_or(Refusal::NotLocated)?;
        let start = value.start.max(colon);
        let written = if start == colon { format!(" {written}") } else { written };
        edits.replace(start..value.end.max(colon), written);
        return Ok(());
    }
    match document.root() {
        Some(root) if root.style == Style::Flow => {
            edits.add_field(format!("\"{FIELD}\": {}", Value::from(current)));
        }
        Some(root) => {
            let indent = " ".repeat(document.column(root.start));
            let line = format!("{indent}{FIELD}: {written}\n");
            edits.insert_lines(next_line(document.text, root.end), &line);
        }
        None => edits.insert_lines(document.text.len(), &format!("{FIELD}: {written}\n")),
    }
    Ok(())
}

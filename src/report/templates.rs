//! How templates are read: blocks take no line of their own, and the last newline stays.

use minijinja::Environment;
use minijinja::syntax::SyntaxConfig;

/// An environment without templates yet.
pub(super) fn environment() -> Environment<'static> {
    let mut templates = Environment::new();
    let blocks = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build();
    templates.set_syntax(blocks.expect("only blanks are configured"));
    templates
}

//! How templates are read: blocks take no line of their own, and the last newline stays.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use minijinja::Environment;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// The style of fedrig's pages.
const STYLE: &str = include_str!("validation/html/style.css");

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

/// A page by itself, which loads nothing and runs nothing: `page.html` of these templates, with what is
/// known for it. The names end in .html: that is what turns escaping on.
pub(super) fn page(sources: &[(&'static str, &'static str)], known: impl Serialize) -> String {
    let mut templates = environment();
    templates.add_global("style", STYLE);
    templates.add_global("style_digest", BASE64_STANDARD.encode(Sha256::digest(STYLE)));
    for (name, source) in sources.iter().chain(&[("head.html", include_str!("head.html"))]) {
        templates.add_template(name, source).expect("the template is ours");
    }
    let template = templates.get_template("page.html").expect("it was added");
    template.render(Serde(known)).expect("the template asks for what there is")
}

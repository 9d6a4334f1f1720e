//! The page: one file that loads nothing and runs nothing. The templates escape whatever they show;
//! the page's own policy forbids everything but its own style.

mod inline;
mod link;
mod timeline;
mod view;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use minijinja::value::Serde;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::report::templates::environment;
use crate::verdict::Validation;

/// The style of fedrig's pages.
pub const STYLE: &str = include_str!("style.css");

#[derive(Serialize)]
struct Page {
    style: &'static str,
    style_digest: String,
    report: view::Report,
}

/// The page.
pub fn html(validation: &Validation) -> String {
    let mut templates = environment();
    // The names end in .html: that is what turns escaping on.
    let sources = [
        ("page.html", include_str!("page.html")),
        ("cell.html", include_str!("cell.html")),
        ("suite.html", include_str!("suite.html")),
        ("propagation.html", include_str!("propagation.html")),
        ("timeline.html", include_str!("timeline.html")),
    ];
    for (name, source) in sources {
        templates.add_template(name, source).expect("the template is ours");
    }
    let page = Page {
        style: STYLE,
        style_digest: BASE64_STANDARD.encode(Sha256::digest(STYLE)),
        report: view::Report::of(validation),
    };
    let template = templates.get_template("page.html").expect("it was added");
    template.render(Serde(page)).expect("the template asks for what there is")
}

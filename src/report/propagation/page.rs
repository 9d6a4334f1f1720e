//! A page by itself: it loads nothing and runs nothing.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use minijinja::value::Serde;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::view::View;
use crate::report::templates::environment;
use crate::report::validation::STYLE;
use crate::verdict::Propagation;

#[derive(Serialize)]
struct Page {
    style: &'static str,
    style_digest: String,
    fedrig: &'static str,
    began: String,
    view: View,
}

/// The page of a measurement that began then.
pub fn html(measured: &Propagation, began: jiff::Timestamp) -> String {
    let mut templates = environment();
    // The names end in .html: that is what turns escaping on.
    let sources = [
        ("page.html", include_str!("page.html")),
        ("propagation.html", include_str!("../validation/html/propagation.html")),
    ];
    for (name, source) in sources {
        templates.add_template(name, source).expect("the template is ours");
    }
    let page = Page {
        style: STYLE,
        style_digest: BASE64_STANDARD.encode(Sha256::digest(STYLE)),
        fedrig: env!("CARGO_PKG_VERSION"),
        began: began.strftime("%Y-%m-%d %H:%M UTC").to_string(),
        view: View::of(measured),
    };
    let template = templates.get_template("page.html").expect("it was added");
    template.render(Serde(page)).expect("the template asks for what there is")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Arrivals;

    #[test]
    fn the_page_has_the_numbers_and_loads_nothing() {
        let members = vec![Arrivals::of("<eu>", vec![0.25, 1.5])];
        let page = html(&Propagation { objects: 2, members }, jiff::Timestamp::UNIX_EPOCH);
        assert!(page.contains("&lt;eu&gt;") && page.contains("0.25 s") && page.contains("<svg"));
        assert!(page.contains("default-src 'none'") && !page.contains("<script"), "{page}");
        assert!(!page.contains("http:") && !page.contains("https:"), "{page}");
    }
}

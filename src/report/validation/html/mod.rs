//! The page: one file that loads nothing and runs nothing. The templates escape whatever they show;
//! the page's own policy forbids everything but its own style.

mod inline;
mod link;
mod timeline;
mod view;

use serde::Serialize;

use crate::report::templates::page;
use crate::verdict::Validation;

#[derive(Serialize)]
struct Page {
    report: view::Report,
}

/// The page.
pub fn html(validation: &Validation) -> String {
    let sources = [
        ("page.html", include_str!("page.html")),
        ("cell.html", include_str!("cell.html")),
        ("suite.html", include_str!("suite.html")),
        ("propagation.html", include_str!("propagation.html")),
        ("timeline.html", include_str!("timeline.html")),
    ];
    page(&sources, Page { report: view::Report::of(validation) })
}

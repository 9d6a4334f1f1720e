//! A page by itself: it loads nothing and runs nothing.

use serde::Serialize;

use super::view::View;
use crate::report::templates::page;
use crate::verdict::Propagation;

#[derive(Serialize)]
struct Page {
    fedrig: &'static str,
    began: String,
    view: View,
}

/// The page of a measurement that began then.
pub fn html(measured: &Propagation, began: jiff::Timestamp) -> String {
    let sources = [
        ("page.html", include_str!("page.html")),
        ("propagation.html", include_str!("../validation/html/propagation.html")),
    ];
    let known = Page {
        fedrig: env!("CARGO_PKG_VERSION"),
        began: began.strftime("%Y-%m-%d %H:%M UTC").to_string(),
        view: View::of(measured),
    };
    page(&sources, known)
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

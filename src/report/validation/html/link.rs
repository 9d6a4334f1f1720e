//! What a page may lead to: files of the report's own folder, and pages of the web.

use serde::Serialize;

use crate::report::validation::clean;
use crate::report::validation::write::stays_inside;

/// A text that may lead somewhere.
#[derive(Debug, Serialize)]
pub struct Link {
    text: String,
    /// Nothing where it would lead to what it should not.
    href: Option<String>,
}

impl Link {
    /// To a file of the report's folder.
    pub fn to_file(path: &str) -> Self {
        let href = stays_inside(path).then(|| encoded(path));
        Self { text: clean::line(path), href }
    }

    /// To a page of the web, if the text is an https URL and nothing else.
    pub fn to_page(text: &str) -> Self {
        let url = url::Url::parse(text).ok().filter(|url| url.scheme() == "https");
        Self { text: clean::line(text), href: url.map(|url| url.to_string()) }
    }
}

/// Everything but what a path is made of is encoded, a colon above all: it would make a scheme.
fn encoded(path: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    };
    path.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::a_log("cells/a/logs/join.log", Some("cells/a/logs/join.log"))]
    #[case::a_blank("cells/a b", Some("cells/a%20b"))]
    #[case::a_scheme("javascript:alert(1)", Some("javascript%3Aalert%281%29"))]
    #[case::outside("../../etc/passwd", None)]
    #[case::absolute("/etc/passwd", None)]
    #[case::another_host("//host/x", None)]
    fn a_file_is_below_the_report(#[case] path: &str, #[case] href: Option<&str>) {
        assert_eq!(Link::to_file(path).href.as_deref(), href);
    }

    #[rstest::rstest]
    #[case::https("https://example.com/1", Some("https://example.com/1"))]
    #[case::a_script("javascript:alert(1)", None)]
    #[case::a_sentence("test/e2e/crud.go", None)]
    fn a_page_is_of_the_web(#[case] text: &str, #[case] href: Option<&str>) {
        assert_eq!(Link::to_page(text).href.as_deref(), href);
    }
}

//! What the suite says of a spec, without what is of no use to a reader.

/// Why a spec was skipped: without places in the code and the time of day.
pub(super) fn reason(text: &str) -> String {
    parts(text).0
}

/// Why a spec failed, and where.
pub(super) fn failure(text: &str) -> String {
    match parts(text) {
        (message, Some(place)) => format!("{message}\nat {place}"),
        (message, None) => message,
    }
}

/// ginkgo writes the container's place, the message, and the place where it came to an end.
fn parts(text: &str) -> (String, Option<&str>) {
    let mut lines: Vec<&str> = text.trim().lines().collect();
    if lines.first().is_some_and(|line| is_place(line)) {
        lines.remove(0);
    }
    let place = lines.pop_if(|line| is_place(line));
    let message = lines.join("\n");
    (without_stamp(message.trim()).to_owned(), place)
}

/// `…/test/e2e/crud.go:61`
fn is_place(line: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    line.trim().rsplit_once(".go:").is_some_and(|(_, line)| number(line))
}

/// `Nov 24 15:36:05.123: message` → `message`
fn without_stamp(text: &str) -> &str {
    let form = "aaa _9 99:99:99.999: ";
    let fits = |(c, form): (u8, u8)| match form {
        b'a' => c.is_ascii_alphabetic(),
        b'9' => c.is_ascii_digit(),
        b'_' => c == b' ' || c.is_ascii_digit(),
        _ => c == form,
    };
    let stamped = text.len() > form.len() && text.bytes().zip(form.bytes()).all(fits);
    if stamped { &text[form.len()..] } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "sigs.k8s.io/kubefed@v0.10.0/test/e2e/ftccontroller.go:56\nNov  4 15:36:05.123: FTC controller can only be tested when controllers are running in-process.\nsigs.k8s.io/kubefed@v0.10.0/test/e2e/ftccontroller.go:58";

    #[test]
    fn the_reason_is_left() {
        assert_eq!(
            reason(SAID),
            "FTC controller can only be tested when controllers are running in-process."
        );
    }

    #[test]
    fn a_failure_keeps_the_place_where_it_came_to_an_end() {
        assert!(
            failure(SAID)
                .ends_with("\nat sigs.k8s.io/kubefed@v0.10.0/test/e2e/ftccontroller.go:58")
        );
    }

    #[test]
    fn anything_else_stays_as_it_is() {
        for text in ["", "panic: no\n\ngoroutine 1", "ü ab 12:34:56.789: x", "10:04:05.000: x"] {
            assert_eq!((reason(text), failure(text)), (text.to_owned(), text.to_owned()));
        }
    }
}

//! Takes secrets out of a line. fedrig's own output has none; that of the tools below it, and of pods,
//! is somebody else's.

/// What a JSON Web Token begins with: `{"` in base64.
const TOKEN: &str = "eyJ";
/// What stands where a secret was.
const MASK: &str = "[removed]";
/// Words whose value is a secret.
const WORDS: [&str; 6] =
    ["token:", "password:", "client-key-data:", "client-certificate-data:", "Bearer ", "token="];

/// The line without tokens, passwords and keys.
pub(super) fn redacted(line: &str) -> String {
    let mut text = without_tokens(line);
    for word in WORDS {
        text = without_value(&text, word);
    }
    if is_key(text.trim()) { MASK.to_owned() } else { text }
}

fn without_tokens(line: &str) -> String {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let mut parts = line.split(TOKEN);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c| !is_token(c)).unwrap_or(part.len());
        text.push_str(if end > 16 { MASK } else { TOKEN });
        text.push_str(if end > 16 { &part[end..] } else { part });
    }
    text
}

fn without_value(line: &str, word: &str) -> String {
    let Some((before, after)) = line.split_once(word) else { return line.to_owned() };
    let value = after.trim_start();
    let space = &after[..after.len() - value.len()];
    let end = value.find(char::is_whitespace).unwrap_or(value.len());
    if end == 0 {
        return line.to_owned();
    }
    format!("{before}{word}{space}{MASK}{}", &value[end..])
}

/// A line of a PEM block or of one in base64.
fn is_key(line: &str) -> bool {
    let base64 = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
    line.contains("PRIVATE KEY") || line.len() >= 60 && line.chars().all(base64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::a_token("got eyJhbGciOiJSUzI1NiIsImtpZCI6.e30.abc, then", "got [removed], then")]
    #[case::a_field("  token: s3cret rest", "  token: [removed] rest")]
    #[case::a_header("Authorization: Bearer abc", "Authorization: Bearer [removed]")]
    #[case::a_key("-----BEGIN RSA PRIVATE KEY-----", "[removed]")]
    #[case::nothing("join us-east: token secret made", "join us-east: token secret made")]
    #[case::a_short_word("eyJ is how they begin", "eyJ is how they begin")]
    fn secrets_go_and_the_rest_stays(#[case] line: &str, #[case] expected: &str) {
        assert_eq!(redacted(line), expected);
    }
}

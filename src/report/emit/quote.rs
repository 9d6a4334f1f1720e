//! An argument for each of those who read it on its way: YAML, GitHub, Kubernetes, a shell.

/// As a POSIX shell reads it; plain words stay as they are. A line end would end the YAML block that
/// it stands in, so it is written as `printf` would.
pub fn for_shell(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    let one_line = text.replace(['\n', '\r'], " ");
    format!("'{}'", one_line.replace('\'', "'\\''"))
}

/// GitHub replaces `${{ … }}` before any shell sees the text; this is how it is told not to.
pub fn for_github(text: &str) -> String {
    text.replace("${{", "${{ '${{' }}")
}

/// Kubernetes replaces `$(NAME)` in the arguments of a container; `$$` is a `$`.
pub fn for_kubernetes(text: &str) -> String {
    text.replace('$', "$$")
}

/// A YAML string; every JSON string is one.
pub fn for_yaml(text: &str) -> String {
    serde_json::to_string(text).expect("text is JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::plain("--kubefed", "--kubefed")]
    #[case::a_command("$(reboot)", "'$(reboot)'")]
    #[case::a_quote("it's", "'it'\\''s'")]
    #[case::nothing("", "''")]
    #[case::a_line_end("a\n- run: x", "'a - run: x'")]
    fn a_shell_gets_back_what_was_meant(#[case] text: &str, #[case] quoted: &str) {
        assert_eq!(for_shell(text), quoted);
    }

    #[test]
    fn nobody_on_the_way_replaces_anything() {
        assert_eq!(for_github("${{ secrets.X }}"), "${{ '${{' }} secrets.X }}");
        assert_eq!(for_kubernetes("$(X)"), "$$(X)");
    }
}

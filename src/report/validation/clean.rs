//! Text of others without what only a terminal understands, or what makes a reader see another
//! order than what is there.

/// One line: every run of blanks, line ends and tabs is one blank.
pub fn line(text: &str) -> String {
    let visible = visible(text);
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Several lines; tabs become blanks.
pub fn lines(text: &str) -> String {
    let visible = visible(text);
    visible.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// One line of at most so many characters; what was cut is told by `…`.
pub fn short(text: &str, most: usize) -> String {
    let line = line(text);
    match line.char_indices().nth(most) {
        Some(_) => {
            let kept: String = line.chars().take(most.saturating_sub(1)).collect();
            format!("{}…", kept.trim_end())
        }
        None => line,
    }
}

fn visible(text: &str) -> String {
    let text = console::strip_ansi_codes(text);
    let keep = |c: char| match c {
        '\n' => Some('\n'),
        '\t' => Some(' '),
        // A progress bar draws over its own line; here each state is a line.
        '\r' => Some('\n'),
        c if c.is_control() || is_reordering(c) || is_no_character(c) => None,
        c => Some(c),
    };
    text.replace("\r\n", "\n").chars().filter_map(keep).collect()
}

/// Right-to-left text needs none of them to be shown right; they only serve to deceive.
fn is_reordering(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// XML refuses them.
fn is_no_character(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::colour("\u{1b}[31mred\u{1b}[0m", "red")]
    #[case::bell_and_null("a\u{7}b\0c", "abc")]
    #[case::c1("\u{9b}31mx", "x")]
    #[case::reordering("safe\u{202e}gpj.exe", "safegpj.exe")]
    #[case::right_to_left("שלום", "שלום")]
    #[case::several_lines("a\r\n\tb\n\n", "a b")]
    fn a_line_has_only_what_is_seen(#[case] text: &str, #[case] seen: &str) {
        assert_eq!(line(text), seen);
    }

    #[test]
    fn what_was_cut_is_told() {
        assert_eq!(short("a long word", 5), "a lo…");
        assert_eq!(short("short", 5), "short");
    }

    #[test]
    fn each_state_of_a_progress_bar_is_a_line() {
        assert_eq!(lines("10%\r20%\ndone  "), "10%\n20%\ndone");
    }
}

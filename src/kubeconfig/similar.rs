//! Finds the word that was probably meant.

/// The word of `known` that is nearest to `typed`, if one is near enough to be worth a question.
pub fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lowered = typed.to_lowercase();
    known
        .into_iter()
        .map(|word| (nearness(&lowered, &word.to_lowercase()), word))
        .filter(|(nearness, _)| *nearness >= NEAR_ENOUGH)
        .max_by(|(left, _), (right, _)| left.total_cmp(right))
        .map(|(_, word)| word)
}

/// Below this a suggestion is more often wrong than right.
const NEAR_ENOUGH: f64 = 0.84;

/// From 0 (nothing in common) to 1 (equal). A word that goes on where the typed one stops is near:
/// `kind-ap` for `kind-ap-south`.
fn nearness(typed: &str, word: &str) -> f64 {
    let continues = typed.len() >= 3 && (word.starts_with(typed) || word.ends_with(typed));
    if continues { 0.95 } else { strsim::jaro_winkler(typed, word) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::a_swapped_letter("contxet", Some("context"))]
    #[case::another_case("Context", Some("context"))]
    #[case::a_beginning("kube", Some("kubeconfig"))]
    #[case::something_else("zzz", None)]
    fn only_a_near_word_is_suggested(#[case] typed: &str, #[case] expected: Option<&str>) {
        assert_eq!(did_you_mean(typed, ["name", "context", "kubeconfig"]), expected);
    }
}

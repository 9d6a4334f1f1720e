//! `eu-west=2`: a number for a member.

use crate::spread::Share;

/// More than anybody has, and little enough to be multiplied.
const MOST: i64 = 1_000_000;

/// A member and its number, or `*=1` for all that are not named.
pub(super) fn share(text: &str) -> Result<Share, String> {
    let (member, number) =
        text.split_once('=').ok_or("write the member and its number: `eu-west=2`")?;
    let member = match member {
        "*" => None,
        name => Some(name.parse().map_err(|error| format!("{error}"))?),
    };
    Ok(Share { member, number: count(number)? })
}

/// A number of replicas, or a weight.
pub(super) fn count(text: &str) -> Result<i64, String> {
    let number: i64 = text.parse().map_err(|_| format!("`{text}` is no whole number"))?;
    if (0..=MOST).contains(&number) {
        Ok(number)
    } else {
        Err(format!("`{text}` is not between 0 and {MOST}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::a_member("eu-west=2", Some((Some("eu-west"), 2)))]
    #[case::all_others("*=1", Some((None, 1)))]
    #[case::nothing_is_a_number("eu=0", Some((Some("eu"), 0)))]
    #[case::no_number("eu", None)]
    #[case::less_than_nothing("eu=-1", None)]
    #[case::too_many("eu=1000001", None)]
    #[case::no_name("EU=1", None)]
    fn a_share_is_a_member_and_a_number(
        #[case] text: &str,
        #[case] wanted: Option<(Option<&str>, i64)>,
    ) {
        let found = share(text).ok();
        let found =
            found.as_ref().map(|it| (it.member.as_ref().map(|name| name.as_str()), it.number));
        assert_eq!(found, wanted);
    }
}

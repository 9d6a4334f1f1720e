//! Reads published checksum files and compares.

use super::digest::Digest;
use super::mirror::Location;

/// Why a file is not known to be the published one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChecksumError {
    /// The checksum file is something else, such as a log-in page.
    #[error("`{location}` is not a checksum file: it says `{excerpt}`")]
    NotAChecksum {
        /// Where the checksum file is.
        location: Location,
        /// How it begins.
        excerpt: String,
    },
    /// The checksum file is about other files.
    #[error("`{location}` has no checksum of `{name}`")]
    OtherFiles {
        /// Where the checksum file is.
        location: Location,
        /// The name that was looked for.
        name: String,
    },
    /// The checksum file contradicts itself.
    #[error("`{location}` has two checksums of `{name}`")]
    Ambiguous {
        /// Where the checksum file is.
        location: Location,
        /// The name that is there twice.
        name: String,
    },
    /// The file is not the published one.
    #[error("`{location}` has the sha256 {found}, and its checksum file says {published}")]
    Mismatch {
        /// Where the file is.
        location: Location,
        /// What its checksum file says.
        published: Digest,
        /// What it is.
        found: Digest,
    },
}

impl ChecksumError {
    /// What can be done about it.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::NotAChecksum { location, .. }
            | Self::OtherFiles { location, .. }
            | Self::Ambiguous { location, .. } => match location {
                Location::Url(url) => vec![format!("`curl -sSL {url}` shows what is served there")],
                Location::File(_) => Vec::new(),
            },
            Self::Mismatch { location: Location::Url(url), .. } => vec![
                "a proxy or a mirror may have changed the file; nothing of it was kept".to_owned(),
                format!("`curl -fsSL {url} | sha256sum` shows what is served there"),
            ],
            Self::Mismatch { location: Location::File(path), .. } => {
                vec![format!("`sha256sum {}` shows what is in the mirror", path.display())]
            }
        }
    }
}

/// Finds the checksum of the file `name` in the text at `location`.
///
/// Both forms are read wherever they are: one digest alone (`.sha256`), and lines of a digest and
/// a name as sha256sum writes them (`.sha256sum`, `.sha`).
pub(super) fn find(text: &str, name: &str, location: &Location) -> Result<Digest, ChecksumError> {
    let rubbish = || ChecksumError::NotAChecksum {
        location: location.clone(),
        excerpt: text
            .trim()
            .chars()
            .take(60)
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect(),
    };
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if let [line] = lines[..]
        && let Ok(digest) = line.parse()
    {
        return Ok(digest);
    }
    let mut found: Option<Digest> = None;
    for line in &lines {
        let (digest, file) = line.split_once(char::is_whitespace).ok_or_else(rubbish)?;
        let digest: Digest = digest.parse().map_err(|_| rubbish())?;
        // sha256sum marks binary mode with `*`, and writes the path as it was given.
        let file = file.trim().trim_start_matches('*');
        if file.rsplit('/').next() != Some(name) {
            continue;
        }
        if found.replace(digest).is_some_and(|earlier| earlier != digest) {
            let (location, name) = (location.clone(), name.to_owned());
            return Err(ChecksumError::Ambiguous { location, name });
        }
    }
    match found {
        Some(digest) => Ok(digest),
        None if lines.is_empty() => Err(rubbish()),
        None => {
            Err(ChecksumError::OtherFiles { location: location.clone(), name: name.to_owned() })
        }
    }
}

/// Compares the digest of what came from `location` with the published one.
pub(super) fn compare(
    found: Digest,
    published: Digest,
    location: &Location,
) -> Result<(), ChecksumError> {
    if found == published {
        return Ok(());
    }
    Err(ChecksumError::Mismatch { location: location.clone(), published, found })
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const B: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    fn find_in(text: &str) -> Result<Digest, ChecksumError> {
        find(text, "kind-linux-amd64", &Location::File("/m/sum".into()))
    }

    #[rstest::rstest]
    #[case::alone(A.to_owned())]
    #[case::with_a_newline(format!("{A}\n"))]
    #[case::with_a_name(format!("{A}  kind-linux-amd64\n"))]
    #[case::binary_mode(format!("{A} *kind-linux-amd64\r\n"))]
    #[case::with_a_path(format!("{A}  bin/kind-linux-amd64\n"))]
    #[case::among_others(format!("{B}  kind-linux-arm64\n{A}  kind-linux-amd64\n"))]
    #[case::twice_the_same(format!("{A}  kind-linux-amd64\n{A}  kind-linux-amd64\n"))]
    fn the_right_checksum_is_found(#[case] text: String) {
        assert_eq!(find_in(&text).unwrap().to_string(), A);
    }

    #[rstest::rstest]
    #[case::nothing("", "`/m/sum` is not a checksum file: it says ``")]
    #[case::a_page(
        "<!DOCTYPE html>\n<html>",
        "`/m/sum` is not a checksum file: it says `<!DOCTYPE html> <html>`"
    )]
    #[case::half(
        "aaaa  kind-linux-amd64",
        "`/m/sum` is not a checksum file: it says `aaaa  kind-linux-amd64`"
    )]
    #[case::other_file(&format!("{A}  kind"), "`/m/sum` has no checksum of `kind-linux-amd64`")]
    #[case::contradiction(
        &format!("{A}  kind-linux-amd64\n{B}  kind-linux-amd64"),
        "`/m/sum` has two checksums of `kind-linux-amd64`"
    )]
    fn rubbish_is_refused(#[case] text: &str, #[case] message: &str) {
        assert_eq!(find_in(text).unwrap_err().to_string(), message);
    }

    #[test]
    fn a_mismatch_shows_both() {
        let location = Location::Url(Box::new("https://m.test/kind".parse().unwrap()));
        let error = compare(A.parse().unwrap(), B.parse().unwrap(), &location).unwrap_err();
        assert!(error.to_string().contains(A) && error.to_string().contains(B));
        assert!(error.hints()[1].contains("curl -fsSL https://m.test/kind"));
    }
}

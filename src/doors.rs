//! What reads text and bytes that fedrig did not write, each by a name: for tests and for fuzzing.
//!
//! A door takes anything, and never panics.

/// A door: its name, and what takes the bytes.
pub type Door = (&'static str, fn(&[u8]));

/// Every door.
pub const ALL: [Door; 16] = [
    ("archive", crate::fetch::doors::archive),
    ("tarball", crate::fetch::doors::tarball),
    ("bundle", crate::fetch::doors::bundle),
    ("checksum", crate::fetch::doors::checksum),
    ("chart_index", crate::fetch::doors::chart_index),
    ("image", crate::fetch::doors::image),
    ("lock_file", crate::fetch::doors::lock_file),
    ("federation", federation),
    ("kubeconfig", crate::kubeconfig::read::door),
    ("explain", crate::explain::door),
    ("tool_output", crate::tool::doors::said),
    ("suite_report", crate::suite::door),
    ("matrix", matrix),
    ("validation", validation),
    ("manifest", crate::manifest::door),
    ("revision", crate::observe::revision::door),
];

/// Takes the bytes through the door called `name`.
///
/// # Panics
/// When there is no such door.
pub fn open(name: &str, bytes: &[u8]) {
    let door = ALL.iter().find(|(known, _)| *known == name);
    let (_, take) = door.expect("a door of this list");
    take(bytes);
}

fn federation(bytes: &[u8]) {
    let surroundings = crate::spec::Surroundings {
        home: None,
        kubeconfig: None,
        current_dir: "/nowhere".into(),
        run_dir: "/nowhere/run".into(),
    };
    let text = String::from_utf8_lossy(bytes);
    let file = std::path::Path::new("federation.yaml");
    match crate::spec::load_text(&text, file, &surroundings) {
        Ok(federation) => drop(format!("{federation:?}")),
        // What is shown of a hostile file is code of ours as well.
        Err(problems) => drop(problems.to_string()),
    }
}

fn matrix(bytes: &[u8]) {
    let file = std::path::Path::new("matrix.yaml");
    match crate::spec::Matrix::of_text(
        &String::from_utf8_lossy(bytes),
        file,
        std::path::Path::new("/nowhere"),
    ) {
        Ok(matrix) => drop(format!("{matrix:?}")),
        Err(problems) => drop(problems.to_string()),
    }
}

/// A report of another run, which `fedrig report` reads, in every form that it writes.
fn validation(bytes: &[u8]) {
    use crate::report::validation::{Paint, html, junit, markdown, parse, table};
    if let Ok(found) = parse(&String::from_utf8_lossy(bytes)) {
        drop((table(&found, None, Paint::Plain), junit(&found), markdown(&found), html(&found)));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Something that each door understands, to be damaged.
    const SAMPLES: [&str; 13] = [
        include_str!("../examples/full.yaml"),
        include_str!("../examples/two-regions.yaml"),
        include_str!("spec/testing.kubeconfig"),
        "lock: 1\nfiles:\n  helm 3.19.5 linux-amd64: sha256:aaaa\n",
        "entries: {kubefed: [{version: 0.9.2, digest: x}]}\n",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa  kind-linux-amd64\n",
        r#"[{"name":"kubefed","revision":"3","status":"deployed","chart":"kubefed-0.10.0"}]"#,
        r#"kubefedctl version: version.Info{Version:"v0.10.0", GitCommit:"x"}"#,
        "Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\"",
        r#"{"bundle":1,"tools":[],"images":[]}"#,
        include_str!("../examples/matrix.yaml"),
        include_str!("../examples/shop/manifests/shop.yaml"),
        include_str!("suite/recordings/before-suite-failed-0.10.0.xml"),
    ];

    proptest! {
        #[test]
        fn arbitrary_bytes_go_through_every_door(
            bytes in proptest::collection::vec(any::<u8>(), 0..600),
        ) {
            for (_, take) in ALL {
                take(&bytes);
            }
        }

        #[test]
        fn a_damaged_sample_goes_through_every_door(
            sample in 0..SAMPLES.len(),
            cuts in proptest::collection::vec((any::<prop::sample::Index>(), ".{0,6}"), 1..6),
        ) {
            let mut text: Vec<char> = SAMPLES[sample].chars().collect();
            for (place, what) in cuts {
                let at = place.index(text.len() + 1);
                let end = (at + what.chars().count() / 2).min(text.len());
                text.splice(at..end, what.chars());
            }
            let text: String = text.into_iter().collect();
            for (_, take) in ALL {
                take(text.as_bytes());
            }
        }
    }

    #[test]
    fn deep_nesting_is_no_end_of_the_stack() {
        for open in ["[", "{a: ", "- ", "? ", "!t ", "<testsuite>"] {
            let text = open.repeat(100_000);
            for (_, take) in ALL {
                take(text.as_bytes());
            }
        }
    }

    #[test]
    fn an_anchor_that_grows_is_no_end_of_the_memory() {
        let mut text = "a0: &a0 [x]\n".to_owned();
        for level in 1..64 {
            let below = format!("*a{}, ", level - 1).repeat(8);
            text.push_str(&format!("a{level}: &a{level} [{below}]\n"));
        }
        for (_, take) in ALL {
            take(text.as_bytes());
        }
    }
}

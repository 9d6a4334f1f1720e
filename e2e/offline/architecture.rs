//! ARCHITECTURE.md says what is so: its files are there, and dependencies point downwards.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.strip_prefix(root().join("src")).unwrap().display().to_string();
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The code of each file without its tests.
fn code() -> Vec<(String, String)> {
    let mut found = Vec::new();
    sources(&root().join("src"), &mut found);
    found.retain(|(name, _)| !name.contains("test"));
    for (_, text) in &mut found {
        if let Some(tests) = text.find("#[cfg(test)]\nmod tests {") {
            text.truncate(tests);
        }
    }
    found
}

#[test]
fn every_path_that_the_map_names_is_there() {
    let map = include_str!("../../ARCHITECTURE.md");
    let quoted = map.split('`').skip(1).step_by(2);
    let paths = quoted.filter(|text| {
        ["src/", "e2e/", "scripts/", "bench/", "kind-configs/"]
            .iter()
            .any(|top| text.starts_with(top))
    });
    let missing: Vec<&str> = paths.filter(|path| !root().join(path).exists()).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

/// What each part may know of the others. Everything knows `name` and `timing`.
fn allowed() -> BTreeMap<&'static str, &'static [&'static str]> {
    BTreeMap::from([
        ("name", &[][..]),
        ("timing", &[]),
        ("memory", &[]),
        ("journal", &[]),
        ("tool", &["journal"]),
        ("kubeconfig", &["tool"]),
        ("fetch", &["tool"]),
        ("trust", &[]),
        ("verdict", &[]),
        ("profile", &["journal"]),
        ("compat", &[]),
        ("manifest", &[]),
        ("federate", &["manifest"]),
        (
            "spec",
            &[
                "compat",
                "federate",
                "fetch",
                "from_source",
                "kubeconfig",
                "manifest",
                "tool",
                "trust",
                "verdict",
            ],
        ),
        ("rbac", &["spec"]),
        ("explain", &[]),
        ("watch", &["explain", "tool"]),
        ("observe", &["federate", "kubeconfig", "manifest", "rbac", "tool", "trust", "watch"]),
        ("state_lock", &[]),
        (
            "step",
            &[
                "explain",
                "federate",
                "fetch",
                "journal",
                "kubeconfig",
                "manifest",
                "observe",
                "rbac",
                "spec",
                "tool",
                "trust",
                "watch",
            ],
        ),
        (
            "plan",
            &[
                "compat", "federate", "fetch", "observe", "rbac", "spec", "step", "tool", "trust",
                "watch",
            ],
        ),
        ("engine", &["plan", "step"]),
        ("env", &["journal", "kubeconfig", "memory", "state_lock", "tool", "watch"]),
        ("from_source", &["tool"]),
        ("suite", &["from_source", "kubeconfig", "tool", "verdict", "watch"]),
        (
            "check",
            &[
                "compat",
                "explain",
                "federate",
                "kubeconfig",
                "observe",
                "plan",
                "rbac",
                "spec",
                "step",
                "tool",
                "trust",
                "watch",
            ],
        ),
        ("status", &["federate", "spec", "tool", "trust", "watch"]),
        ("redact", &[]),
        ("events", &["spec", "watch"]),
        ("gather", &["kubeconfig", "redact", "spec", "tool", "watch"]),
        ("access", &["kubeconfig", "spec", "status", "tool", "watch"]),
        (
            "validate",
            &[
                "compat",
                "fetch",
                "from_source",
                "memory",
                "observe",
                "plan",
                "redact",
                "spec",
                "step",
                "suite",
                "tool",
                "verdict",
                "watch",
            ],
        ),
        (
            "report",
            &[
                "access", "check", "compat", "engine", "env", "events", "explain", "fetch",
                "gather", "journal", "observe", "plan", "profile", "status", "step", "suite",
                "validate", "verdict", "watch",
            ],
        ),
    ])
}

#[test]
fn dependencies_point_downwards() {
    let allowed = allowed();
    let mut wrong = Vec::new();
    for (file, text) in code() {
        let part = file.split(['/', '.']).next().unwrap();
        let Some(may) = allowed.get(part) else { continue };
        for used in text.split("crate::").skip(1) {
            let end = used.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(used.len());
            let used = &used[..end];
            let known = used == part || ["name", "timing"].contains(&used) || may.contains(&used);
            if allowed.contains_key(used) && !known || used == "cli" {
                wrong.push(format!("{file} uses {used}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn only_the_doors_open_to_what_they_guard() {
    let doors = [
        ("duct::", "tool/exec.rs"),
        ("clap::", "cli/"),
        ("std::io::stdout", "report/"),
        ("Term::stderr", "report/"),
    ];
    let mut wrong = Vec::new();
    for (file, text) in code() {
        for (what, door) in doors {
            if text.contains(what) && !file.starts_with(door) && file != "main.rs" {
                wrong.push(format!("{file} uses {what}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn no_file_has_too_many_people_in_it() {
    let long: Vec<String> = code()
        .into_iter()
        .filter(|(_, text)| text.lines().count() > 300)
        .map(|(file, text)| format!("{file}: {} lines", text.lines().count()))
        .collect();
    assert_eq!(long, Vec::<String>::new());
}

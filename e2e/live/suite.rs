//! Upstream's own end-to-end tests, built and run by `fedrig suite`. Needs go in PATH.

use std::path::PathBuf;

use serde_json::Value;

use crate::federation::{NAME, second_home};
use crate::support::binary::Home;
use crate::support::manifest;

/// The variables that say from where go gets modules.
const GO: [&str; 5] = ["GOPROXY", "GOFLAGS", "GOPRIVATE", "GONOSUMDB", "GOSUMDB"];

#[expect(clippy::disallowed_methods, reason = "go is the user's, and so is its setting")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// A home with the user's go and its caches, and the shared federation with further text.
fn home(further: &str) -> Home {
    let user: PathBuf = variable("HOME").unwrap().into();
    let cache = |name: &str, usual: &str| {
        variable(name).unwrap_or_else(|| user.join(usual).display().to_string())
    };
    let home = second_home()
        .with("PATH", variable("PATH").unwrap())
        .with("GOMODCACHE", cache("GOMODCACHE", "go/pkg/mod"))
        .with("GOCACHE", cache("GOCACHE", ".cache/go-build"));
    let set = GO.iter().filter_map(|name| Some((name, variable(name)?)));
    let home = set.fold(home, |home, (name, value)| home.with(name, value));
    home.put("federation.yaml", manifest::federation(NAME, further));
    home
}

/// The specs that ended like this, by name.
fn names<'a>(answer: &'a Value, verdict: &str) -> Vec<&'a str> {
    let specs = answer["suite"]["specs"].as_array().unwrap().iter();
    let ended = specs.filter(|spec| spec["verdict"] == verdict);
    ended.map(|spec| spec["name"].as_str().unwrap()).collect()
}

/// One asks the clusters, one starts two controllers by the name that upstream gives them, and one
/// skips itself.
#[test]
fn chosen_specs_of_the_real_suite_have_their_verdicts() {
    let home = home("");
    let focus = "KubeFedCluster should correctly|Leader Elector|Simulated Scale";
    let said = home.ok([
        "suite",
        "run",
        "--focus",
        focus,
        "--workers",
        "3",
        "--out",
        "suite",
        "-o",
        "json",
    ]);
    let answer: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(
        names(&answer, "passed"),
        [
            "KubeFedCluster should correctly report the Kubernetes git version of the cluster",
            "Leader Elector should chose secondary instance, primary goes down",
        ]
    );
    assert_eq!(names(&answer, "skipped"), ["Simulated Scale should create a simulated federation"]);
    assert_eq!(names(&answer, "notRun").len(), 55);
    let logs = std::fs::read_dir(home.path("suite/logs")).unwrap();
    assert_eq!(logs.count(), 3);
}

#[test]
fn a_spec_that_fails_has_the_suites_own_words_and_an_exit_code() {
    let home = home("kubefed: {namespace: nobody-lives-here}");
    let said = home.run(["suite", "run", "--focus", "KubeFedCluster should", "--out", "suite"]);
    assert_eq!(said.code, Some(8), "{said}");
    assert!(said.stdout.contains("No federated clusters found"), "{said}");
}

#[test]
fn an_expression_that_matches_nothing_runs_nothing() {
    let said = home("").run(["suite", "run", "--focus", "no such spec"]);
    said.is_refused(2, "no spec of the suite matches `no such spec`");
}

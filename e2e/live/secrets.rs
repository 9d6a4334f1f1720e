//! No token is in what fedrig says, logs, keeps in its history, or gives to a program as argument.

use std::fs;

use crate::federation::{NAME, home, up};
use crate::support::arguments;
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, MEMBER};
use crate::support::manifest;

fn tokens() -> Vec<String> {
    let mut tokens = Vec::new();
    for cluster in [HOST, MEMBER] {
        let query = "--output=jsonpath={range .items[*]}{.data.token}{\"\\n\"}{end}";
        let encoded =
            Cluster::named(cluster).kubectl(["get", "secrets", "--all-namespaces", query]);
        for encoded in encoded.lines().filter(|line| !line.is_empty()) {
            tokens.push(encoded.to_owned());
            let decoded = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, encoded);
            tokens.push(String::from_utf8(decoded.unwrap()).unwrap());
        }
    }
    assert!(tokens.len() >= 6, "tokens of fedrig and KubeFed in both clusters");
    tokens
}

#[test]
fn no_token_is_said_logged_or_kept_in_the_history() {
    up();
    let home = home().with("FEDRIG_LOG", "trace");
    home.put("federation.yaml", manifest::federation(NAME, ""));
    let said = home.ok(["up"]);
    let runs = home.path("state").join(NAME).join("runs");
    let mut texts = vec![said.stdout, said.stderr];
    texts.extend(
        fs::read_dir(runs).unwrap().map(|run| fs::read_to_string(run.unwrap().path()).unwrap()),
    );
    texts.push(home.ok(["show", "last"]).stdout);
    assert!(texts.iter().any(|text| text.contains("kubectl")), "the history names its programs");
    for token in tokens() {
        assert!(!texts.iter().any(|text| text.contains(&token)), "a token is in the output");
    }
}

/// Every file below a folder, but for fedrig's own kubeconfig, which is what tokens are for.
fn files(folder: &std::path::Path, found: &mut Vec<(std::path::PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.file_name().is_some_and(|name| name != "kubeconfig") {
            let content = fs::read(&path).unwrap();
            found.push((path, content));
        }
    }
}

#[test]
fn no_process_has_a_token_among_its_arguments_and_no_other_file_keeps_one() {
    let home = &up().home;
    home.ok(["unjoin", MEMBER]);
    home.put("expiring.yaml", manifest::with(NAME, "", "token: {expires: 10m}", ""));
    let mut known = Vec::new();
    let seen = arguments::while_running(|| {
        home.ok(["up", "-f", "expiring.yaml"]);
        known.extend(tokens());
        home.ok(["credentials", "rotate", MEMBER, "-f", "expiring.yaml"]);
        known.extend(tokens());
        home.ok(["up"]);
        known.extend(tokens());
    });
    let of = |program: &str| seen.iter().any(|line| line.contains(program));
    assert!(of("kubefedctl join") && of("kubectl --kubeconfig"), "the programs were seen");
    let mut kept = Vec::new();
    files(&home.path("."), &mut kept);
    assert!(kept.len() > 5);
    for token in known {
        assert!(!seen.iter().any(|line| line.contains(&token)), "a token was an argument");
        let holds = |(_, content): &&(std::path::PathBuf, Vec<u8>)| {
            String::from_utf8_lossy(content).contains(&token)
        };
        assert_eq!(kept.iter().find(holds).map(|(path, _)| path), None);
    }
}

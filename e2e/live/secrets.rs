//! No token is in what fedrig says, logs, keeps in its history, or gives to a program as argument.

use std::fs;

use crate::federation::{NAME, home, up};
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, MEMBER};
use crate::support::manifest;

/// Every token of fedrig's and KubeFed's in both clusters, and its base64 form.
pub fn tokens() -> Vec<String> {
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
    assert!(tokens.len() >= 8, "tokens of fedrig and KubeFed in both clusters");
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

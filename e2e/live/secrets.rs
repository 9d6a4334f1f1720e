//! No token is in what fedrig says, logs, keeps in its history, or gives to a program as argument.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::federation::{NAME, home, up};
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, Lab, MEMBER};
use crate::support::manifest;
use crate::support::watched::while_doing;

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

/// The secrets of the users in a kubeconfig, as they are written and as they are meant.
pub fn secrets(kubeconfig: &Path) -> Vec<String> {
    let text = fs::read_to_string(kubeconfig).unwrap();
    let file: Value = serde_saphyr::from_str(&text).unwrap();
    let mut found = Vec::new();
    for user in file["users"].as_array().unwrap() {
        for field in ["token", "client-key-data"] {
            found.extend(user["user"][field].as_str().map(str::to_owned));
        }
        if let Some(key) = user["user"]["client-key-data"].as_str() {
            let key = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, key).unwrap();
            // The lines between the first and the last are the key.
            let lines = String::from_utf8(key).unwrap();
            found.extend(lines.lines().filter(|line| !line.starts_with("--")).map(str::to_owned));
        }
    }
    assert!(!found.is_empty(), "{} has no secret", kubeconfig.display());
    found
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn no_process_shows_a_secret_during_a_whole_run_and_no_file_but_the_kubeconfig_keeps_one() {
    up().home.ok(["down"]);
    let home = home().with("FEDRIG_LOG", "trace").with("RUST_LOG", "trace");
    home.put("federation.yaml", manifest::federation(NAME, ""));
    let (said, watched) = while_doing(|| home.ok(["up"]));
    println!("{} texts of processes in {} rounds", watched.texts.len(), watched.rounds);
    let kubefedctl = |text: &String| text.contains("kubefedctl") && text.contains("join");
    assert!(watched.texts.iter().any(kubefedctl), "the watcher sees what fedrig starts");
    let environment = |text: &String| text.contains("FEDRIG_LOG=trace");
    assert!(watched.texts.iter().any(environment), "the watcher sees environments");

    let own = home.path("state").join(NAME).join("kubeconfig");
    let mut all = tokens();
    for kubeconfig in [own.clone(), Lab::get().kubeconfig(HOST), Lab::get().kubeconfig(MEMBER)] {
        all.extend(secrets(&kubeconfig));
    }
    let mut left = Vec::new();
    files(&home.path(""), &mut left);
    let cache = Lab::get().cache().join("kube");
    if cache.is_dir() {
        files(&cache, &mut left);
    }
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&own), 0o600);
    left.retain(|path| *path != own);
    let mut said: Vec<String> = vec![said.stdout, said.stderr];
    let read = |path: &PathBuf| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
    said.extend(left.iter().map(read));
    for secret in all.iter().filter(|secret| secret.len() > 8) {
        let shown = watched.texts.iter().find(|text| text.contains(secret));
        assert_eq!(shown.map(|text| text.replace(secret, "SECRET")), None, "a process shows it");
        assert!(!said.iter().any(|text| text.contains(secret)), "it was said, or a file has it");
    }
}

#[test]
fn tokens_that_expire_and_are_renewed_are_shown_nowhere_either() {
    let home = &up().home;
    home.ok(["unjoin", MEMBER]);
    home.put("expiring.yaml", manifest::with(NAME, "", "token: {expires: 10m}", ""));
    let mut known = Vec::new();
    let ((), watched) = while_doing(|| {
        home.ok(["up", "-f", "expiring.yaml"]);
        known.extend(tokens());
        home.ok(["credentials", "rotate", MEMBER, "-f", "expiring.yaml"]);
        known.extend(tokens());
        home.ok(["up"]);
        known.extend(tokens());
    });
    let mut left = Vec::new();
    files(&home.path("."), &mut left);
    left.retain(|path| path.file_name().is_none_or(|name| name != "kubeconfig"));
    let read = |path: &PathBuf| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
    let left: Vec<String> = left.iter().map(read).collect();
    assert!(left.len() > 5);
    for token in known {
        assert!(!watched.texts.iter().any(|text| text.contains(&token)), "a process shows it");
        assert!(!left.iter().any(|text| text.contains(&token)), "a file has it");
    }
}

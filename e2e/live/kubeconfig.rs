//! The federation's contexts in the user's kubeconfig, judged by the real kubectl.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::federation::up;
use crate::support::binary::{Home, Said};
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, Lab, MEMBER};

fn kubectl<const N: usize>(file: &Path, args: [&str; N]) -> Said {
    #[expect(clippy::disallowed_methods, reason = "the real kubectl is the judge")]
    let mut command = Command::new(Lab::get().tool("kubectl"));
    command.env_clear().env("HOME", &Lab::get().folder);
    Said::of(command.arg("--kubeconfig").arg(file).args(args).output().unwrap())
}

/// What kubectl makes of a kubeconfig.
fn view(file: &Path) -> Value {
    let said = kubectl(file, ["config", "view", "--raw", "--output", "json"]);
    assert_eq!(said.code, Some(0), "{said}");
    serde_json::from_str(&said.stdout).unwrap()
}

/// A kubeconfig of the user's, for its owner only.
fn put(home: &Home, name: &str, text: &str) -> PathBuf {
    let path = home.put(name, text);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    path
}

fn names(view: &Value, list: &str) -> Vec<String> {
    let items = view[list].as_array().cloned().unwrap_or_default();
    let mut names: Vec<String> =
        items.iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

const STYLES: [&str; 5] = [
    "# mine\napiVersion: v1\nkind: Config\ncurrent-context: a\ncontexts:\n  - name: a   # why\n    context: {cluster: c, user: u}\nclusters:\n- cluster:\n    server: https://192.0.2.1:6443\n  name: c\nusers: [{name: u, user: {token: x}}]\n",
    "apiVersion: v1\nclusters: null\ncontexts: []\ncurrent-context: \"\"\nkind: Config\npreferences: {}\nusers: null\n",
    "{\"apiVersion\": \"v1\", \"kind\": \"Config\",\n\t\"clusters\": [{\"name\": \"c\", \"cluster\": {\"server\": \"https://192.0.2.1\"}}],\n\t\"contexts\": [], \"users\": null}",
    "apiVersion: v1\r\nkind: Config\r\nusers:\r\n- name: u\r\n  user:\r\n    token: x",
    "",
];

#[test]
fn merged_contexts_work_and_kubectl_sees_everything_else_as_before() {
    let home = &up().home;
    for (number, text) in STYLES.iter().enumerate() {
        let file = put(home, &format!("users-{number}"), text);
        let to = file.to_str().unwrap();
        let before = view(&file);
        home.ok(["kubeconfig", "merge", "--to", to, "--prefix", "fed-"]);
        let merged = view(&file);
        for list in ["clusters", "contexts", "users"] {
            let mut wanted = names(&before, list);
            wanted.extend([HOST, MEMBER].map(|name| format!("fed-{name}")));
            wanted.sort();
            assert_eq!(names(&merged, list), wanted, "{text}");
        }
        assert_eq!(merged["current-context"], before["current-context"]);
        if number == 0 {
            let nodes = Cluster::through(&file, &format!("fed-{MEMBER}"));
            let nodes = nodes.kubectl(["get", "nodes", "--output", "name"]);
            assert_eq!(nodes.trim(), format!("node/{MEMBER}-control-plane"));
        }
        home.ok(["kubeconfig", "unmerge", "--to", to]);
        assert_eq!(fs::read_to_string(&file).unwrap(), *text);
    }
}

#[test]
fn what_kubectl_wrote_anew_is_still_recognised() {
    let home = &up().home;
    let file = put(home, "rewritten", STYLES[0]);
    let to = file.to_str().unwrap();
    home.ok(["kubeconfig", "merge", "--to", to]);
    let said = kubectl(&file, ["config", "set-context", "more", "--cluster=c", "--user=u"]);
    assert_eq!(said.code, Some(0), "{said}");
    assert!(home.ok(["kubeconfig", "merge", "--to", to]).stdout.ends_with(": unchanged\n"));
    home.ok(["kubeconfig", "unmerge", "--to", to]);
    assert_eq!(names(&view(&file), "contexts"), ["a", "more"]);
    assert_eq!(names(&view(&file), "users"), ["u"]);
}

#[test]
fn down_says_where_contexts_of_the_federation_are_left() {
    let home = &up().home;
    let said = home.ok(["down", "--dry-run"]);
    assert!(!said.stderr.contains("still has contexts"), "{said}");
    put(home, ".kube/config", STYLES[0]);
    home.ok(["kubeconfig", "merge"]);
    let said = home.ok(["down", "--dry-run"]);
    assert!(said.stderr.contains("/.kube/config still has contexts of it: `fedrig"), "{said}");
    home.ok(["kubeconfig", "unmerge"]);
}

/// kubectl reads a kubeconfig before it locks it, and takes what came in between for removed: so
/// it may lose entries of fedrig's, which the next merge brings back. fedrig loses none of its.
#[test]
fn beside_a_busy_kubectl_no_update_of_its_is_lost_and_no_lock_stays() {
    const ROUNDS: usize = 20;
    let home = &up().home;
    let file = put(home, "busy", STYLES[0]);
    let to = file.to_str().unwrap();
    let refused = std::thread::scope(|scope| {
        let kubectl = scope.spawn(|| set_contexts(&file, ROUNDS));
        for _ in 0..ROUNDS {
            home.ok(["kubeconfig", "merge", "--to", to]);
            home.ok(["kubeconfig", "unmerge", "--to", to]);
        }
        kubectl.join().unwrap()
    });
    println!("kubectl found the kubeconfig locked {refused} times");
    home.ok(["kubeconfig", "merge", "--to", to]);
    assert!(names(&view(&file), "contexts").contains(&MEMBER.to_owned()));
    home.ok(["kubeconfig", "unmerge", "--to", to]);
    let mut wanted: Vec<String> = (0..ROUNDS).map(|number| format!("kubectl-{number}")).collect();
    wanted.push("a".to_owned());
    wanted.sort();
    assert_eq!(names(&view(&file), "contexts"), wanted);
    assert!(!home.path("busy.lock").exists());
}

/// Sets contexts one after the other, each until it is set: kubectl gives up at once when it finds
/// the lock. Says how often it did.
fn set_contexts(file: &Path, rounds: usize) -> usize {
    let mut refused = 0;
    for number in 0..rounds {
        let name = format!("kubectl-{number}");
        loop {
            let said = kubectl(file, ["config", "set-context", &name, "--cluster=c", "--user=u"]);
            if said.code == Some(0) {
                break;
            }
            assert!(said.stderr.contains("file exists"), "{said}");
            refused += 1;
        }
    }
    refused
}

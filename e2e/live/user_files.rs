//! The user's files, processes and ports are as before.

use std::fs;

use crate::federation::{NAME, home};
use crate::support::lab::{HOST, Lab, MEMBER};
use crate::support::ports::listening;
use crate::support::processes::with_environment;

/// A kubeconfig of the user's with both clusters, and a current context that is neither.
fn merged() -> String {
    let lab = Lab::get();
    let mut merged = serde_json::json!({
        "apiVersion": "v1", "kind": "Config", "current-context": "elsewhere",
        "clusters": [], "users": [], "contexts": [
            {"name": "elsewhere", "context": {"cluster": "none", "user": "none"}}],
    });
    for cluster in [HOST, MEMBER] {
        let text = fs::read_to_string(lab.kubeconfig(cluster)).unwrap();
        let one: serde_json::Value = serde_saphyr::from_str(&text).unwrap();
        for list in ["clusters", "users", "contexts"] {
            let entries = one[list].as_array().unwrap().clone();
            merged[list].as_array_mut().unwrap().extend(entries);
        }
    }
    merged.to_string()
}

#[test]
fn the_users_kubeconfig_is_byte_for_byte_as_before_and_nothing_is_left_running() {
    let home = home().with("MARKER_OF_THIS_TEST", "user-files");
    let kubeconfig = home.put(".kube/config", merged());
    let file = format!(
        "apiVersion: fedrig/v1alpha1\nkind: Federation\nmetadata: {{name: {NAME}}}\nhost: {{name: {HOST}, region: eu-central, context: {HOST}}}\nmembers: [{{name: {MEMBER}, region: us-east, context: {MEMBER}}}]\n"
    );
    home.put("federation.yaml", file);
    let before = (fs::read(&kubeconfig).unwrap(), fs::metadata(&kubeconfig).unwrap().modified());
    let ports = listening();

    home.ok(["up"]);

    let after = (fs::read(&kubeconfig).unwrap(), fs::metadata(&kubeconfig).unwrap().modified());
    assert_eq!(before.0, after.0);
    assert_eq!(before.1.unwrap(), after.1.unwrap());
    assert_eq!(fs::read_dir(home.path(".kube")).unwrap().count(), 1, "a lock or copy is left");
    assert_eq!(with_environment("MARKER_OF_THIS_TEST=user-files"), Vec::<String>::new());
    let new: Vec<_> = listening().difference(&ports).cloned().collect();
    assert_eq!(new, Vec::<String>::new());
}

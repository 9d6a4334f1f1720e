//! A federation.yaml that is wrong: all problems at once, nothing touched.

use crate::home;

#[test]
fn a_missing_file_is_named() {
    let said = home().run(["up", "-f", "nowhere.yaml"]);
    said.is_refused(2, "nowhere.yaml: it can't be read");
}

#[test]
fn every_problem_has_its_place_and_what_to_write_instead() {
    let home = home();
    home.put(
        ".kube/config",
        "apiVersion: v1\nkind: Config\nclusters: []\nusers: []\ncontexts: []\n",
    );
    home.put(
        "federation.yaml",
        "apiVersion: fedrig/v1\nkind: Federation\nmetadata: {name: Two Regions}\nhost:\n  name: EU_West\n  contxt: x\n  context: a\nkubefed: {version: ten}\n",
    );
    let said = home.run(["plan"]);
    assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""));
    let text = said.stderr.replace(&home.path("").display().to_string(), "[home]/");
    insta::assert_snapshot!(text);
}

#[test]
fn an_address_that_only_this_machine_knows_is_refused_before_anything_is_reached() {
    let home = home();
    let kubeconfig = "apiVersion: v1\nkind: Config\nclusters:\n- {name: c, cluster: {server: 'https://127.0.0.1:40123'}}\nusers:\n- {name: u, user: {token: t}}\ncontexts:\n- {name: kind-eu, context: {cluster: c, user: u}}\n";
    home.put(".kube/config", kubeconfig);
    home.put(
        "federation.yaml",
        "apiVersion: fedrig/v1alpha1\nkind: Federation\nmetadata: {name: x}\nhost: {name: eu, context: kind-eu}\n",
    );
    let said = home.run(["up"]);
    said.is_refused(4, "127.0.0.1");
    said.is_refused(4, "eu-control-plane");
}

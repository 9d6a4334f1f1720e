//! Accesses from kubeconfigs in pieces, from kind, from exec plugins, and under any name.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use crate::federation::{NAME, home, own_kubeconfig, second_home, up};
use crate::support::binary::Home;
use crate::support::lab::{HOST, Lab, MEMBER};
use crate::support::ssh::renamed;

/// The federation of the lab, with an access for the host and one for the member.
fn federation(host: &str, member: &str) -> String {
    format!(
        "apiVersion: fedrig/v1alpha1\nkind: Federation\nmetadata: {{name: {NAME}}}\n\
         host: {{name: {HOST}, region: eu-central, {host}}}\n\
         members: [{{name: {MEMBER}, region: us-east, {member}}}]\n"
    )
}

fn lies_there(cluster: &str) -> String {
    format!("kubeconfig: {}, context: {cluster}", Lab::get().kubeconfig(cluster).display())
}

/// `up` finds the shared federation as it is wanted: nothing of where the access comes from goes
/// into the clusters.
fn is_up(home: &Home, file: &str) {
    home.put("federation.yaml", file);
    home.ok(["up"]);
    let said = home.ok(["up"]);
    assert!(said.stderr.contains("nothing to do"), "{said}");
    assert_eq!(said.stdout.matches("  yes  ").count(), 2, "{said}");
    assert_eq!(home.ok(["status"]).stdout.matches("  yes  ").count(), 2);
}

/// fedrig finds kind's containers with the docker of this machine.
fn with_docker(home: Home) -> Home {
    #[expect(clippy::disallowed_methods, reason = "where the real docker is")]
    let path = std::env::var("PATH").unwrap();
    home.with("PATH", path)
}

#[test]
fn the_files_of_kubeconfig_are_read_as_one() {
    up();
    let parts = |cluster: &str| -> Value {
        let text = fs::read_to_string(Lab::get().kubeconfig(cluster)).unwrap();
        serde_saphyr::from_str(&text).unwrap()
    };
    let (host, member) = (parts(HOST), parts(MEMBER));
    let home = home().with("KUBECONFIG", "gone:one/config:two/config");
    // The first has the contexts, the second what they name; the CA is a file beside the second.
    let contexts = [host["contexts"][0].clone(), member["contexts"][0].clone()];
    home.put("one/config", json!({"contexts": contexts}).to_string());
    let mut cluster = host["clusters"][0].clone();
    let ca = cluster["cluster"]["certificate-authority-data"].take();
    let ca = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, ca.as_str().unwrap());
    home.put("two/ca.pem", ca.unwrap());
    cluster["cluster"]["certificate-authority"] = json!("ca.pem");
    let second = json!({
        "clusters": [cluster, member["clusters"][0]],
        "users": [host["users"][0], member["users"][0]],
    });
    home.put("two/config", second.to_string());
    is_up(&home, &federation(&format!("context: {HOST}"), &format!("context: {MEMBER}")));
}

#[test]
fn a_kind_cluster_is_found_by_its_name() {
    up();
    let home = with_docker(home());
    let kind = |name: &str| format!("access: {{kind: {{cluster: {name}}}}}");
    is_up(&home, &federation(&kind(HOST), &kind(MEMBER)));

    home.put("federation.yaml", federation(&kind(HOST), &kind("nowhere")));
    let said = home.run(["plan"]);
    said.is_refused(4, "there is no kind cluster `nowhere`; there are ");
    said.is_refused(4, &format!("`{MEMBER}`"));
}

#[test]
fn a_program_runs_when_it_is_allowed_and_no_tool_runs_it() {
    let home = second_home();
    let own = fs::read_to_string(own_kubeconfig(&home)).unwrap();
    let own: Value = serde_saphyr::from_str(&own).unwrap();
    let users = own["users"].as_array().unwrap();
    let token = |user: &&Value| user["name"] == MEMBER;
    let token = users.iter().find(token).unwrap()["user"]["token"].as_str().unwrap();
    let answer = json!({"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",
        "status": {"token": token}});
    home.put("answer", answer.to_string());
    let script = "#!/bin/sh\nd=$(dirname \"$0\")\necho \"$SECRET $1 $KUBERNETES_EXEC_INFO\" >>\"$d/proof\"\ncat \"$d/answer\"\n";
    let program = home.put("login", script);
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let text = fs::read_to_string(Lab::get().kubeconfig(MEMBER)).unwrap();
    let mut config: Value = serde_saphyr::from_str(&text).unwrap();
    config["users"][0]["user"] = json!({"exec": {"apiVersion": answer["apiVersion"],
        "command": "./login", "args": ["s3cret-argument"], "interactiveMode": "Never",
        "env": [{"name": "SECRET", "value": "s3cret-variable"}], "provideClusterInfo": true}});
    home.put("config", config.to_string());

    let access = |allowed: &str| {
        let access = format!("{{file: config, context: {MEMBER}, allowPrograms: [{allowed}]}}");
        federation(&lies_there(HOST), &format!("access: {{kubeconfig: {access}}}"))
    };
    home.put("federation.yaml", access("login, /bin/login"));
    home.run(["up"]).is_refused(2, "gets its credentials from the program `./login`");
    assert!(!home.path("proof").exists(), "the program was run");

    home.put("federation.yaml", access("./login"));
    assert_eq!(home.ok(["plan"]).code, Some(0));
    let proof = fs::read_to_string(home.path("proof")).unwrap();
    assert_eq!(proof.lines().count(), 1, "{proof}");
    assert!(proof.starts_with("s3cret-variable s3cret-argument {"), "{proof}");
    assert!(proof.contains("\"server\":\"https://"), "{proof}");
    let history = home.ok(["show", "last"]).stdout;
    assert!(history.contains("login"), "{history}");
    assert!(!history.contains("s3cret") && !history.contains(token), "{history}");
}

#[test]
fn contexts_may_have_any_name() {
    let names = [
        "kubernetes-admin@kubernetes",
        "default/api-example-com:6443/kube:admin",
        "gke_my-project_europe-west1-b_Prod",
        "arn:aws:eks:us-east-1:111122223333:cluster/Prod_1",
        "Rancher (Europe) – \u{e9}t\u{e9}",
    ];
    up();
    for (host, member) in names.iter().zip(names.iter().cycle().skip(1)) {
        let home = home();
        home.put("host", renamed(&Lab::get().kubeconfig(HOST), host, None));
        home.put("member", renamed(&Lab::get().kubeconfig(MEMBER), member, None));
        let access =
            |file: &str, context: &str| format!("kubeconfig: {file}, context: '{context}'");
        is_up(&home, &federation(&access("host", host), &access("member", member)));
    }
}

//! `fedrig kubeconfig`: fedrig's own, and its contexts in the user's.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::binary::Home;
use crate::home;

/// fedrig's own kubeconfig, as `up` writes it.
const OWN: &str = "\
apiVersion: v1
kind: Config
clusters:
- name: eu
  cluster: {server: 'https://192.0.2.1:6443', certificate-authority-data: UEVN}
contexts:
- name: eu
  context: {cluster: eu, user: eu, namespace: default}
users:
- name: eu
  user: {token: t0p-s3cret}
";

const USERS: &str = "\
# mine
apiVersion: v1
kind: Config
current-context: here
clusters:
  - {name: c, cluster: {server: 'https://192.0.2.9:6443'}}
contexts:
  - name: here   # the only one
    context: {cluster: c, user: u}
users: [{name: u, user: {token: users-own}}]
";

/// A home with a federation of one cluster, and the user's kubeconfig in its usual place.
fn with_users() -> Home {
    let home = home();
    put_users(&home, USERS);
    home.put(
        "federation.yaml",
        "apiVersion: fedrig/v1alpha1\nkind: Federation\nmetadata: {name: x}\nhost: {name: eu, context: here}\n",
    );
    home
}

fn put_users(home: &Home, text: &str) {
    let path = home.put(".kube/config", text);
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

fn with_own() -> Home {
    let home = with_users();
    home.put("state/x/kubeconfig", OWN);
    home
}

fn users(home: &Home) -> String {
    fs::read_to_string(home.path(".kube/config")).unwrap()
}

#[test]
fn without_an_own_kubeconfig_the_hint_says_what_makes_one() {
    for verb in ["path", "show", "merge"] {
        let said = with_users().run(["kubeconfig", verb]);
        said.is_refused(6, "error: there is no kubeconfig file");
        said.is_refused(6, "hint: `fedrig up -f federation.yaml` writes it");
    }
}

#[test]
fn path_is_for_scripts_and_show_has_no_secret_unless_it_is_asked_for() {
    let home = with_own();
    let path = home.ok(["kubeconfig", "path"]).stdout;
    assert_eq!(path, format!("{}\n", home.path("state/x/kubeconfig").display()));
    let shown = home.ok(["kubeconfig", "show"]).stdout;
    assert!(shown.contains("token: REDACTED") && !shown.contains("t0p-s3cret"), "{shown}");
    let raw = home.ok(["kubeconfig", "show", "--raw", "-o", "json"]).stdout;
    let raw: serde_json::Value = serde_json::from_str(&raw).unwrap();
    assert_eq!(raw["users"][0]["user"]["token"], "t0p-s3cret");
}

#[test]
fn what_is_merged_can_be_taken_out_byte_for_byte() {
    let home = with_own();
    fs::set_permissions(home.path(".kube/config"), fs::Permissions::from_mode(0o400)).unwrap();
    let said = home.ok(["kubeconfig", "merge"]);
    assert!(said.stdout.contains("\n  + eu\n"), "{said}");
    let merged = users(&home);
    assert!(merged.starts_with("# mine\n") && merged.contains("# the only one"), "{merged}");
    assert!(merged.contains("\ncurrent-context: here\n"), "{merged}");
    let backup = home.path(".kube/config.fedrig-backup");
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(fs::read_to_string(&backup).unwrap(), USERS);
    assert_eq!((mode(home.path(".kube/config")), mode(backup)), (0o400, 0o600));

    assert!(home.ok(["kubeconfig", "merge"]).stdout.ends_with(": unchanged\n"));
    assert_eq!(users(&home), merged);
    let said = home.ok(["kubeconfig", "unmerge"]);
    assert!(said.stdout.contains("\n  - eu\n"), "{said}");
    assert_eq!(users(&home), USERS);
    assert!(home.ok(["kubeconfig", "unmerge"]).stdout.ends_with(": unchanged\n"));
}

#[test]
fn a_backup_with_the_federations_secrets_goes_with_its_entries() {
    let home = with_own();
    home.ok(["kubeconfig", "merge"]);
    home.put("state/x/kubeconfig", OWN.replace("t0p-s3cret", "n3wer"));
    assert!(home.ok(["kubeconfig", "merge"]).stdout.contains("\n  ~ eu\n"));
    home.ok(["kubeconfig", "unmerge"]);
    assert_eq!(users(&home), USERS);
    assert_eq!(fs::read_dir(home.path(".kube")).unwrap().count(), 1);
}

#[test]
fn the_current_context_changes_only_on_demand_and_its_end_is_told() {
    let home = with_own();
    home.ok(["kubeconfig", "merge", "--prefix", "fed-", "--set-current", "eu"]);
    assert!(users(&home).contains("\ncurrent-context: fed-eu\n"));
    let said = home.ok(["kubeconfig", "unmerge"]);
    assert!(said.stdout.contains("fed-eu was the current context: there is none now"), "{said}");
    assert_eq!(users(&home), USERS.replace("current-context: here", "current-context: \"\""));
}

#[test]
fn a_dry_run_says_what_would_change_and_changes_nothing() {
    let home = with_own();
    let said = home.ok(["kubeconfig", "merge", "--dry-run", "-o", "json"]);
    let outcome: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(
        (&outcome["added"], &outcome["changed"]),
        (&serde_json::json!(["eu"]), &serde_json::json!(true))
    );
    assert_eq!(users(&home), USERS);
    assert_eq!(fs::read_dir(home.path(".kube")).unwrap().count(), 1);
}

#[test]
fn a_name_that_is_somebody_elses_is_refused_with_the_choice() {
    let home = with_own();
    let theirs = USERS.replace("name: u,", "name: eu,").replace("user: u}", "user: eu}");
    put_users(&home, &theirs);
    let said = home.run(["kubeconfig", "merge"]);
    said.is_refused(2, "not this federation's: user `eu`");
    said.is_refused(2, "hint: `--prefix PREFIX`");
    assert_eq!(users(&home), theirs);
    home.ok(["kubeconfig", "merge", "--prefix", "x-"]);
}

#[test]
fn a_file_that_is_not_there_is_made_for_its_owner_only() {
    let home = with_own();
    let to = home.path("elsewhere/config");
    home.ok(["kubeconfig", "merge", "--to", to.to_str().unwrap()]);
    assert_eq!(fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::read_to_string(&to).unwrap().starts_with("apiVersion: v1\nkind: Config\n"));
}

#[test]
fn a_lock_that_stays_is_named_and_the_file_left_alone() {
    let home = with_own();
    let lock = home.put(".kube/config.lock", "");
    let said = home.run(["kubeconfig", "merge"]);
    said.is_refused(6, &format!("error: `{}` is there since", lock.display()));
    said.is_refused(6, &format!("`rm -f {}`", lock.display()));
    assert_eq!((users(&home).as_str(), lock.exists()), (USERS, true));
}

#[test]
fn a_kubeconfig_that_cannot_be_edited_is_left_alone() {
    let home = with_own();
    let two = home.put("two", "a: b\n---\nc: d\n");
    fs::set_permissions(two, fs::Permissions::from_mode(0o600)).unwrap();
    let said = home.run(["kubeconfig", "merge", "--to", "two"]);
    said.is_refused(2, "caused by: it has several YAML documents");
    assert_eq!(fs::read_to_string(home.path("two")).unwrap(), "a: b\n---\nc: d\n");
}

#[test]
fn no_secret_is_put_where_others_can_read_it() {
    let home = with_own();
    let file = home.path(".kube/config");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let said = home.run(["kubeconfig", "merge"]);
    said.is_refused(2, "has mode 644, and no secret is put where others can read it");
    said.is_refused(2, &format!("hint: `chmod 600 {}`", file.display()));
    assert_eq!(users(&home), USERS);
    home.ok(["kubeconfig", "unmerge"]);
}

#[test]
fn a_name_in_another_file_of_the_variable_is_not_hidden() {
    let home = with_own();
    let second = home
        .put("second", USERS.replace("name: here ", "name: eu ").replace("name: c,", "name: d,"));
    let files = format!("{}:{}", home.path(".kube/config").display(), second.display());
    let home = home.with("KUBECONFIG", files);
    let said = home.run(["kubeconfig", "merge"]);
    said.is_refused(2, &format!("error: `{}` was left as it is", second.display()));
    said.is_refused(2, "not this federation's: context `eu`");
    assert_eq!(users(&home), USERS);
    home.ok(["kubeconfig", "merge", "--prefix", "fed-"]);
    assert!(users(&home).contains("name: fed-eu"));
}

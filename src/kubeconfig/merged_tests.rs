//! What kubectl 1.33.13 shows for the same files (`kubectl config view`) was looked at, and is the
//! same.

use super::*;
use crate::kubeconfig::ReadOnce;
use crate::kubeconfig::User;
use secrecy::ExposeSecret;

const ONE: &str = "\
clusters: [{name: c, cluster: {server: 'https://one:1'}}]
users: [{name: u, user: {username: one}}]
contexts: [{name: x, context: {cluster: c, user: u2}}]
";

const TWO: &str = "\
clusters:
- {name: c, cluster: {server: 'https://two:2', certificate-authority: ca.pem}}
- {name: d, cluster: {server: 'https://two:2', certificate-authority: ca.pem}}
users: [{name: u, user: {username: two, token: two}}, {name: u2, user: {token: two}}]
contexts:
- {name: x, context: {cluster: d, user: u, namespace: two}}
- {name: z, context: {cluster: c, user: u, namespace: two}}
- {name: own, context: {cluster: d, user: u2}}
";

fn merged() -> (tempfile::TempDir, Merged) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::create_dir(path("deep")).unwrap();
    std::fs::write(path("one"), ONE).unwrap();
    std::fs::write(path("deep/two"), TWO).unwrap();
    std::fs::write(path("deep/ca.pem"), "PEM").unwrap();
    let paths = [path("gone"), path("one"), path("deep/two")];
    let read = ReadOnce::default().merged(&paths).unwrap();
    (folder, read)
}

#[test]
fn the_first_file_with_an_entry_has_the_whole_of_it() {
    let (_folder, merged) = merged();
    let entry = merged.resolve(&"z".parse().unwrap()).unwrap();
    assert_eq!(entry.server_as_written, "https://one:1");
    assert_eq!(entry.certificate_authority, None);
    assert!(matches!(entry.user, User::Basic { username, .. } if username == "one"));
    assert_eq!(entry.namespace.as_deref(), Some("two"));
}

#[test]
fn a_context_may_name_a_user_of_another_file() {
    let (_folder, merged) = merged();
    let context = "x".parse().unwrap();
    let entry = merged.resolve(&context).unwrap();
    let User::Token(token) = entry.user else { panic!("not a token") };
    assert_eq!(token.expose_secret(), "two");
    assert_eq!(merged.one_file(&context), None);
}

#[test]
fn a_path_begins_in_the_folder_of_its_own_file() {
    let (folder, merged) = merged();
    let context = "own".parse().unwrap();
    let entry = merged.resolve(&context).unwrap();
    assert_eq!(entry.certificate_authority.as_deref(), Some(b"PEM".as_slice()));
    assert_eq!(merged.one_file(&context), Some(folder.path().join("deep/two")));
}

#[test]
fn a_context_that_no_file_has_is_said_with_all_of_them() {
    let (folder, merged) = merged();
    let error = merged.resolve(&"own2".parse().unwrap()).unwrap_err();
    let said = error.to_string().replace(folder.path().to_str().unwrap(), "");
    assert_eq!(said, "`/one`, `/deep/two` have no context `own2`");
    assert_eq!(error.advice().as_deref(), Some("did you mean `own`?"));
}

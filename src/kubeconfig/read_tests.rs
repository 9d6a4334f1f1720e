use super::*;
use crate::kubeconfig::User;
use secrecy::ExposeSecret;

/// "PEM" in base64 is `UEVN`.
const KIND: &str = "\
apiVersion: v1
kind: Config
current-context: kind-eu
preferences: {}
clusters:
- name: kind-eu
  cluster: {server: 'https://127.0.0.1:40123', certificate-authority-data: UEVN}
- name: rancher
  cluster: {server: 'https://Rancher.Example/k8s/clusters/c-1/', insecure-skip-tls-verify: true}
- name: files
  cluster: {server: https://10.0.0.1:6443, certificate-authority: pki/ca.crt}
- name: no-address
  cluster: {server: '10.0.0.1:6443'}
contexts:
- {name: kind-eu, context: {cluster: kind-eu, user: kind-eu, namespace: work}}
- {name: rancher, context: {cluster: rancher, user: token}}
- {name: eks, context: {cluster: rancher, user: aws}}
- {name: files, context: {cluster: files, user: token}}
- {name: nobody, context: {cluster: rancher, user: gone}}
- {name: nowhere, context: {cluster: gone, user: token}}
- {name: anonymous, context: {cluster: rancher, user: ''}}
- {name: no-address, context: {cluster: no-address, user: token}}
- {name: half, context: {cluster: rancher, user: half}}
- {name: acting, context: {cluster: rancher, user: acting}}
users:
- {name: kind-eu, user: {client-certificate-data: UEVN, client-key-data: UEVN}}
- {name: token, user: {token: t0p-secret}}
- {name: aws, user: {exec: {apiVersion: v1, command: aws, args: [eks, get-token], env: null}}}
- {name: half, user: {client-certificate-data: UEVN}}
- {name: acting, user: {token: t0p-secret, as: admin}}
";

fn kubeconfig(text: &str) -> (tempfile::TempDir, Result<Kubeconfig, Error>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config");
    std::fs::write(&path, text).unwrap();
    let kubeconfig = Kubeconfig::read(&path);
    (folder, kubeconfig)
}

fn resolve(context: &str) -> Result<Entry, String> {
    let (folder, kubeconfig) = kubeconfig(KIND);
    let entry = kubeconfig.unwrap().resolve(&context.parse().unwrap());
    entry.map_err(|error| error.to_string().replace(folder.path().to_str().unwrap(), "[dir]"))
}

#[test]
fn a_context_gives_its_cluster_and_its_user() {
    let entry = resolve("kind-eu").unwrap();
    assert_eq!(entry.server_as_written, "https://127.0.0.1:40123");
    assert_eq!(entry.certificate_authority.as_deref(), Some(b"PEM".as_slice()));
    assert_eq!(entry.namespace.as_deref(), Some("work"));
    let User::ClientCertificate { certificate, key } = &entry.user else { panic!("{entry:?}") };
    assert_eq!((certificate.as_slice(), key.expose_secret()), (&b"PEM"[..], &b"PEM"[..]));
    assert!(entry.refuse_programs(&[]).is_ok());
}

#[test]
fn a_server_keeps_its_path_and_its_spelling() {
    let entry = resolve("rancher").unwrap();
    assert_eq!(entry.server.as_str(), "https://rancher.example/k8s/clusters/c-1/");
    assert_eq!(entry.server_as_written, "https://Rancher.Example/k8s/clusters/c-1/");
    assert!(entry.insecure_skip_tls_verify);
}

#[test]
fn a_context_without_a_user_is_anonymous() {
    assert!(matches!(resolve("anonymous").unwrap().user, User::Anonymous));
}

#[rstest::rstest]
#[case::a_typing_error("kind-ue", "`[dir]/config` has no context `kind-ue`")]
#[case::no_user(
    "nobody",
    "context `nobody` of `[dir]/config` names the user `gone`, who is not there"
)]
#[case::no_cluster(
    "nowhere",
    "context `nowhere` of `[dir]/config` names the cluster `gone`, which is not there"
)]
#[case::no_scheme(
    "no-address",
    "context `no-address` of `[dir]/config` has the server `10.0.0.1:6443`: relative URL without a base"
)]
#[case::a_missing_file(
    "files",
    "context `files` of `[dir]/config` has the certificate-authority `[dir]/pki/ca.crt`, which can't be read"
)]
#[case::half_a_pair(
    "half",
    "context `half` of `[dir]/config`: client-certificate has no client-key"
)]
fn what_is_wrong_is_named_with_file_and_context(#[case] context: &str, #[case] expected: &str) {
    assert_eq!(resolve(context).unwrap_err(), expected);
}

#[test]
fn a_near_context_is_suggested() {
    let (_folder, kubeconfig) = kubeconfig(KIND);
    let error = kubeconfig.unwrap().resolve(&"kind-e".parse().unwrap()).unwrap_err();
    assert_eq!(error.advice().as_deref(), Some("did you mean `kind-eu`?"));
}

#[test]
fn a_program_is_recognised_and_refused() {
    let error = resolve("eks").unwrap().refuse_programs(&[]).unwrap_err();
    assert!(error.to_string().contains("from the program `aws`, and fedrig runs no program"));
    assert!(error.advice().is_some());
}

#[test]
fn acting_as_somebody_else_is_refused() {
    let error = resolve("acting").unwrap().refuse_programs(&[]).unwrap_err();
    assert!(error.to_string().contains("acts as `admin`"));
}

#[test]
fn files_are_relative_to_the_kubeconfig() {
    let (folder, kubeconfig) = kubeconfig(&KIND.replace("token: t0p-secret", "tokenFile: t"));
    std::fs::create_dir(folder.path().join("pki")).unwrap();
    std::fs::write(folder.path().join("pki/ca.crt"), "CA").unwrap();
    std::fs::write(folder.path().join("t"), "t0p\n").unwrap();
    let entry = kubeconfig.unwrap().resolve(&"files".parse().unwrap()).unwrap();
    assert_eq!(entry.certificate_authority.as_deref(), Some(b"CA".as_slice()));
    let User::Token(token) = entry.user else { panic!("no token") };
    assert_eq!(token.expose_secret(), "t0p");
}

#[test]
fn debug_shows_no_secret() {
    let (_folder, kubeconfig) = kubeconfig(KIND);
    let kubeconfig = kubeconfig.unwrap();
    let entry = kubeconfig.resolve(&"rancher".parse().unwrap()).unwrap();
    assert!(!format!("{kubeconfig:?} {entry:?}").contains("t0p-secret"));
}

#[rstest::rstest]
#[case::a_secret_in_the_wrong_place("users: t0p-secret")]
#[case::a_secret_in_a_wrong_shape("users:\n- name: x\n  user: {token: [t0p-secret]}")]
#[case::no_yaml("users: [\n- t0p-secret: {")]
#[case::no_utf8("users: \u{1b}t0p-secret")]
#[case::a_secret_as_a_doubled_key("t0p-secret: 1\nt0p-secret: 2")]
fn an_error_shows_no_secret(#[case] text: &str) {
    let (_folder, kubeconfig) = kubeconfig(text);
    let error = kubeconfig.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("t0p-secret"), "{error:?}");
}

#[test]
fn an_empty_file_has_no_contexts() {
    let (_folder, kubeconfig) = kubeconfig("apiVersion: v1\nclusters: null\ncontexts: null\n");
    assert!(kubeconfig.unwrap().context_names().is_empty());
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = Kubeconfig::read(Path::new("/nowhere/config")).unwrap_err();
    assert_eq!(error.to_string(), "there is no kubeconfig file `/nowhere/config`");
}

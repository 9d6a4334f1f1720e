use super::*;
use crate::kubeconfig::Kubeconfig;
use secrecy::ExposeSecret;

fn own() -> OwnKubeconfig {
    let token = OwnEntry {
        context: None,
        name: "eu-west".parse().unwrap(),
        server: "https://172.18.0.4:6443".to_owned(),
        certificate_authority: Some(b"PEM".to_vec()),
        insecure_skip_tls_verify: false,
        proxy_url: None,
        tls_server_name: None,
        user: User::Token("t0p: # secret".into()),
    };
    let certificate = OwnEntry {
        name: "123".parse().unwrap(),
        insecure_skip_tls_verify: true,
        proxy_url: Some("socks5://proxy:1080".to_owned()),
        tls_server_name: Some("api.example".to_owned()),
        user: User::ClientCertificate { certificate: b"PEM".to_vec(), key: b"KEY".to_vec().into() },
        ..token.clone()
    };
    OwnKubeconfig { entries: vec![token, certificate] }
}

#[test]
fn the_file_is_one_that_kubectl_reads() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kubeconfig");
    own().write(&path).unwrap();
    insta::assert_snapshot!(std::fs::read_to_string(&path).unwrap(), @r#"
    # Written by fedrig, and again at its next run. It holds secrets.
    apiVersion: v1
    kind: Config
    clusters:
    - name: eu-west
      cluster:
        server: https://172.18.0.4:6443
        certificate-authority-data: UEVN
    - name: "123"
      cluster:
        server: https://172.18.0.4:6443
        insecure-skip-tls-verify: true
        proxy-url: socks5://proxy:1080
        tls-server-name: api.example
    contexts:
    - name: eu-west
      context:
        cluster: eu-west
        user: eu-west
        namespace: default
    - name: "123"
      context:
        cluster: "123"
        user: "123"
        namespace: default
    users:
    - name: eu-west
      user:
        token: "t0p: # secret"
    - name: "123"
      user:
        client-certificate-data: UEVN
        client-key-data: S0VZ
    "#);
}

#[test]
fn what_is_written_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/folder/kubeconfig");
    own().write(&path).unwrap();
    let kubeconfig = Kubeconfig::read(&path).unwrap();
    let name: ClusterName = "eu-west".parse().unwrap();
    let entry = kubeconfig.resolve(&(&name).into()).unwrap();
    assert_eq!(entry.server_as_written, "https://172.18.0.4:6443");
    let User::Token(token) = entry.user else { panic!("no token") };
    assert_eq!(token.expose_secret(), "t0p: # secret");
}

#[test]
fn only_the_owner_can_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state/kubeconfig");
    own().write(&path).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
}

#[test]
fn a_file_that_is_right_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kubeconfig");
    assert_eq!(own().write(&path).unwrap(), Written::Changed);
    assert_eq!(own().write(&path).unwrap(), Written::Unchanged);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(own().write(&path).unwrap(), Written::Changed);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn debug_shows_no_secret() {
    assert!(!format!("{:?}", own()).contains("t0p"));
}

#[test]
fn a_program_is_not_passed_on() {
    let mut own = own();
    own.entries[0].user = User::AuthProvider { name: "aws".to_owned() };
    let folder = tempfile::tempdir().unwrap();
    let error = own.write(&folder.path().join("kubeconfig")).unwrap_err();
    assert_eq!(error.to_string(), "the credentials of `eu-west` come from the program `aws`");
}

use super::*;

fn plugin() -> CredentialPlugin {
    CredentialPlugin {
        program: "/usr/bin/aws".into(),
        arguments: vec!["--password=s3cret".into()],
        environment: vec![("AWS_SECRET".to_owned(), "s3cret".into())],
        api_version: VERSIONS[0].to_owned(),
        cluster: None,
    }
}

fn answer(status: &str) -> Result<Credential, PluginError> {
    let version = VERSIONS[0];
    let said = format!(r#"{{"apiVersion": "{version}", "kind": "x", "status": {status}}}"#);
    plugin().read(&said, "2026-01-02T00:00:00Z".parse().unwrap())
}

#[test]
fn a_token_and_a_certificate_are_read() {
    let token = answer(r#"{"token": "t0p", "expirationTimestamp": "2026-01-02T00:15:00Z"}"#);
    assert!(matches!(token, Ok(Credential::Token(token)) if token.expose_secret() == "t0p"));
    let both = r#"{"clientCertificateData": "PEM", "clientKeyData": "KEY"}"#;
    assert!(
        matches!(answer(both), Ok(Credential::Certificate { certificate, .. }) if certificate == "PEM")
    );
}

#[rstest::rstest]
#[case::nothing("{}")]
#[case::an_empty_token(r#"{"token": ""}"#)]
#[case::half_a_certificate(r#"{"clientCertificateData": "PEM"}"#)]
fn anything_else_is_no_credential(#[case] status: &str) {
    assert!(matches!(answer(status), Err(PluginError::Garbled { .. })));
}

#[test]
fn an_expired_token_is_refused() {
    let expired = answer(r#"{"token": "t0p", "expirationTimestamp": "2026-01-01T00:00:00Z"}"#);
    assert_eq!(
        expired.unwrap_err().to_string(),
        "the program gave credentials that have expired at 2026-01-01T00:00:00Z"
    );
}

#[test]
fn nothing_that_may_be_a_secret_is_shown() {
    let shown = format!("{} {:?} {:?}", plugin().call(), plugin().call(), plugin());
    assert!(!shown.contains("s3cret"), "{shown}");
}

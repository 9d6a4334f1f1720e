use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;

use super::*;

const JWT: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrdWJlcm5ldGVzIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ";
const KEY: &str = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7bqMZxv\nAbCdEf0123456789\n-----END RSA PRIVATE KEY-----";

fn clean(text: &str) -> String {
    Redactor::default().text(text)
}

#[rstest]
#[case::bearer("Authorization: Bearer 0123456789abcdef0123", "0123456789abcdef0123")]
#[case::basic("authorization: Basic YW5uOnMzY3JldA==", "YW5uOnMzY3JldA")]
#[case::address("dial https://ann:s3cret@proxy:3128/x", "s3cret")]
#[case::address_with_token("clone https://0123456789abcdefghijkl@git/x", "0123456789abcdefghijkl")]
#[case::field("password: hunter22", "hunter22")]
#[case::json(r#"{"api_token":"abc123def"}"#, "abc123def")]
#[case::escaped_json(r#"{\"token\":\"abc123def\"}"#, "abc123def")]
#[case::flag("run --token abc123def --verbose", "abc123def")]
#[case::flag_with_sign("run --client-secret=abc123def", "abc123def")]
#[case::kubeadm("joined with abcdef.0123456789abcdef now", "0123456789abcdef")]
#[case::registry(r#"{"auths":{"r":{"auth":"YW5uOnMz"}}}"#, "YW5uOnMz")]
#[case::cloud("key AKIAIOSFODNN7EXAMPLE used", "AKIAIOSFODNN7EXAMPLE")]
fn a_secret_in_its_usual_form_goes(#[case] text: &str, #[case] secret: &str) {
    let clean = clean(text);
    assert!(!clean.contains(secret) && clean.contains(REDACTED), "{clean}");
}

#[rstest]
#[case::a_word("automountServiceAccountToken: false")]
#[case::the_files_own("token: {expires: 24h}")]
#[case::an_address("https://172.18.0.3:6443/api?timeout=3s")]
#[case::an_image("quay.io/kubernetes-multicluster/kubefed:v0.10.0@sha256:0123456789abcdef")]
#[case::a_name("secretRef:\n  name: eu-credentials")]
#[case::a_certificate("LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUM")]
#[case::a_sentence("the token expired; basic authentication is not supported")]
fn what_is_no_secret_stays(#[case] text: &str) {
    assert_eq!(clean(text), text);
}

#[test]
fn tokens_and_keys_go_also_in_base64() {
    for secret in [JWT, KEY] {
        let encoded = BASE64_STANDARD.encode(secret);
        for text in [secret, &encoded] {
            assert_eq!(clean(&format!("a {text} z")), format!("a {REDACTED} z"));
        }
    }
    let both = format!("-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n{KEY}\n");
    assert_eq!(clean(&BASE64_STANDARD.encode(both)), REDACTED);
}

#[test]
fn a_key_that_comes_line_by_line_goes_whole() {
    let redactor = Redactor::default();
    let mut lines = Lines::new(&redactor);
    let text = format!("before\n{KEY}\nbehind");
    let said: Vec<String> = text.lines().filter_map(|line| lines.next(line)).collect();
    assert_eq!(said.first().unwrap(), "before");
    assert_eq!(said.last().unwrap(), "behind");
    assert!(!said.concat().contains("MIIE") && !said.concat().contains("AbCd"), "{said:?}");
}

#[test]
fn a_line_that_is_cut_loses_its_last_word() {
    assert_eq!(Lines::shortened("level=info half-a-sec"), "level=info");
    assert_eq!(Lines::shortened("oneword"), "");
}

#[test]
fn of_a_secret_names_and_sizes_stay() {
    let secret = json!({"kind": "Secret", "metadata": {"name": "s", "managedFields": [1],
        "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "opaque-1", "a": "b"}},
        "data": {"k": BASE64_STANDARD.encode("opaque-1"), "token": BASE64_STANDARD.encode("opaque-1")}, "stringData": {"l": "opaque-22"}});
    let clean = Redactor::default().object(secret);
    let wanted = json!({"kind": "Secret", "metadata": {"name": "s", "annotations": {"a": "b"}},
        "data": {"k": 8, "token": 8}, "stringData": {"l": 9}});
    assert_eq!(clean, wanted);
}

#[test]
fn what_makes_secrets_in_members_is_treated_as_they_are() {
    let federated = json!({"kind": "FederatedSecret", "spec": {
        "template": {"data": {"k": "b3BhcXVl"}},
        "overrides": [{"clusterName": "eu", "clusterOverrides": [{"path": "/data/k", "value": "b3BhcXVl"}]}]}});
    let clean = Redactor::default().object(federated).to_string();
    assert!(!clean.contains("b3BhcXVl") && clean.contains("/data/k"), "{clean}");
}

#[test]
fn a_variable_and_a_field_go_by_their_names() {
    let pod = json!({"kind": "Pod", "env": [{"name": "API_TOKEN", "value": "opaque"},
        {"name": "LEVEL", "value": "info"}], "clientSecret": "opaque"});
    let clean = Redactor::default().object(pod).to_string();
    assert!(!clean.contains("opaque") && clean.contains("info"), "{clean}");
}

fn known(value: &str) -> Redactor {
    let mut known = Known::default();
    known.add(value.as_bytes(), "key `k` of Secret x/y");
    Redactor::knowing(known)
}

proptest! {
    /// Whatever a Secret holds is found in any text: as it is, in base64, quoted or not.
    #[test]
    fn a_known_value_goes_wherever_it_stands(
        value in "[!-~]{8,80}",
        before in "(?s).{0,60}",
        behind in "(?s).{0,60}",
    ) {
        let redactor = known(&value);
        for form in [value.clone(), BASE64_STANDARD.encode(&value)] {
            let clean = redactor.text(&format!("{before}{form}{behind}"));
            prop_assert!(!clean.contains(&form), "{clean}");
        }
    }

    #[test]
    fn a_token_goes_in_any_text_and_any_field(
        head in "[A-Za-z0-9_-]{8,40}", body in "[A-Za-z0-9_-]{8,200}", end in "[A-Za-z0-9_-]{8,80}",
        before in "(?s).{0,60}", name in "[a-z]{1,12}",
    ) {
        let token = format!("eyJ{head}.{body}.{end}");
        let text = format!("{before} {token}");
        prop_assert!(!clean(&text).contains(&body));
        let object = Redactor::default().object(json!({"kind": "ConfigMap", "data": {name: text}}));
        prop_assert!(!object.to_string().contains(&body));
    }

    #[test]
    fn redacted_text_stays_as_it_is(text in "(?s).{0,200}") {
        let once = clean(&text);
        prop_assert_eq!(clean(&once), once);
    }

    #[test]
    fn lines_of_any_text_can_be_read(lines in proptest::collection::vec(".{0,80}", 0..12)) {
        let redactor = known("a value of a Secret");
        let mut filter = Lines::new(&redactor);
        for line in lines {
            drop(filter.next(&line));
        }
    }
}

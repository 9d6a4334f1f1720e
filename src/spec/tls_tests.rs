//! Proxies, trust and the life of tokens.

use std::time::Duration;

use crate::spec::testing::{Desk, SMALL};
use crate::trust::Trust;

fn host(further: &str) -> String {
    format!("{SMALL}  {further}\n")
}

#[test]
fn what_is_wrong_with_trust_and_proxy_is_said_at_once() {
    let desk = Desk::new();
    desk.put("empty.pem", "nothing");
    let members = [
        "{name: a, context: kind-us-east, tls: {}}",
        "{name: b, context: kind-us-east, tls: {pin: 'sha1:00'}}",
        "{name: c, context: kind-us-east, tls: {ca: gone.pem}}",
        "{name: d, context: kind-us-east, tls: {ca: empty.pem}}",
        "{name: e, context: kind-us-east, tls: {ca: empty.pem, systemRoots: true}}",
        "{name: f, context: kind-us-east, tls: {insecureSkipVerify: false}}",
        "{name: g, context: kind-us-east, proxy: 'socks5://p:1'}",
        "{name: h, context: kind-us-east, proxy: 'http://me:secret@p:1'}",
        "{name: i, context: kind-us-east, token: {expires: 30s}}",
        "{name: j, context: kind-us-east, token: {}}",
    ];
    let members: String = members.iter().map(|entry| format!("  - {entry}\n")).collect();
    let report = desk.problems(&format!("{SMALL}members:\n{members}"));
    let report: Vec<&str> = report
        .lines()
        .filter(|line| !line.contains("is `host.context`") && !line.contains("as well"))
        .filter(|line| line.starts_with("  federation.yaml") || line.contains(" = "))
        .filter(|line| !line.contains("a cluster joins once"))
        .collect();
    insta::assert_snapshot!(report.join("\n"));
}

#[test]
fn each_kind_of_trust_is_taken() {
    let desk = Desk::new();
    let trust = |tls: &str| desk.federation(&host(tls)).host.tls;
    assert_eq!(trust("tls: {systemRoots: true}"), Some(Trust::SystemRoots));
    assert_eq!(trust("tls: {insecureSkipVerify: true}"), Some(Trust::Insecure));
    let pin = format!("sha256:{}", "ab".repeat(32));
    assert_eq!(trust(&format!("tls: {{pin: '{pin}'}}")), Some(Trust::Pin(pin.parse().unwrap())));
    assert_eq!(trust("region: x"), None);
}

#[rstest::rstest]
#[case::hours("24h", 24 * 60 * 60)]
#[case::days("7d", 7 * 24 * 60 * 60)]
#[case::the_shortest("10m", 600)]
fn tokens_last_as_long_as_typed(#[case] text: &str, #[case] seconds: u64) {
    let federation = Desk::new().federation(&host(&format!("token: {{expires: {text}}}")));
    assert_eq!(federation.host.token, Some(Duration::from_secs(seconds)));
}

#[test]
fn what_an_old_kubefed_can_not_do_is_refused() {
    let text = host("proxy: http://proxy.test:3128\n  tls: {insecureSkipVerify: true}");
    let desk = Desk::new();
    assert!(desk.text(&text).is_ok());
    let text = format!("{text}  token: {{expires: 1h}}\nkubefed: {{version: 0.8.1}}\n");
    let report = desk.problems(&text);
    assert!(report.contains("KubeFed 0.8.1 goes past the proxy"), "{report}");
    assert!(report.contains("KubeFed 0.8.1 can't work with tokens that expire"), "{report}");
}

#[test]
fn an_endpoints_host_is_lower_case_and_its_path_is_kept() {
    let federation = Desk::new().federation(&host("endpoint: https://API.Example.COM:443/Eu/"));
    assert_eq!(federation.host.endpoint.unwrap().as_str(), "https://api.example.com/Eu/");
}

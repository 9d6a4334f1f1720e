//! Clusters behind a load balancer that ends TLS with a certificate of its own, and behind a proxy.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::federation::{NAME, NAMESPACE, as_left, home};
use crate::support::between::{HttpProxy, LoadBalancer};
use crate::support::binary::{Home, Said};
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, MEMBER};
use crate::support::manifest;

/// The shared federation with further fields of the host and the member in its file.
fn file(host: &str, member: &str) -> &'static Home {
    let home = &as_left().home;
    home.put("behind.yaml", manifest::with(NAME, host, member, ""));
    home
}

/// `up` ends Ready, and right after it there is nothing to do.
fn gets_ready(host: &str, member: &str) -> Said {
    let home = file(host, member);
    let said = home.ok(["up", "-f", "behind.yaml"]);
    assert_eq!(home.ok(["plan", "-f", "behind.yaml"]).stdout, "nothing to do\n");
    said
}

fn joined(cluster: &str) -> Value {
    let host = Cluster::named(HOST);
    host.json(["get", "kubefedcluster", cluster, "-n", NAMESPACE])["spec"].clone()
}

/// `up` refuses the member's endpoint, and its join is as before.
fn refused(member: &str, text: &str) -> Said {
    let home = file("", member);
    let before = joined(MEMBER);
    let said = home.run(["up", "-f", "behind.yaml"]);
    said.is_refused(4, &format!("of cluster `{MEMBER}` can't be used"));
    said.is_refused(4, text);
    assert_eq!(joined(MEMBER), before);
    said
}

#[test]
fn both_clusters_get_ready_behind_one_load_balancer_with_its_ca_and_with_its_pin() {
    let balancer = LoadBalancer::start();
    let (eu, us) = (balancer.endpoint("/eu/"), balancer.endpoint("/us/"));
    file("", "").put("lb.pem", &balancer.certificate.authority);
    let host = format!("endpoint: '{eu}', tls: {{ca: lb.pem}}");
    let member = format!("endpoint: '{us}', tls: {{pin: '{}'}}", balancer.certificate.pin);
    gets_ready(&host, &member);
    assert_eq!(joined(HOST)["apiEndpoint"], json!(eu));
    assert_eq!(joined(MEMBER)["apiEndpoint"], json!(us));
    assert_eq!(joined(MEMBER)["disabledTLSValidations"], Value::Null);
}

#[test]
fn a_member_gets_ready_with_a_ca_that_this_machine_trusts() {
    as_left();
    let balancer = LoadBalancer::start();
    let home = home();
    let roots = home.put("roots.pem", &balancer.certificate.authority);
    let member = format!("endpoint: '{}', tls: {{systemRoots: true}}", balancer.endpoint("/us/"));
    home.put("federation.yaml", manifest::with(NAME, "", &member, ""));
    home.run(["up"]).is_refused(4, "does not come from a CA that this machine trusts");
    let home = home.with("SSL_CERT_FILE", roots.display().to_string());
    home.ok(["up"]);
    assert_eq!(home.ok(["plan"]).stdout, "nothing to do\n");
}

#[test]
fn without_verification_a_member_gets_ready_and_every_command_warns() {
    let balancer = LoadBalancer::start();
    let us = balancer.endpoint("/us/");
    let member = format!("endpoint: '{us}', tls: {{insecureSkipVerify: true}}");
    let warning = format!("{MEMBER}: its certificate is NOT CHECKED");
    let said = gets_ready("", &member);
    assert!(said.stderr.contains(&warning) && said.stdout.contains(&warning), "{said}");
    assert_eq!(joined(MEMBER)["disabledTLSValidations"], json!(["*"]));

    let home = file("", &member);
    let plan: Value =
        serde_json::from_str(&home.ok(["plan", "-f", "behind.yaml", "-o", "json"]).stdout).unwrap();
    assert_eq!(plan["warnings"][0]["cluster"], MEMBER);
    let status = home.ok(["status", "-f", "behind.yaml", "-o", "json"]).stdout;
    let status: Value = serde_json::from_str(&status).unwrap();
    let warning = status["clusters"][1]["warning"].as_str().unwrap();
    assert!(warning.starts_with("its certificate is NOT CHECKED"), "{status}");
}

#[test]
fn what_the_load_balancer_presents_is_looked_at_before_the_join() {
    let balancer = LoadBalancer::start();
    let us = balancer.endpoint("/us/");
    let pin = format!("sha256:{}", "00".repeat(32));
    let said = refused(&format!("endpoint: '{us}', tls: {{pin: '{pin}'}}"), &pin);
    let presented = balancer.certificate.pin.replace(':', "").replace("sha256", "sha256:");
    said.is_refused(4, &presented.to_lowercase());
    refused(&format!("endpoint: '{us}'"), "its certificate does not come from the given CA");
    file("", "").put("lb.pem", &balancer.certificate.authority);
    let wrong_path = format!("endpoint: '{}', tls: {{ca: lb.pem}}", balancer.endpoint("/xx/"));
    refused(&wrong_path, "`/xx/version` answers 503, which an API server does not");
}

#[test]
fn an_endpoint_that_says_nothing_is_given_up_in_time() {
    as_left();
    let balancer = LoadBalancer::start();
    let started = Instant::now();
    refused(&format!("endpoint: '{}'", balancer.silent()), "did not answer within 6 s");
    assert!(started.elapsed() < Duration::from_secs(12), "{:?}", started.elapsed());
}

#[test]
fn an_endpoint_without_an_address_or_of_this_machine_is_refused() {
    refused(
        "endpoint: 'https://nowhere.invalid/api/'",
        "the name `nowhere.invalid` has no address",
    );
    let home = file("", "endpoint: 'https://127.0.0.1:6443'");
    home.run(["up", "-f", "behind.yaml"]).is_refused(4, "an address of this machine only");
}

#[test]
fn a_member_gets_ready_through_a_proxy() {
    let proxy = HttpProxy::start();
    gets_ready("", &format!("proxy: '{}'", proxy.url()));
    assert_eq!(joined(MEMBER)["proxyURL"], json!(proxy.url()));
    let endpoint = joined(MEMBER)["apiEndpoint"].as_str().unwrap().to_owned();
    assert!(proxy.has_connected_host_to(endpoint.trim_start_matches("https://")));
}

#[test]
fn the_proxy_is_used_also_when_certificates_are_not_looked_at() {
    let (proxy, balancer) = (HttpProxy::start(), LoadBalancer::start());
    let endpoint = balancer.endpoint("/us/");
    let proxied = format!("proxy: '{}', tls: {{insecureSkipVerify: true}}", proxy.url());
    gets_ready("", &format!("endpoint: '{endpoint}', {proxied}"));
    let target = endpoint.trim_start_matches("https://").trim_end_matches("/us/");
    assert!(proxy.has_connected_host_to(target));
}

//! federation.yaml files for the tests.

use std::path::Path;

use serde_json::{Value, json};

use super::binary::Home;
use super::lab::{HOST, Lab, MEMBER, THIRD};

/// The federation of the lab, with further top-level text.
pub fn federation(name: &str, further: &str) -> String {
    with(name, "", "", further)
}

/// The same with further fields of the host and the member, `tls: {systemRoots: true}`.
pub fn with(name: &str, host: &str, member: &str, further: &str) -> String {
    let comma = |fields: &str| if fields.is_empty() { "" } else { ", " };
    let lab = Lab::get();
    let kubeconfig = |cluster| lab.kubeconfig(cluster).display().to_string();
    let host = format!(
        "host: {{name: {HOST}, region: eu-central, kubeconfig: {}, context: {HOST}{}{host}}}",
        kubeconfig(HOST),
        comma(host)
    );
    let member = format!(
        "  - {{name: {MEMBER}, region: us-east, kubeconfig: {}, context: {MEMBER}{}{member}}}",
        kubeconfig(MEMBER),
        comma(member)
    );
    format!("{}{host}\nmembers:\n{member}\n{further}\n", heading(name))
}

/// The federation of the lab in a home, with a member at an address where nobody is.
pub fn put_with_lost_member(home: &Home, name: &str) {
    let kubeconfig = Lab::get().kubeconfig(MEMBER);
    let text = std::fs::read_to_string(&kubeconfig).unwrap();
    let mut gone: Value = serde_saphyr::from_str(&text).unwrap();
    gone["clusters"][0]["cluster"]["server"] = json!("https://192.0.2.1:6443");
    let gone = home.put("gone.kubeconfig", gone.to_string());
    let lost = kubeconfig.display().to_string();
    let file = federation(name, "").replace(&lost, &gone.display().to_string());
    home.put("federation.yaml", file);
}

/// The federation of a lab of three clusters.
pub fn three(name: &str) -> String {
    let kubeconfig = Lab::get().kubeconfig(THIRD);
    let third = format!(
        "  - {{name: {THIRD}, region: ap-south, kubeconfig: {}, context: {THIRD}}}",
        kubeconfig.display()
    );
    federation(name, &third)
}

/// A federation of one cluster, the host, reached through a kubeconfig of the test.
pub fn alone(name: &str, kubeconfig: &Path, context: &str, further: &str) -> String {
    let kubeconfig = kubeconfig.display();
    let host = format!(
        "host: {{name: {HOST}, kubeconfig: {kubeconfig}, context: {context}, endpoint: 'https://192.0.2.1:6443'}}"
    );
    format!("{}{host}\n{further}\n", heading(name))
}

fn heading(name: &str) -> String {
    format!("apiVersion: fedrig/v1alpha1\nkind: Federation\nmetadata: {{name: {name}}}\n")
}

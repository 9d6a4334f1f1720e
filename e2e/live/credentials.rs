//! Tokens that expire: no Secret holds one that does not, they are renewed without a moment of not
//! Ready, and one that is over is named.

use std::sync::atomic::{AtomicBool, Ordering};

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::federation::{NAME, NAMESPACE, as_left, own_kubeconfig};
use crate::support::binary::Home;
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, MEMBER};
use crate::support::manifest;

const EXPIRING: &str = "token: {expires: 10m}";

/// The shared federation, with a member whose tokens expire.
fn expiring() -> &'static Home {
    let home = &as_left().home;
    home.put("expiring.yaml", manifest::with(NAME, "", EXPIRING, ""));
    home.ok(["up", "-f", "expiring.yaml"]);
    home
}

/// KubeFed's token for the member.
fn token() -> String {
    let secret = format!("{MEMBER}-credentials");
    let secret = Cluster::named(HOST).json(["get", "secret", &secret, "-n", NAMESPACE]);
    let token = BASE64_STANDARD.decode(secret["data"]["token"].as_str().unwrap()).unwrap();
    String::from_utf8(token).unwrap()
}

fn claims(token: &str) -> Value {
    let payload = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&payload).unwrap()
}

fn is_ready() -> bool {
    let cluster = Cluster::named(HOST).json(["get", "kubefedcluster", MEMBER, "-n", NAMESPACE]);
    let conditions = cluster["status"]["conditions"].as_array().unwrap();
    conditions.iter().any(|c| c["type"] == "Ready" && c["status"] == "True")
}

#[test]
fn no_secret_has_a_token_that_never_expires() {
    let home = expiring();
    let (issued, expires) = (&claims(&token())["iat"], &claims(&token())["exp"]);
    assert_eq!(expires.as_i64().unwrap() - issued.as_i64().unwrap(), 600);
    let member = Cluster::named(MEMBER);
    assert!(!member.has(["secret", &format!("fedrig-{NAME}"), "-n", "kube-system"]));
    assert!(!member.has(["secret", &format!("{MEMBER}-{HOST}"), "-n", NAMESPACE]));
    let own = Cluster::through(&own_kubeconfig(home), MEMBER);
    assert_eq!(own.kubectl(["auth", "can-i", "*", "*"]).trim(), "yes");
    assert_eq!(home.ok(["plan", "-f", "expiring.yaml"]).stdout, "nothing to do\n");
    let listed = home.ok(["credentials", "-f", "expiring.yaml"]).stdout;
    assert_eq!(listed.matches("expiring").count(), 2, "{listed}");
    assert_eq!(listed.matches("lasting").count(), 2, "{listed}");
}

#[test]
fn a_token_is_renewed_without_a_moment_of_not_ready() {
    let home = expiring();
    let before = token();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let mut looks = 0;
            while !done.load(Ordering::Relaxed) {
                assert!(is_ready(), "not Ready at look {looks}");
                looks += 1;
            }
            looks
        });
        let said = home.ok(["credentials", "rotate", MEMBER, "-f", "expiring.yaml"]);
        done.store(true, Ordering::Relaxed);
        assert!(said.stderr.contains("new token until"), "{said}");
        assert!(watching.join().unwrap() > 10);
    });
    assert_ne!(token(), before);
    assert!(is_ready());
}

#[test]
fn a_token_that_is_over_is_named_and_renewed() {
    let home = expiring();
    let old = token();
    let mut claims = claims(&old);
    claims["iat"] = json!(1_700_000_000);
    claims["exp"] = json!(1_700_000_600);
    let parts: Vec<&str> = old.split('.').collect();
    let payload = BASE64_URL_SAFE_NO_PAD.encode(claims.to_string());
    let over = BASE64_STANDARD.encode(format!("{}.{payload}.{}", parts[0], parts[2]));
    let host = Cluster::named(HOST);
    host.kubectl([
        "patch",
        "secret",
        &format!("{MEMBER}-credentials"),
        "-n",
        NAMESPACE,
        "-p",
        &json!({"data": {"token": over}}).to_string(),
    ]);
    let cluster = format!("kubefedcluster/{MEMBER}");
    let told = format!("told={}", std::process::id());
    host.kubectl(["annotate", &cluster, "-n", NAMESPACE, "--overwrite", &told]);
    let offline = "--for=condition=Offline";
    host.kubectl(["wait", &cluster, "-n", NAMESPACE, offline, "--timeout=40s"]);

    let status = home.run(["status", "-f", "expiring.yaml"]);
    assert!(status.stdout.contains("credentials"), "{status}");
    let plan = home.run(["plan", "-f", "expiring.yaml"]);
    assert!(plan.stdout.contains("its token expired at 2023-11-14T22:23:20Z"), "{plan}");
    home.ok(["credentials", "rotate", "-f", "expiring.yaml"]);
    assert!(is_ready());
}

#[test]
fn tokens_that_never_expire_are_not_rotated() {
    let home = &as_left().home;
    home.ok(["up"]);
    let said = home.run(["credentials", "rotate", MEMBER]);
    said.is_refused(2, &format!("the tokens for `{MEMBER}` never expire"));
    said.is_refused(2, "token: {expires: 24h}");
}

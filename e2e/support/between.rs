//! What stands between clusters, as containers on the lab's network: HAProxy, which ends TLS with a
//! certificate of its own and takes a prefix off the path, and an HTTP proxy.

use std::net::{IpAddr, Ipv4Addr};

use base64::Engine as _;
use testcontainers::core::WaitFor;
use testcontainers::runners::SyncRunner;
use testcontainers::{Container, GenericImage, ImageExt};

use super::certificates::Certificate;
use super::cluster::Cluster;
use super::lab::{HOST, Lab, MEMBER};

/// `scripts/stack.sh proxy-image` makes it.
fn image() -> GenericImage {
    GenericImage::new("fedrig/proxy", "bookworm")
}

/// One load balancer in front of both clusters, under `/eu/` and `/us/`; under `/late/` the
/// member's clock is slow.
pub struct LoadBalancer {
    container: Container<GenericImage>,
    /// What it presents.
    pub certificate: Certificate,
}

impl LoadBalancer {
    /// Starts it; it ends with the value.
    pub fn start() -> Self {
        let (eu, us) = (backend(HOST), backend(MEMBER));
        let certificate = Certificate::for_all_of(eu.address);
        let config = format!(
            "global
    log stdout format raw local0
defaults
    mode http
    timeout connect 5s
    timeout client 1h
    timeout server 1h
frontend https
    bind :8443 ssl crt /etc/lb/server.pem
    use_backend eu if {{ path_beg /eu/ }}
    use_backend us if {{ path_beg /us/ }}
    use_backend late if {{ path_beg /late/ }}
backend eu
    http-request replace-path ^/eu(/.*)$ \\1
    server eu {eu}:6443 ssl verify required ca-file /etc/lb/eu.pem
backend us
    http-request replace-path ^/us(/.*)$ \\1
    server us {us}:6443 ssl verify required ca-file /etc/lb/us.pem
# The member, with a clock that is ten minutes slow.
backend late
    http-request replace-path ^/late(/.*)$ \\1
    http-response set-header Date %[date(-600),http_date]
    server us {us}:6443 ssl verify required ca-file /etc/lb/us.pem
# Takes the connection, and never says a word.
frontend silent
    mode tcp
    bind :9443
    tcp-request inspect-delay 1h
    tcp-request content accept if {{ req.len gt 1000000 }}
    default_backend us
",
            eu = eu.address,
            us = us.address,
        );
        let container = image()
            .with_wait_for(WaitFor::message_on_either_std("Loading success"))
            .with_network(network())
            .with_copy_to("/etc/lb/haproxy.cfg", config.into_bytes())
            .with_copy_to("/etc/lb/server.pem", certificate.server.clone().into_bytes())
            .with_copy_to("/etc/lb/eu.pem", eu.authority)
            .with_copy_to("/etc/lb/us.pem", us.authority)
            .with_cmd(["haproxy", "-W", "-f", "/etc/lb/haproxy.cfg"])
            .start()
            .unwrap();
        Self { container, certificate }
    }

    /// The endpoint under a path, `/us/`.
    pub fn endpoint(&self, path: &str) -> String {
        format!("https://{}:8443{path}", address(&self.container))
    }

    /// An endpoint that takes connections and says nothing.
    pub fn silent(&self) -> String {
        format!("https://{}:9443", address(&self.container))
    }
}

/// An HTTP proxy that connects to API servers.
pub struct HttpProxy {
    container: Container<GenericImage>,
}

impl HttpProxy {
    /// Starts it; it ends with the value.
    pub fn start() -> Self {
        let config = "Port 8888\nListen 0.0.0.0\nTimeout 600\nMaxClients 50\nConnectPort 6443\n\
                      ConnectPort 8443\nLogLevel Info\n";
        let container = image()
            .with_wait_for(WaitFor::message_on_either_std("Accepting connections"))
            .with_network(network())
            .with_copy_to("/etc/tinyproxy.conf", config.as_bytes().to_vec())
            .with_cmd(["tinyproxy", "-d", "-c", "/etc/tinyproxy.conf"])
            .start()
            .unwrap();
        Self { container }
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://{}:8888", address(&self.container))
    }

    /// Whether the host's node, on which KubeFed's controller runs, went through it to `target`.
    pub fn has_connected_host_to(&self, target: &str) -> bool {
        let said = String::from_utf8(self.container.stdout_to_vec().unwrap()).unwrap();
        let host = backend(HOST).address.to_string();
        let from_host = said.lines().filter(|line| {
            line.contains("Connect (file descriptor") && line.trim_end().ends_with(&host)
        });
        from_host.count() > 0 && said.contains(&format!("CONNECT {target} HTTP"))
    }
}

struct Backend {
    address: Ipv4Addr,
    authority: Vec<u8>,
}

fn backend(cluster: &str) -> Backend {
    let config = Cluster::named(cluster).json(["config", "view", "--raw", "--minify"]);
    let cluster = &config["clusters"][0]["cluster"];
    let server = cluster["server"].as_str().unwrap();
    let address = server.trim_start_matches("https://").trim_end_matches(":6443");
    let authority = cluster["certificate-authority-data"].as_str().unwrap();
    Backend {
        address: address.parse().unwrap(),
        authority: base64::prelude::BASE64_STANDARD.decode(authority).unwrap(),
    }
}

/// The network of the lab's clusters, which `scripts/lab.sh` names after it.
fn network() -> String {
    let name = Lab::get().folder.file_name().unwrap();
    format!("fedrig-{}", name.to_str().unwrap())
}

fn address(container: &Container<GenericImage>) -> IpAddr {
    container.get_bridge_ip_address().unwrap()
}

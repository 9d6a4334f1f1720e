//! Machines with a real OpenSSH server on the network of the lab, as the masters of clusters are.
//! Each is gone when the test is, also when that fails.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use testcontainers::core::WaitFor;
use testcontainers::runners::SyncRunner;
use testcontainers::{Container, CopyTargetOptions, GenericImage, ImageExt};

use super::binary::Home;
use super::lab::NETWORK;

/// A machine with an ssh server.
pub struct Master {
    container: Container<GenericImage>,
    /// Its address.
    pub address: IpAddr,
}

/// A pair of keys.
pub struct Key {
    /// The private one.
    pub path: PathBuf,
    public: String,
}

impl Key {
    /// A new one in the home.
    pub fn new(home: &Home, name: &str) -> Self {
        let path = home.path(name);
        run("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", path.to_str().unwrap()]);
        let public = std::fs::read_to_string(path.with_extension("pub")).unwrap();
        Self { path, public }
    }
}

impl Master {
    /// A machine that lets `key` in as `admin` and as `guest`. Its `/etc/kubernetes/admin.conf` is
    /// root's alone, the same in `/home/admin/.kube/config` is for everybody.
    pub fn start(key: &Key, kubeconfig: &str) -> Self {
        // scripts/stack/ssh-image.sh makes it; it is in no registry.
        let ready = WaitFor::message_on_stderr("Server listening on 0.0.0.0 port 22");
        let image = GenericImage::new("fedrig/ssh-server", "bookworm").with_wait_for(ready);
        let mut request = image.with_network(NETWORK);
        for user in ["admin", "guest"] {
            let keys = format!("/home/{user}/.ssh/authorized_keys");
            request = request.with_copy_to(mode(&keys, 0o644), key.public.clone().into_bytes());
        }
        let text = kubeconfig.as_bytes().to_vec();
        let request = request
            .with_copy_to(mode("/etc/kubernetes/admin.conf", 0o600), text.clone())
            .with_copy_to(mode("/home/admin/.kube/config", 0o644), text);
        let container = request.start().expect("`make e2e` makes the image");
        let address = container.get_bridge_ip_address().unwrap();
        Self { container, address }
    }

    /// Its name, which only other containers of its network know.
    pub fn inner_name(&self) -> &str {
        &self.container.id()[..12]
    }

    /// Its host keys as a known_hosts file has them, under that name.
    pub fn host_keys(&self, name: &str) -> String {
        let scanned = run("ssh-keyscan", &["-t", "ed25519", &self.address.to_string()]);
        scanned.replace(&self.address.to_string(), name)
    }
}

fn mode(path: &str, mode: u32) -> CopyTargetOptions {
    CopyTargetOptions::new(path).with_mode(mode)
}

/// A kubeconfig with its parts renamed and its server changed.
pub fn renamed(kubeconfig: &Path, context: &str, server: Option<&str>) -> String {
    let text = std::fs::read_to_string(kubeconfig).unwrap();
    let mut config: serde_json::Value = serde_saphyr::from_str(&text).unwrap();
    config["contexts"][0]["name"] = context.into();
    if let Some(server) = server {
        config["clusters"][0]["cluster"]["server"] = server.into();
    }
    config.to_string()
}

fn run(program: &str, args: &[&str]) -> String {
    #[expect(clippy::disallowed_methods, reason = "the real tools of OpenSSH")]
    let said = Command::new(program).args(args).output().unwrap();
    assert!(said.status.success(), "{program}: {}", String::from_utf8_lossy(&said.stderr));
    String::from_utf8(said.stdout).unwrap()
}

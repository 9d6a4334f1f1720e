//! Members whose kubeconfig is on their master only.

use std::fs;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::federation::{NAME, NAMESPACE, own_kubeconfig, second_home};
use crate::support::binary::{Home, Said};
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, Lab, MEMBER};
use crate::support::ssh::{Key, Master, renamed};

/// A home, a key, and the member's master; its kubeconfig is as kubeadm writes it.
struct Site {
    home: Home,
    key: Key,
    master: Master,
}

impl Site {
    fn new() -> Self {
        Self::with(None)
    }

    fn with(server: Option<&str>) -> Self {
        let home = second_home();
        let key = Key::new(&home, "key");
        let kubeconfig = Lab::get().kubeconfig(MEMBER);
        let text = renamed(&kubeconfig, "kubernetes-admin@kubernetes", server);
        let master = Master::start(&key, &text);
        let known = master.host_keys(&master.address.to_string());
        home.put(".ssh/known_hosts", known);
        Self { home, key, master }
    }

    /// The fields of `ssh` that get in.
    fn ssh(&self) -> String {
        format!("host: {}, user: admin, identity: {}", self.master.address, self.key.path.display())
    }

    /// Runs a command on the federation whose member has this access.
    fn run<const N: usize>(&self, ssh: &str, further: &str, args: [&str; N]) -> Said {
        self.home.put("federation.yaml", federation(ssh, further));
        self.home.run(args)
    }

    /// What `plan` says when the member's access can't be had: the rest is looked at all the same.
    fn refused(&self, ssh: &str, wanted: &str) -> Said {
        let said = self.run(ssh, "", ["plan"]);
        said.is_refused(4, wanted);
        said.is_refused(4, &format!("the access to `{MEMBER}` by the kubeconfig `"));
        assert_eq!(said.stdout, "nothing to do\n", "{said}");
        assert_eq!(said.stderr.matches("error:").count(), 1, "{said}");
        assert!(nothing_is_left(&self.home), "{said}");
        said
    }
}

fn federation(ssh: &str, further: &str) -> String {
    let kubeconfig = Lab::get().kubeconfig(HOST).display().to_string();
    format!(
        "apiVersion: fedrig/v1alpha1\nkind: Federation\nmetadata: {{name: {NAME}}}\n\
         host: {{name: {HOST}, region: eu-central, kubeconfig: {kubeconfig}, context: {HOST}}}\n\
         members: [{{name: {MEMBER}, region: us-east, access: {{ssh: {{{ssh}}}}}{further}}}]\n"
    )
}

/// No kubeconfig of a run lies around.
fn nothing_is_left(home: &Home) -> bool {
    fs::read_dir(home.path("state/.runs")).unwrap().count() == 0
}

#[test]
fn a_member_that_is_known_over_ssh_only_joins_and_is_ready() {
    let server = "https://127.0.0.1:6443";
    let site = Site::with(Some(server));
    let endpoint =
        Cluster::named(MEMBER).json(["config", "view"])["clusters"][0]["cluster"]["server"]
            .as_str()
            .unwrap()
            .to_owned();
    let ssh = format!("{}, sudo: true", site.ssh());
    let said = site.run(&ssh, "", ["plan"]);
    said.is_refused(4, &format!("names {server}, an address of that machine only"));

    let further = format!(", endpoint: '{endpoint}'");
    assert_eq!(site.run(&ssh, &further, ["unjoin", MEMBER]).code, Some(0));
    let said = site.run(&ssh, &further, ["up"]);
    assert_eq!(said.code, Some(0), "{said}");
    let cluster = format!("kubefedcluster/{MEMBER}");
    let ready = "--for=condition=Ready";
    Cluster::named(HOST).kubectl(["wait", &cluster, "-n", NAMESPACE, ready, "--timeout=1s"]);
    let own = Cluster::through(&own_kubeconfig(&site.home), MEMBER);
    assert_eq!(own.kubectl(["auth", "can-i", "*", "*"]).trim(), "yes");
    let said = site.run(&ssh, &further, ["up"]);
    assert!(said.stderr.contains("nothing to do"), "{said}");
    assert!(nothing_is_left(&site.home));
    nothing_of_the_key_is_kept(&site.home);
}

/// The client key of the member's administrator, which came over ssh, is in no file of ours.
fn nothing_of_the_key_is_kept(home: &Home) {
    let text = fs::read_to_string(Lab::get().kubeconfig(MEMBER)).unwrap();
    let config: serde_json::Value = serde_saphyr::from_str(&text).unwrap();
    let key = config["users"][0]["user"]["client-key-data"].as_str().unwrap();
    let runs = home.path("state").join(NAME).join("runs");
    for run in fs::read_dir(runs).unwrap() {
        let text = fs::read_to_string(run.unwrap().path()).unwrap();
        assert!(!text.contains(key));
    }
    assert!(!fs::read_to_string(own_kubeconfig(home)).unwrap().contains(key));
}

#[test]
fn a_jump_host_knows_the_way() {
    let site = Site::new();
    let inner = Master::start(
        &site.key,
        &renamed(&Lab::get().kubeconfig(MEMBER), "kubernetes-admin@kubernetes", None),
    );
    // Only the jump host can look this name up.
    let name = inner.inner_name();
    let known = format!(
        "{}{}",
        site.master.host_keys(&site.master.address.to_string()),
        inner.host_keys(name)
    );
    site.home.put("known", known);
    let key = site.key.path.display();
    let ssh = format!("host: {name}, user: admin, identity: {key}, knownHosts: known, sudo: true");
    site.refused(&ssh, &format!("the host name `{name}` has no address"));
    let ssh = format!("{ssh}, jump: 'admin@{}'", site.master.address);
    let said = site.run(&ssh, "", ["plan"]);
    assert_eq!((said.code, said.stdout.as_str()), (Some(0), "nothing to do\n"), "{said}");
}

#[test]
fn an_unknown_host_key_is_refused_and_taken_only_when_that_is_wanted() {
    let site = Site::new();
    let address = site.master.address;
    let ssh = format!("{}, sudo: true, knownHosts: fresh", site.ssh());
    let said = site.refused(&ssh, &format!("the host key of `{address}` is not known"));
    said.is_refused(4, &format!("`ssh-keyscan -p 22 {address} >> "));
    let said = site.run(&format!("{ssh}, hostKeys: accept-new"), "", ["plan"]);
    assert_eq!(said.code, Some(0), "{said}");
    assert!(fs::read_to_string(site.home.path("fresh")).unwrap().contains(&address.to_string()));

    // The same address with another key: somebody else may sit there.
    let other = Master::start(&site.key, "");
    site.home.put("fresh", other.host_keys(&address.to_string()));
    let ssh = format!("{ssh}, hostKeys: accept-new");
    site.refused(&ssh, &format!("the host key of `{address}` has changed"));
}

#[test]
fn what_the_master_does_not_give_is_said_with_the_way_out() {
    let site = Site::new();
    let other = Key::new(&site.home, "other");
    let (address, ssh) = (site.master.address, site.ssh());
    let wrong = ssh.replace("/key", "/other");
    assert!(wrong.contains(&other.path.display().to_string()));
    site.refused(&wrong, &format!("`admin@{address}` is not let in: no key was accepted"));
    let said = site.refused(&ssh, "the file `/etc/kubernetes/admin.conf` can't be read");
    said.is_refused(4, "`sudo: true` reads it with root's rights");
    let said = site.refused(&format!("{ssh}, kubeconfig: /nowhere"), "there is no file `/nowhere`");
    said.is_refused(4, &format!("admin@{address} 'ls -l"));
    let guest = ssh.replace("user: admin", "user: guest, sudo: true");
    site.refused(&guest, "sudo does not work without a password there");
    let said = site.refused(&format!("{ssh}, port: 1"), "the connection was refused");
    said.is_refused(4, &format!("`ssh -p 1 -i {}", site.key.path.display()));

    let said = site.run(&format!("{ssh}, kubeconfig: ~/.kube/config"), "", ["plan"]);
    assert_eq!(said.code, Some(0), "{said}");
}

#[test]
fn a_kubeconfig_that_needs_its_own_machine_is_refused() {
    let site = |change: fn(&mut serde_json::Value)| {
        let home = second_home();
        let key = Key::new(&home, "key");
        let text = fs::read_to_string(Lab::get().kubeconfig(MEMBER)).unwrap();
        let mut config: serde_json::Value = serde_saphyr::from_str(&text).unwrap();
        change(&mut config["users"][0]["user"]);
        let master = Master::start(&key, &config.to_string());
        home.put(".ssh/known_hosts", master.host_keys(&master.address.to_string()));
        Site { home, key, master }
    };
    let files = site(|user| {
        *user = serde_json::json!({"client-certificate": "/var/lib/a", "client-key": "/var/lib/b"});
    });
    let ssh = format!("{}, sudo: true", files.ssh());
    let said = files.refused(&ssh, "the client-certificate `/var/lib/a`");
    said.is_refused(4, "`kubectl config view --raw --flatten` on that machine");
    let program = site(|user| *user = serde_json::json!({"exec": {"command": "touch"}}));
    let ssh = format!("{}, sudo: true", program.ssh());
    program.refused(&ssh, "gets its credentials from the program `touch`");
}

#[test]
fn a_master_that_says_nothing_holds_nobody_up_for_long() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let home = second_home();
    let ssh = format!("host: 127.0.0.1, port: {}", silent.local_addr().unwrap().port());
    home.put("federation.yaml", federation(&ssh, ""));
    let started = Instant::now();
    let said = home.run(["up"]);
    assert!(started.elapsed() < Duration::from_secs(25), "{said}");
    said.is_refused(4, &format!("the access to `{MEMBER}` by the kubeconfig `127.0.0.1:"));
    said.is_refused(4, "no answer within 10 s");
    assert!(said.stdout.contains(HOST), "the others are seen to:\n{said}");
    assert!(nothing_is_left(&home));
}

#[test]
fn an_interrupted_run_leaves_no_kubeconfig_behind() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let home = second_home();
    let ssh = format!("host: 127.0.0.1, port: {}", silent.local_addr().unwrap().port());
    home.put("federation.yaml", federation(&ssh, ""));
    let child = home.start(["up"]);
    // ssh has reached it, so the run's folder is there with ssh's configuration.
    let _connected = silent.accept().unwrap();
    let pid = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    assert!(!nothing_is_left(&home));
    kill_process(pid, Signal::INT).unwrap();
    let said = Said::of(child.wait_with_output().unwrap());
    assert_eq!(said.code, Some(130), "{said}");
    assert!(nothing_is_left(&home), "{said}");
}

//! Environments of their own: regions that only a proxy joins, a cluster that stopped, an interrupted
//! run. The clusters are named after the lab, so that two labs don't meet.

use std::io::{BufRead, BufReader};
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::federation::home;
use crate::support::binary::{Home, Said};
use crate::support::cluster::Cluster;
use crate::support::harm::docker;
use crate::support::lab::Lab;

const ENV: &str = concat!(env!("FEDRIG_LAB_NAME"), "-own");
const NODE_IMAGE: &str = "1.33.13";

/// An environment whose name ends with this; nothing of it is left when the test ends.
struct Own {
    home: Home,
    name: String,
}

impl Own {
    fn new(suffix: &str) -> Self {
        Self { home: home(), name: format!("{ENV}-{suffix}") }
    }

    fn cluster(&self, number: usize) -> String {
        format!("{}-{number}", self.name)
    }

    fn node(&self, number: usize) -> String {
        format!("{}-control-plane", self.cluster(number))
    }

    fn up<const N: usize>(&self, count: &str, more: [&str; N]) -> Said {
        let config = concat!(env!("CARGO_MANIFEST_DIR"), "/kind-configs/region.yaml");
        let mut args = vec!["env", "up", "--name", &self.name, "--count", count];
        args.extend(["--kubernetes", NODE_IMAGE, "--config", config]);
        args.extend(more);
        self.home.run_all(&args)
    }

    fn kubectl(&self, number: usize) -> Cluster {
        let name = self.cluster(number);
        let file = self.home.path(&format!(".fedrig/{}/{name}.kubeconfig", self.name));
        Cluster::through(&file, &name)
    }

    fn down(&self) -> Said {
        self.home.ok(["env", "down", "--name", &self.name, "--all-of-env"])
    }

    /// Every container, network and file of it.
    fn remains(&self) -> String {
        let filter = format!("name={}", self.name);
        let containers = docker(&["ps", "--all", "--quiet", "--filter", &filter]);
        let networks = docker(&["network", "ls", "--quiet", "--filter", &filter]);
        let folder = self.home.path(&format!(".fedrig/{}", self.name));
        format!("{containers}{networks}{}", if folder.exists() { "folder" } else { "" })
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        self.home.run(["env", "down", "--name", &self.name, "--all-of-env", "--quiet"]);
    }
}

fn is_good(said: &Said) {
    assert_eq!(said.code, Some(0), "{said}");
}

#[test]
fn regions_reach_each_other_only_through_the_proxy_which_is_as_far_as_it_was_told() {
    let own = Own::new("far");
    let wan = ["--wan", "latency=200ms", "--federation", "0.10.0"];
    is_good(&own.up("2", wan));
    let file = own.home.path(&format!(".fedrig/{}/federation.yaml", own.name));
    let federation = std::fs::read_to_string(&file).unwrap();
    let endpoint = federation.split("endpoint: https://").nth(1).unwrap();
    let proxy: Ipv4Addr = endpoint.split(':').next().unwrap().parse().unwrap();
    let server = own.kubectl(2).kubectl([
        "config",
        "view",
        "--output",
        "jsonpath={.clusters[0].cluster.server}",
    ]);
    let direct = server.trim_start_matches("https://").trim_end_matches(":6443").to_owned();
    assert_ne!(direct, proxy.to_string());

    let reaches = |address: &str| {
        let connect =
            format!("timeout 3 bash -c 'echo >/dev/tcp/{address}/6443' && echo yes || echo no");
        docker(&["exec", &own.node(1), "bash", "-c", &connect]).trim() == "yes"
    };
    assert!(!reaches(&direct), "the other region is reached without the proxy");
    assert!(reaches(&proxy.to_string()), "the proxy is not reached");

    // kubectl looks at the certificate: it is good for the proxy's address.
    let server = format!("--server=https://{proxy}:6443");
    let began = Instant::now();
    assert_eq!(own.kubectl(2).kubectl([server.as_str(), "get", "--raw", "/readyz"]), "ok");
    let slow = began.elapsed();
    assert!(slow > Duration::from_millis(800), "TLS and a request took only {slow:?}");

    let ranges = |number| {
        let config = docker(&["exec", &own.node(number), "cat", "/kind/kubeadm.conf"]);
        let of = |name: &str| {
            let line = config.lines().find_map(|line| line.trim().strip_prefix(name)).unwrap();
            line.to_owned()
        };
        [of("podSubnet: "), of("serviceSubnet: ")]
    };
    let mut all = [ranges(1), ranges(2)].concat();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 4, "{all:?}");

    // A second run makes nothing, and takes the line as it is told now.
    let again = own.up("2", ["--regions"]);
    is_good(&again);
    assert_eq!(again.stderr.matches("is there already").count(), 2, "{again}");
    let began = Instant::now();
    own.kubectl(2).kubectl([server.as_str(), "get", "--raw", "/readyz"]);
    assert!(began.elapsed() < slow, "{:?} without latency, {slow:?} with it", began.elapsed());

    own.down();
    assert_eq!(own.remains(), "");
}

#[test]
fn a_cluster_that_stopped_is_named_and_made_again_and_swept_when_its_folder_is_gone() {
    let own = Own::new("back");
    let archive = Lab::get().mirror.join("../images/kubefed-v0.10.0.tar");
    let baked = ["--images-by", "bake", "--load", archive.to_str().unwrap()];
    is_good(&own.up("1", baked));
    let images = docker(&["exec", &own.node(1), "crictl", "images"]);
    assert!(images.contains("kubernetes-multicluster/kubefed"), "{images}");

    docker(&["kill", &own.node(1)]);
    let said = own.up("1", baked);
    said.is_refused(4, "is there and does not work: its container");
    let listed = own.home.ok(["env", "list", "-o", "json"]).stdout;
    let listed: Value = serde_json::from_str(&listed).unwrap();
    let ours = listed.as_array().unwrap().iter().find(|c| c["name"] == own.cluster(1)).unwrap();
    assert_eq!(ours["env"], own.name.as_str());
    assert_eq!(ours["state"], "stopped");

    let again =
        own.up("1", ["--recreate", "--images-by", "bake", "--load", archive.to_str().unwrap()]);
    is_good(&again);
    assert!(!again.stderr.contains("go into a node image"), "it was made twice\n{again}");
    assert!(own.kubectl(1).answers());
    let sweep = || own.home.ok(["env", "sweep", "--name", &own.name]).stdout;
    assert_eq!(sweep(), "nothing is left of other runs\n");

    std::fs::remove_dir_all(own.home.path(".fedrig")).unwrap();
    assert!(sweep().contains(&own.cluster(1)), "{}", sweep());
    assert!(own.remains().lines().count() > 1, "a look removes nothing");
    own.home.ok(["env", "sweep", "--name", &own.name, "--yes"]);
    assert_eq!(own.remains(), "");
}

#[test]
fn an_interrupted_run_leaves_nothing_half_made() {
    let own = Own::new("cut");
    let mut child = own.home.start([
        "env",
        "up",
        "--name",
        own.name.as_str(),
        "--count",
        "1",
        "--kubernetes",
        NODE_IMAGE,
    ]);
    let mut lines = BufReader::new(child.stderr.as_mut().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("kind makes the cluster")));
    let began = Instant::now();
    while docker(&["ps", "--quiet", "--filter", &format!("name={}", own.node(1))]).is_empty() {
        assert!(began.elapsed() < Duration::from_secs(60), "kind never made the container");
    }
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    let said = Said::of(child.wait_with_output().unwrap());
    assert_eq!(said.code, Some(130), "{said}");
    let filter = format!("name={}", own.name);
    assert_eq!(docker(&["ps", "--all", "--quiet", "--filter", &filter]), "");
    assert_eq!(docker(&["network", "ls", "--quiet", "--filter", &filter]), "");
}

#[test]
fn a_cluster_of_another_environment_is_not_taken() {
    let own = Own::new("none");
    let theirs = crate::support::lab::HOST;
    let said = own.home.run(["env", "up", theirs, "--name", &own.name]);
    said.is_refused(4, &format!("the name `{theirs}` is taken"));
    let said = own.home.run(["env", "down", theirs, "--name", &own.name]);
    said.is_refused(4, &format!("cluster `{theirs}` is not of this environment"));
    assert!(Cluster::named(theirs).answers());
}

//! `fedrig env` with input that is wrong, and on machines that can't: docker and kind are stubs that
//! say what the real ones say (docker 20.10 and 28, kind 0.30.0).

use crate::binary::Home;
use crate::home;

/// An engine on another machine, without containers, networks or images.
const EMPTY: &str = r#"
case "$1 $2" in
info*) echo '{"ServerVersion":"20.10.24","DockerRootDir":"/var/lib/docker","MemTotal":1,"Name":"elsewhere"}';;
"container ls" | "network ls") ;;
"network create") ;;
"image inspect") echo '[]'; echo "Error: No such image: $3" >&2; exit 1;;
"image pull") echo "Error response from daemon: manifest for $4 not found" >&2; exit 1;;
*) echo "Error: No such container: $*" >&2; exit 1;;
esac"#;

/// kind that can't make a cluster.
const NO_CLUSTER: &str = r#"
case "$1" in
version) echo 0.30.0;;
create) echo "ERROR: failed to create cluster: the node fell over" >&2; exit 1;;
esac"#;

/// A home in which docker and kind are these scripts, which note each of their calls.
fn with(docker: &str, kind: &str) -> Home {
    let home = home();
    let noting = |name: &str, script: &str| {
        let calls = home.path("calls").display().to_string();
        home.stub(name, &format!("echo {name} \"$@\" >>{calls}\n{script}"));
    };
    noting("docker", docker);
    noting("kind", kind);
    let path = format!("{}:/usr/bin:/bin", home.path("bin").display());
    home.with("PATH", path)
}

fn calls(home: &Home) -> String {
    std::fs::read_to_string(home.path("calls")).unwrap_or_default()
}

#[test]
fn clusters_have_to_be_named_or_counted() {
    home().run(["env", "up"]).is_refused(2, "<CLUSTER>...");
    home().run(["env", "up", "eu", "--count", "2"]).is_refused(2, "cannot be used with");
    home().run(["env", "up", "EU_West"]).is_refused(2, "is not an RFC 1123 label");
    home().run(["env", "down"]).is_refused(2, "--all-of-env");
}

#[test]
fn everything_that_is_wrong_with_the_clusters_is_said_at_once() {
    let home = home();
    home.put("other.yaml", "kind: Federation");
    let said =
        home.run(["env", "up", "eu", "eu", "--config", "gone.yaml", "--config", "us=other.yaml"]);
    said.is_refused(2, "cluster `eu` is there twice");
    said.is_refused(2, "gone.yaml` can't be read");
    said.is_refused(2, "other.yaml`: it is no configuration of kind's");
}

#[test]
fn a_line_between_regions_has_to_make_sense() {
    home().run(["env", "up", "eu", "--wan", "latency=fast"]).is_refused(2, "a time up to 60s");
    home().run(["env", "up", "eu", "--wan", "lag=1s"]).is_refused(2, "is not one of latency=TIME");
}

#[test]
fn flags_that_need_each_other_say_so() {
    home().run(["env", "up", "eu", "--images-by", "bake"]).is_refused(2, "needs --image");
    home().run(["env", "up", "eu", "--up"]).is_refused(2, "--federation");
    home().run(["env", "up", "--count", "65"]).is_refused(2, "64 clusters are the most");
}

#[test]
fn a_machine_without_docker_is_told_so() {
    let home = home();
    let empty = home.path("empty").display().to_string();
    let home = home.with("PATH", empty);
    home.run(["env", "up", "eu"]).is_refused(3, "`docker` is not in PATH");
    home.run(["env", "list"]).is_refused(3, "`docker` is not in PATH");
}

#[test]
fn an_engine_that_does_not_answer_is_an_error_with_a_hint() {
    let silent = "echo 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?' >&2; exit 1";
    let home = with(silent, NO_CLUSTER);
    let said = home.run(["env", "up", "eu"]);
    said.is_refused(4, "no container engine answers");
    said.is_refused(4, "Cannot connect to the Docker daemon");
    said.is_refused(4, "systemctl start docker");
}

#[test]
fn what_stands_against_it_is_named_at_once_and_nothing_is_made() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let home = with(EMPTY, NO_CLUSTER);
    home.put(
        "kind.yaml",
        format!("kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnetworking: {{apiServerPort: {port}}}\n"),
    );
    let said = home.run([
        "env",
        "up",
        "eu",
        "--config",
        "kind.yaml",
        "--kubernetes",
        "9.9.9",
        "--load",
        "gone.tar",
        "--image-in",
        "example.com/x:1",
    ]);
    said.is_refused(4, &format!("cluster `eu` wants port 127.0.0.1:{port} of this machine"));
    said.is_refused(4, "the engine has no image `kindest/node:v9.9.9`, and can't fetch it");
    said.is_refused(4, "the engine has no image `example.com/x:1`");
    said.is_refused(4, "gone.tar` can't be read");
    let calls = calls(&home);
    assert!(!calls.contains("kind create") && !calls.contains("network create"), "{calls}");
}

#[test]
fn a_cluster_that_can_not_be_made_is_tried_three_times_and_leaves_nothing() {
    let home = with(EMPTY, NO_CLUSTER);
    let said = home.run(["env", "up", "eu"]);
    said.is_refused(4, "cluster `eu` could not be made");
    said.is_refused(4, "the node fell over");
    let calls = calls(&home);
    assert_eq!(calls.matches("kind create cluster").count(), 3, "{calls}");
    assert_eq!(calls.matches("kind delete cluster").count(), 3, "{calls}");
}

#[test]
fn a_machine_without_clusters_has_an_empty_list() {
    let said = with(EMPTY, NO_CLUSTER).ok(["env", "list"]);
    assert_eq!(said.stdout, "no clusters of kind on this machine\n");
    assert_eq!(with(EMPTY, NO_CLUSTER).ok(["env", "list", "-o", "json"]).stdout.trim(), "[]");
}

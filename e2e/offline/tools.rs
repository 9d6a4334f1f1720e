//! Tools that do what a real one can't be told to do: hang, die, flood, talk rubbish. The stubs say
//! the version as the real helm does (recorded from 3.19.5).

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::api_server::ApiServer;
use crate::binary::{Home, Said};
use crate::home;
use crate::processes::with_environment;

/// What helm says of its version, and of a namespace without releases.
pub const HELM: &str =
    "case \"$*\" in version*) printf v3.19.5;; *' list '*) printf '[]';; *) exit 9;; esac";

impl Home {
    /// A stub in the home: a shell script.
    pub fn stub(&self, name: &str, script: &str) -> PathBuf {
        let path = self.put(&format!("bin/{name}"), format!("#!/bin/sh\n{script}\n"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }
}

/// A home with a cluster that answers, and a helm that does this when it is asked for its version.
fn with_helm(server: &ApiServer, does: &str) -> Home {
    let home = home();
    home.put("kubeconfig", &server.kubeconfig);
    let helm = home.stub("helm", does);
    home.put(
        "federation.yaml",
        format!(
            "apiVersion: fedrig/v1alpha1\nkind: Federation\nmetadata: {{name: x}}\nhost: {{name: eu, kubeconfig: kubeconfig, context: here, endpoint: 'https://192.0.2.1:6443'}}\ntools: {{helm: {{path: {}}}}}\n",
            helm.display()
        ),
    );
    home
}

#[test]
fn a_tool_that_talks_rubbish_is_quoted() {
    let server = ApiServer::start();
    let said = with_helm(&server, "echo 'it is a nice day'").run(["up"]);
    said.is_refused(3, "said something unreadable: wanted a version, got it is a nice day");
}

#[test]
fn a_tool_that_dies_by_a_signal_is_told_apart_from_one_that_fails() {
    let server = ApiServer::start();
    let said = with_helm(&server, "kill -11 $$").run(["up"]);
    said.is_refused(3, "`helm` was ended by signal 11");
    let said = with_helm(&server, "echo 'Error: no' >&2; exit 3").run(["up"]);
    said.is_refused(3, "`helm` exited with code 3: no");
}

#[test]
fn a_tool_that_floods_its_output_is_read_to_the_end_and_quoted_shortly() {
    let server = ApiServer::start();
    let flood =
        "yes 0123456789 | head -c 20000000 >&2; echo >&2; echo 'Error: the end' >&2; exit 1";
    let said = with_helm(&server, flood).run(["up"]);
    said.is_refused(3, "`helm` exited with code 1: the end");
    assert!(said.stderr.len() < 10_000, "{} bytes", said.stderr.len());
}

#[test]
fn a_tool_that_hangs_ends_with_its_children_when_fedrig_is_interrupted() {
    let server = ApiServer::start();
    let home = with_helm(&server, "sleep 600 & echo waiting; wait").with("MARK", "hanging");
    let mut child = home.start(["up", "--output", "json"]);
    let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    let begun = |line: &String| line.contains("stepStarted");
    assert!(lines.any(|line| begun(&line.unwrap())), "it never began");
    let began = Instant::now();
    while with_environment("MARK=hanging").iter().all(|command| !command.contains("sleep")) {
        assert!(began.elapsed() < Duration::from_secs(10), "it never asked for the version");
    }

    let began = Instant::now();
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    let said = Said::of(child.wait_with_output().unwrap());
    assert_eq!(said.code, Some(130), "{said}");
    assert!(began.elapsed() < Duration::from_secs(10));
    let began = Instant::now();
    while !with_environment("MARK=hanging").is_empty() {
        assert!(began.elapsed() < Duration::from_secs(5), "something is left running");
    }
}

//! A cluster of the lab, seen with the real kubectl: never with fedrig's own eyes.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::binary::Said;
use super::lab::Lab;

/// A cluster, by a kubeconfig and a context.
pub struct Cluster {
    kubeconfig: PathBuf,
    context: String,
}

impl Cluster {
    /// A cluster of the lab, as administrator.
    pub fn named(name: &str) -> Self {
        Self::through(&Lab::get().kubeconfig(name), name)
    }

    /// Through another kubeconfig.
    pub fn through(kubeconfig: &Path, context: &str) -> Self {
        Self { kubeconfig: kubeconfig.to_owned(), context: context.to_owned() }
    }

    /// Asks kubectl, which has to answer.
    pub fn kubectl<const N: usize>(&self, args: [&str; N]) -> String {
        let said = self.try_kubectl(&args, None);
        assert_eq!(said.code, Some(0), "kubectl {args:?}\n{said}");
        said.stdout
    }

    /// Asks kubectl for JSON.
    pub fn json<const N: usize>(&self, args: [&str; N]) -> Value {
        let mut all = args.to_vec();
        all.extend(["--output", "json"]);
        let said = self.try_kubectl(&all, None);
        assert_eq!(said.code, Some(0), "kubectl {all:?}\n{said}");
        serde_json::from_str(&said.stdout).unwrap()
    }

    /// Whether an object is there.
    pub fn has<const N: usize>(&self, args: [&str; N]) -> bool {
        let mut all = vec!["get", "--ignore-not-found", "--output", "name"];
        all.extend(args);
        !self.try_kubectl(&all, None).stdout.trim().is_empty()
    }

    /// Whether an account may do something: a verb, a resource or a path, and further flags.
    pub fn lets(&self, account: &str, what: &[&str]) -> bool {
        let mut all = vec!["auth", "can-i", "--as", account];
        let is_path = what[1].starts_with('/');
        all.extend(what.iter().filter(|flag| !is_path || **flag != "-A"));
        let said = self.try_kubectl(&all, None);
        match said.stdout.split_whitespace().next() {
            Some("yes") => true,
            Some("no") => false,
            Some(_) | None => panic!("kubectl {all:?}\n{said}"),
        }
    }

    /// Whether its API server is ready.
    pub fn answers(&self) -> bool {
        let ready = ["get", "--raw", "/readyz", "--request-timeout=5s"];
        self.try_kubectl(&ready, None).code == Some(0)
    }

    /// Whether it is ready for who trusts this authority, a PEM file, and not the one it had.
    pub fn answers_by(&self, authority: &Path) -> bool {
        let authority = format!("--certificate-authority={}", authority.display());
        let ready = ["get", "--raw", "/readyz", "--request-timeout=5s", &authority];
        self.try_kubectl(&ready, None).code == Some(0)
    }

    /// Applies a manifest.
    pub fn apply(&self, manifest: &Value) {
        let said = self.try_kubectl(&["apply", "--filename", "-"], Some(&manifest.to_string()));
        assert_eq!(said.code, Some(0), "{said}");
    }

    /// Every object of every type that can be listed, by name, without what comes and goes by
    /// itself. Types are in it as CRDs.
    pub fn everything(&self) -> Vec<String> {
        let kinds = self.kubectl(["api-resources", "--verbs=list", "--output=name"]);
        let transient = ["events", "leases", "endpoints", "endpointslices", "pods", "replicasets"];
        let kinds: Vec<&str> = kinds
            .lines()
            .filter(|kind| !transient.contains(&kind.split('.').next().unwrap_or_default()))
            .collect();
        let all = self.kubectl([
            "get",
            &kinds.join(","),
            "--all-namespaces",
            "--ignore-not-found",
            "--output=jsonpath={range .items[*]}{.kind} {.metadata.namespace}/{.metadata.name}{\"\\n\"}{end}",
        ]);
        let mut all: Vec<String> = all.lines().map(str::to_owned).collect();
        all.sort();
        all.dedup();
        all
    }

    fn try_kubectl(&self, args: &[&str], input: Option<&str>) -> Said {
        #[expect(clippy::disallowed_methods, reason = "the real kubectl is the judge")]
        let mut command = Command::new(Lab::get().tool("kubectl"));
        command
            .env_clear()
            .env("HOME", &Lab::get().folder)
            .args(["--kubeconfig".as_ref(), self.kubeconfig.as_os_str()])
            .args(["--context", &self.context])
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input.unwrap_or_default().as_bytes()).unwrap();
        drop(stdin);
        Said::of(child.wait_with_output().unwrap())
    }
}

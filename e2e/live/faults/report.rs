//! What `fedrig check` said, and what a test wants to know of it.

use std::collections::BTreeSet;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::record;
use crate::support::binary::{Home, Said};
use crate::support::lab::Lab;

/// What a check of the federation said.
pub struct Checked {
    /// The run.
    pub said: Said,
    answers: Vec<Value>,
    took: Duration,
}

/// Checks the federation of a home.
pub fn check(home: &Home, further: &[&str]) -> Checked {
    let began = Instant::now();
    let said = match *further {
        [] => home.run(["check", "-o", "json"]),
        [one] => home.run(["check", "-o", "json", one]),
        [one, two] => home.run(["check", "-o", "json", one, two]),
        [one, two, three] => home.run(["check", "-o", "json", one, two, three]),
        [one, two, three, four] => home.run(["check", "-o", "json", one, two, three, four]),
        _ => panic!("so many flags are not needed"),
    };
    let took = began.elapsed();
    let report: Value = serde_json::from_str(&said.stdout).unwrap_or_else(|_| panic!("{said}"));
    let answers = report["checks"].as_array().unwrap().clone();
    Checked { said, answers, took }
}

impl Checked {
    /// Asserts the exit code, and the checks that did not pass: just these, and no others.
    pub fn is(&self, code: i32, wanted: &[(&str, &str)]) {
        let bad: BTreeSet<(&str, &str)> = self
            .answers
            .iter()
            .filter(|answer| answer["verdict"] != "pass" && answer["verdict"] != "skipped")
            .map(|answer| {
                (answer["check"].as_str().unwrap(), answer["cluster"].as_str().unwrap_or_default())
            })
            .collect();
        let wanted: BTreeSet<(&str, &str)> = wanted.iter().copied().collect();
        assert_eq!(bad, wanted, "{}", self.said);
        assert_eq!(self.said.code, Some(code), "{}", self.said);
        record::named(&bad, code, self.took);
    }

    /// Asserts the signature of what a check saw.
    pub fn is_explained(&self, check: &str, cluster: &str, signature: &str) {
        let answer = self.answer(check, cluster);
        assert_eq!(answer["signature"], signature, "{answer:#}");
        let hints = answer["hints"].to_string();
        assert!(hints.contains('`'), "{answer:#}");
    }

    /// How many passed.
    pub fn passed(&self) -> usize {
        self.with("pass").count()
    }

    /// The answers with a verdict.
    pub fn with<'a>(&'a self, verdict: &'a str) -> impl Iterator<Item = &'a Value> {
        self.answers.iter().filter(move |answer| answer["verdict"] == verdict)
    }

    /// The verdict of a check on a cluster.
    pub fn verdict(&self, check: &str, cluster: &str) -> &str {
        self.answer(check, cluster)["verdict"].as_str().unwrap()
    }

    /// What it says is to be done first.
    pub fn hint(&self, check: &str, cluster: &str) -> &str {
        self.answer(check, cluster)["hints"][0].as_str().unwrap()
    }

    /// Does what the first hint of a check says: runs the first command in it.
    pub fn follow(&self, home: &Home, check: &str, cluster: &str) {
        let hint = self.hint(check, cluster);
        let command = hint.split('`').nth(1).unwrap_or_else(|| panic!("no command in {hint}"));
        let lab = Lab::get();
        #[expect(clippy::disallowed_methods, reason = "a person pastes it into a shell")]
        let mut shell = Command::new("sh");
        let binaries = lab.binary.parent().unwrap().display();
        let output = shell
            .args(["-c", command])
            .env_clear()
            .env("HOME", home.path(""))
            .env("KUBECONFIG", lab.kubeconfigs())
            .env("PATH", format!("{}:{binaries}:/usr/bin:/bin", lab.folder.join("bin").display()))
            .env("FEDRIG_STATE_DIR", home.path("state"))
            .env("FEDRIG_CACHE_DIR", lab.cache())
            .env("FEDRIG_MIRROR", &lab.mirror)
            .env("FEDRIG_MIRROR_REBUILDS", "true")
            .output();
        let said = Said::of(output.unwrap());
        assert_eq!(said.code, Some(0), "{command}\n{said}");
    }

    fn answer(&self, check: &str, cluster: &str) -> &Value {
        let is = |answer: &&Value| answer["check"] == check && answer["cluster"] == cluster;
        let found = self.answers.iter().find(is);
        found.unwrap_or_else(|| panic!("{check} of {cluster} was not asked\n{}", self.said))
    }
}

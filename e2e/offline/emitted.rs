//! What `fedrig validate --emit` writes is run, as far as no cluster is needed: each command by a shell,
//! with the real binary behind `fedrig`, which lists the shard's cells instead of running them.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use serde_json::Value;

use crate::binary::{Home, Said};
use crate::home;

const FLAGS: [&str; 6] = ["--skip-stage", "suite", "--members", "2", "--shards", "2"];

fn emitted(home: &Home, form: &str) -> Value {
    home.put("matrix.yaml", include_str!("../../examples/matrix.yaml"));
    let args = [&["validate", "-f", "matrix.yaml", "--emit", form][..], &FLAGS].concat();
    let said = home.run_all(&args);
    assert_eq!(said.code, Some(0), "{said}");
    serde_saphyr::from_str(&said.stdout).unwrap()
}

/// Runs a script where `fedrig validate` only lists, and what is to be installed is there.
fn shell(home: &Home, script: &[&str], variables: &[(&str, &str)]) -> Said {
    let real = env!("CARGO_BIN_EXE_fedrig");
    let fedrig = format!(
        "#!/bin/sh\ncase $1 in validate) exec {real} \"$@\" --list --output json;; esac\nexec {real} \"$@\"\n"
    );
    for (name, text) in [("fedrig", fedrig.as_str()), ("apt-get", "#!/bin/sh\n")] {
        let program = home.put(&format!("bin/{name}"), text);
        std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    #[expect(clippy::disallowed_methods, reason = "what a CI system does")]
    let mut command = Command::new("/bin/sh");
    let path = format!("{}:/usr/bin:/bin", home.path("bin").display());
    command.args(["-e", "-c"]).args(script).current_dir(home.path("."));
    command.env_clear().env("HOME", home.path(".")).env("PATH", path);
    command.envs(variables.iter().copied());
    let said = Said::of(command.output().unwrap());
    assert_eq!(said.code, Some(0), "{script:?}\n{said}");
    said
}

fn cells(said: &Said) -> Vec<String> {
    let id = |line: &str| serde_json::from_str::<Value>(line).unwrap()["id"].clone();
    said.stdout.lines().map(|line| id(line).as_str().unwrap().to_owned()).collect()
}

/// Both shards together are the matrix, each cell once.
fn are_the_matrix(shards: [Said; 2]) {
    let all: Vec<String> = shards.iter().flat_map(cells).collect();
    assert_eq!(all.len(), 5, "{all:?}");
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 5, "{all:?}");
}

/// What the shards would have written, for what merges it.
fn put_report(home: &Home, folder: &str) {
    home.put(&format!("{folder}/report.json"), include_str!("../../docs/report/example.json"));
}

#[test]
fn the_commands_of_a_workflow_do_what_it_says() {
    let home = home();
    let workflow = emitted(&home, "github");
    let run = |job: &str, name: &str| -> String {
        let steps = workflow["jobs"][job]["steps"].as_array().unwrap();
        let step = steps.iter().find(|step| step["name"] == name);
        step.unwrap_or_else(|| panic!("no step {name}"))["run"].as_str().unwrap().to_owned()
    };
    let validate = run("validate", "validate");
    assert!(validate.contains("--skip-stage suite --members 2"), "{validate}");
    are_the_matrix(
        ["1", "2"]
            .map(|shard| shell(&home, &[&validate.replace("${{ matrix.shard }}", shard)], &[])),
    );
    put_report(&home, "shards/shard-1");
    let summary = home.path("summary.md").display().to_string();
    shell(&home, &[&run("report", "merge")], &[("GITHUB_STEP_SUMMARY", &summary)]);
    assert!(std::fs::read_to_string(summary).unwrap().contains("0.10.0"));
}

#[test]
fn the_commands_of_a_pipeline_do_what_it_says() {
    let home = home();
    let pipeline = emitted(&home, "gitlab");
    let script = |job: &str| pipeline[job]["script"][0].as_str().unwrap().to_owned();
    let validate = script("validate");
    are_the_matrix(["1", "2"].map(|shard| shell(&home, &[&validate], &[("SHARD", shard)])));
    put_report(&home, "shard-1");
    shell(&home, &[&script("report")], &[]);
    assert!(home.path("report/report.md").exists());
}

#[test]
fn the_command_of_a_job_does_what_it_says() {
    let home = home();
    let job = emitted(&home, "job");
    let container = &job["spec"]["template"]["spec"]["containers"][0];
    assert_eq!(container["command"], serde_json::json!(["/bin/sh", "-c"]));
    let args = container["args"].as_array().unwrap();
    // As Kubernetes reads them.
    let args: Vec<String> =
        args.iter().map(|text| text.as_str().unwrap().replace("$$", "$")).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    are_the_matrix(["0", "1"].map(|index| shell(&home, &args, &[("JOB_COMPLETION_INDEX", index)])));
}

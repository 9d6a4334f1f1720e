//! Versions as tools say them: with or without `v`, with build data behind `+`.

use std::path::Path;
use std::time::Duration;

use semver::Version;
use serde::Deserialize;

use super::program::Program;
use super::{Exec, Invocation, ToolFailure};

/// No tool needs longer to say its version, unless the machine is very busy.
const LIMIT: Duration = Duration::from_secs(20);

/// Reads `v3.19.5`, `3.19.5+g1234`, `v1.33.13-gke.100`; nothing else.
pub fn parse(text: &str) -> Option<Version> {
    let text = text.trim();
    Version::parse(text.strip_prefix('v').unwrap_or(text)).ok()
}

/// Asks the program at the absolute path `at` for its version. It contacts no cluster.
pub async fn ask(exec: &Exec, program: Program, at: &Path) -> Result<Version, ToolFailure> {
    let call = ask_call(program, at);
    let output = exec.run(call.clone(), LIMIT).await?;
    read(program, &output.stdout).ok_or_else(|| ToolFailure::Garbled {
        call: Box::new(call),
        wanted: "a version",
        said: output.stdout,
    })
}

fn ask_call(program: Program, at: &Path) -> Invocation {
    let call = Invocation::of(at);
    match program {
        Program::Helm => call.args(["version", "--template", "{{.Version}}"]),
        Program::Kubectl => call.args(["version", "--client", "--output", "json"]),
        Program::Kubefedctl => call.arg("version"),
        Program::Kind => call.args(["version", "--quiet"]),
    }
}

fn read(program: Program, said: &str) -> Option<Version> {
    match program {
        Program::Helm | Program::Kind => parse(said),
        Program::Kubectl => {
            let said: KubectlVersion = serde_json::from_str(said).ok()?;
            parse(&said.client_version.git_version)
        }
        Program::Kubefedctl => kubefedctl(said),
    }
}

/// Reads what a program may say, for tests and for fuzzing.
#[cfg(any(test, fuzzing))]
pub(super) fn door(program: Program, said: &str) {
    drop(read(program, said));
}

/// `kubefedctl version: version.Info{Version:"v0.10.0", GitCommit:…}`: kubefedctl knows no JSON.
fn kubefedctl(said: &str) -> Option<Version> {
    let (_, rest) = said.split_once("Version:\"")?;
    parse(rest.split_once('"')?.0)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KubectlVersion {
    client_version: GitVersion,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GitVersion {
    git_version: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::helm(Program::Helm, "v3.19.5", "3.19.5")]
    #[case::helm_with_build_data(Program::Helm, "v3.19.5+g4a19a5b", "3.19.5+g4a19a5b")]
    #[case::kind(Program::Kind, "0.30.0\n", "0.30.0")]
    #[case::kubectl(Program::Kubectl, r#"{"clientVersion":{"gitVersion":"v1.33.13"}}"#, "1.33.13")]
    #[case::kubefedctl(
        Program::Kubefedctl,
        r#"kubefedctl version: version.Info{Version:"v0.10.0", GitCommit:"x"}"#,
        "0.10.0"
    )]
    fn each_program_is_understood(
        #[case] program: Program,
        #[case] said: &str,
        #[case] version: Version,
    ) {
        assert_eq!(read(program, said), Some(version));
    }

    #[test]
    fn rubbish_is_no_version() {
        assert!(Program::ALL.iter().all(|program| read(*program, "usage: blah").is_none()));
    }
}

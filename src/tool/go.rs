//! go: builds programs out of their modules.
//!
//! Where modules come from, and which flags it always takes, is the user's own business (`GOPROXY`,
//! `GOPRIVATE`, `GOFLAGS`…): go reads that itself.

use std::path::{Path, PathBuf};
use std::time::Duration;

use semver::Version;
use serde::Deserialize;

use super::{Exec, Invocation, ToolFailure};

/// No question to go itself takes longer, unless the machine is very busy.
const ASK: Duration = Duration::from_secs(30);
/// How long fetching a module may take.
const FETCH: Duration = Duration::from_secs(300);
/// How long a build may take: with nothing in go's cache, on few cores and with modules to fetch.
const BUILD: Duration = Duration::from_secs(1800);

/// go at a path.
#[derive(Debug, Clone)]
pub struct Go {
    exec: Exec,
    program: PathBuf,
    version: Version,
}

/// A module in go's cache.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FetchedModule {
    /// The folder with its files.
    pub dir: PathBuf,
    /// Its `go.mod`.
    pub go_mod: PathBuf,
}

/// A `replace` line of a `go.mod` that names another module, not a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// The module that is replaced.
    pub old: String,
    /// What is taken instead, and its version: `github.com/googleapis/gnostic v0.4.1`.
    pub new: String,
}

/// What is built, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Build<'a> {
    /// The folder with the `go.mod` of the build; go may add to it.
    pub folder: &'a Path,
    /// The package.
    pub package: &'a str,
    /// Variables that are set in it: `package.name=value`.
    pub variables: &'a [String],
    /// Where the program goes, absolute.
    pub output: &'a Path,
}

impl Go {
    /// The oldest one that works: the builds' `go.mod` is of this version.
    pub const OLDEST: Version = Version::new(1, 24, 0);

    /// go at the absolute path `program`; asks for its version.
    pub async fn at(exec: Exec, program: PathBuf) -> Result<Self, ToolFailure> {
        let call = Invocation::of(&program).arg("version");
        let said = exec.run(call.clone(), ASK).await?.stdout;
        let garbled = || ToolFailure::Garbled {
            call: Box::new(call),
            wanted: "a version of go",
            said: said.clone(),
        };
        let version = version(&said).ok_or_else(garbled)?;
        Ok(Self { exec, program, version })
    }

    /// Its version.
    pub fn version(&self) -> &Version {
        &self.version
    }

    /// Gets hold of a module; `folder` must not lie in another module.
    pub async fn fetch(
        &self,
        folder: &Path,
        module: &str,
        version: &Version,
    ) -> Result<FetchedModule, ToolFailure> {
        let named = format!("{module}@v{version}");
        let download = || self.call(&["mod", "download"], folder);
        // With -json go writes what is wrong among its answers, and nothing on standard error.
        self.exec.run(download().arg(&named), FETCH).await?;
        self.exec.ask(download().arg("-json").arg(&named), FETCH, "a fetched module").await
    }

    /// The `replace` lines of a `go.mod`, which go honours only in the main module; without those
    /// that name a folder.
    pub async fn replacements(&self, go_mod: &Path) -> Result<Vec<Replacement>, ToolFailure> {
        let call = Invocation::of(&self.program).args(["mod", "edit", "-json"]).arg(go_mod);
        let read: GoMod = self.exec.ask(call, ASK, "a go.mod").await?;
        let replace = read.replace.into_iter().flatten();
        Ok(replace.filter_map(Replace::by_module).collect())
    }

    /// Builds a program.
    pub async fn build(&self, build: &Build<'_>) -> Result<(), ToolFailure> {
        self.exec.run(self.build_call(&["build"], build), BUILD).await.map(drop)
    }

    /// Builds the tests of a package into a program that runs them.
    pub async fn build_test(&self, build: &Build<'_>) -> Result<(), ToolFailure> {
        self.exec.run(self.build_call(&["test"], build).arg("-c"), BUILD).await.map(drop)
    }

    fn build_call(&self, verb: &[&str], build: &Build<'_>) -> Invocation {
        let variables = build.variables.iter().map(|variable| format!(" -X {variable}"));
        let call = self.call(verb, build.folder).args(["-mod=mod", "-trimpath"]);
        let flags = format!("-s -w{}", variables.collect::<String>());
        call.flag("-ldflags", flags).flag("-o", build.output).arg(build.package)
    }

    /// A workspace or a C compiler of the user's must not change what is built.
    fn call(&self, verb: &[&str], folder: &Path) -> Invocation {
        let call = Invocation::of(&self.program);
        let call = call.env("GO111MODULE", "on").env("GOWORK", "off").env("CGO_ENABLED", "0");
        // go takes -C only as the first flag.
        call.args(verb).flag("-C", folder)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GoMod {
    /// `null` without any.
    replace: Option<Vec<Replace>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Replace {
    old: Named,
    new: Named,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    path: String,
    version: Option<String>,
}

impl Replace {
    fn by_module(self) -> Option<Replacement> {
        let version = self.new.version?;
        Some(Replacement { old: self.old.path, new: format!("{} {version}", self.new.path) })
    }
}

/// `go version go1.26.8 linux/amd64`; a release candidate counts as what it is a candidate for.
fn version(said: &str) -> Option<Version> {
    let number = said.split_whitespace().find_map(|word| word.strip_prefix("go1."))?;
    let digits = |text: &str| {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        text[..end].parse::<u64>().ok()
    };
    let (minor, patch) = number.split_once('.').unwrap_or((number, "0"));
    Some(Version::new(1, digits(minor)?, digits(patch)?))
}

/// Reads what go may say, for tests and for fuzzing.
#[cfg(any(test, fuzzing))]
pub(super) fn door(said: &str) {
    drop((version(said), serde_json::from_str::<GoMod>(said).is_ok()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::release("go version go1.26.8 linux/amd64\n", Some(Version::new(1, 26, 8)))]
    #[case::first_of_a_line("go version go1.24 darwin/arm64\n", Some(Version::new(1, 24, 0)))]
    #[case::candidate("go version go1.25rc2 linux/amd64\n", Some(Version::new(1, 25, 0)))]
    #[case::somebody_elses_go("usage: go <stone>", None)]
    fn its_version_is_understood(#[case] said: &str, #[case] expected: Option<Version>) {
        assert_eq!(version(said), expected);
    }

    #[test]
    fn a_build_stands_on_its_own_go_mod() {
        let go = Go {
            exec: Exec::default(),
            program: "/opt/go".into(),
            version: Version::new(1, 26, 8),
        };
        let build = Build {
            folder: Path::new("/work"),
            package: "example.com/tool/cmd/tool",
            variables: &["example.com/tool.version=v1".to_owned()],
            output: Path::new("/out/tool"),
        };
        assert_eq!(
            go.build_call(&["build"], &build).to_string(),
            "GO111MODULE=on GOWORK=off CGO_ENABLED=0 /opt/go build -C /work -mod=mod -trimpath \
             -ldflags '-s -w -X example.com/tool.version=v1' -o /out/tool example.com/tool/cmd/tool"
        );
    }

    #[test]
    fn only_replacements_by_modules_can_be_carried_over() {
        let said = r#"{"Module":{"Path":"m"},"Replace":[
            {"Old":{"Path":"a"},"New":{"Path":"b","Version":"v0.4.1"}},
            {"Old":{"Path":"c"},"New":{"Path":"./c"}}]}"#;
        let read: GoMod = serde_json::from_str(said).unwrap();
        let replace = read.replace.into_iter().flatten();
        let carried: Vec<_> = replace.filter_map(Replace::by_module).collect();
        assert_eq!(carried, [Replacement { old: "a".into(), new: "b v0.4.1".into() }]);
        let none: GoMod =
            serde_json::from_str(r#"{"Module":{"Path":"m"},"Replace":null}"#).unwrap();
        assert!(none.replace.is_none());
    }
}

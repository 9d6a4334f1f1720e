//! Builds with a go and a docker that can't be told to fail.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use super::*;
use crate::from_source::tree::tests::sketch;
use crate::tool::Exec;

const VERSION: &str = "0.10.0+tree.3f2a0c0e5b7a";

/// A program that does this.
fn stub(folder: &Path, name: &str, script: &str) -> PathBuf {
    let program = folder.join(name);
    fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    program
}

struct Bench {
    folder: tempfile::TempDir,
    tree: PathBuf,
    docker: Docker,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let tree = folder.path().join("kubefed");
        sketch(&tree, KUBEFED);
        // It has no image, and takes each.
        let said = "case \"$*\" in *inspect*) echo 'Error: No such image' >&2; exit 1;; esac";
        let said = format!("{said}\necho \"$*\" >> {}/docker.log", folder.path().display());
        let docker = stub(folder.path(), "docker", &said);
        Self { folder, tree, docker: Docker::at(Exec::default(), docker) }
    }

    async fn build(&self, version: &str, builds: &str) -> Result<BuiltTree, Error> {
        let script = format!(
            "case \"$1\" in version) echo 'go version {version} x/y';; mod) echo '{{}}';;\nbuild) while [ \"${{1%%=*}}\" != -o ]; do shift; done; {builds};; esac"
        );
        let go = stub(self.folder.path(), "go", &script);
        let go = &Go::at(Exec::default(), go).await.unwrap();
        let store = &self.folder.path().join("store");
        let workshop = Workshop { go, docker: &self.docker, store, say: &|_| {} };
        build(&workshop, &self.tree, &VERSION.parse().unwrap()).await
    }
}

/// What the build writes to: go's flag is `-o=FILE` or `-o FILE`.
const WRITES: &str =
    "case \"$1\" in -o=*) echo built > \"${1#-o=}\";; *) echo built > \"$2\";; esac";

#[tokio::test]
async fn a_tree_is_built_once_and_its_chart_says_which() {
    let bench = Bench::new();
    let built = bench.build("go1.26.8", WRITES).await.unwrap();
    let chart = fs::read_to_string(built.chart().join("Chart.yaml")).unwrap();
    assert!(chart.contains(&format!("\nversion: {VERSION}\n")), "{chart}");
    assert!(chart.contains("  version: 0.0.6"), "what it depends on stays: {chart}");
    let imported = fs::read_to_string(bench.folder.path().join("docker.log")).unwrap();
    assert!(
        imported.contains(&image_name(&built.version)) && imported.contains("USER 1001"),
        "{imported}"
    );
    let again = bench.build("go1.26.8", "exit 9").await.unwrap();
    assert_eq!(again, built);
}

#[tokio::test]
async fn a_tree_that_does_not_build_says_what_go_said_and_leaves_nothing() {
    let bench = Bench::new();
    let error = bench.build("go1.26.8", "echo 'main.go:3: undefined: x' >&2; exit 1").await;
    let error = error.unwrap_err();
    assert!(matches!(&error, Error::Build { program: "hyperfed", .. }), "{error:?}");
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("undefined: x"), "{cause}");
    let left = fs::read_dir(bench.folder.path().join("store")).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["trees.lock"]);
}

#[tokio::test]
async fn an_old_go_is_named_before_anything_is_made() {
    let bench = Bench::new();
    let error = bench.build("go1.21.13", "exit 9").await.unwrap_err();
    assert!(error.to_string().contains("go 1.21.13 is too old"), "{error}");
    assert!(!bench.folder.path().join("store").exists());
}

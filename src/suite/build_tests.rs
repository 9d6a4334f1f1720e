//! A go that can't be told to be old, or absent from the build.

use std::os::unix::fs::PermissionsExt;

use semver::Version;

use super::*;
use crate::tool::Exec;

/// A go that says this version, and whose every other call does this.
async fn stub(folder: &Path, version: &str, rest: &str) -> Go {
    let program = folder.join("go");
    let script = format!(
        "#!/bin/sh\n[ \"$1\" = version ] && echo 'go version {version} x/y' && exit\n{rest}\n"
    );
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    Go::at(Exec::default(), program).await.unwrap()
}

fn release() -> KubeFed {
    KubeFed::Release(Version::new(0, 10, 0))
}

#[tokio::test]
async fn an_old_go_is_named_before_anything_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let go = stub(folder.path(), "go1.21.13", "exit 9").await;
    let store = folder.path().join("store");
    let error = build(&go, &release(), &store, &|_| {}).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "go 1.21.13 is too old: 1.24.0 is the oldest that builds the suite"
    );
    assert!(!store.exists());
}

#[tokio::test]
async fn a_build_that_fails_leaves_nothing_and_says_what_go_said() {
    let folder = tempfile::tempdir().unwrap();
    let go = stub(folder.path(), "go1.26.8", "echo 'no route to proxy' >&2; exit 1").await;
    let store = folder.path().join("store");
    let error = build(&go, &release(), &store, &|_| {}).await.unwrap_err();
    assert!(matches!(&error, Error::Build { what: "fetched", .. }), "{error:?}");
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("no route to proxy"), "{cause}");
    let left: Vec<_> = fs::read_dir(&store).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, ["suites.lock"]);
}

#[tokio::test]
async fn what_is_there_whole_is_not_built_again() {
    let folder = tempfile::tempdir().unwrap();
    let go = stub(folder.path(), "go1.26.8", "exit 9").await;
    let there = folder.path().join("suite-0.10.0-go1.26.8");
    fs::create_dir(&there).unwrap();
    for name in [BuiltSuite::PROGRAM, BuiltSuite::CONTROLLER] {
        fs::write(there.join(name), "").unwrap();
    }
    let suite = build(&go, &release(), folder.path(), &|_| {}).await.unwrap();
    assert_eq!(suite.folder, there);
    fs::remove_file(there.join(BuiltSuite::CONTROLLER)).unwrap();
    build(&go, &release(), folder.path(), &|_| {}).await.unwrap_err();
}

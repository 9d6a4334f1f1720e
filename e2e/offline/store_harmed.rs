//! A store on a machine that does not do what it should: killed runs, full disks, no permission.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::binary::{Home, Said};
use crate::home;
use crate::releases::{Releases, packed, sha256};

const KUBECTL: &str = "release/v1.2.3/bin/linux/amd64/kubectl";

/// A kubectl, and a helm in an archive, large enough that each part of the way takes its time.
fn large() -> Releases {
    let mut state = 1u32;
    let mut byte = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_le_bytes()[3]
    };
    let bytes: Vec<u8> = (0..6 << 20).map(|_| byte()).collect();
    let helm = packed("linux-amd64/helm", &bytes);
    Releases::default().with(KUBECTL, ".sha256", bytes).with(
        "helm-v3.19.4-linux-amd64.tar.gz",
        ".sha256sum",
        helm,
    )
}

/// A home with a store of its own.
fn with_cache(mirror: &Path) -> Home {
    let home = home();
    let cache = home.path("cache").display().to_string();
    home.with("FEDRIG_MIRROR", mirror.display().to_string()).with("FEDRIG_CACHE_DIR", cache)
}

/// Every file that has its final name is whole.
fn assert_nothing_is_half(store: &Path) {
    for folder in fs::read_dir(store.join("sha256")).into_iter().flatten().flatten() {
        for file in fs::read_dir(folder.path()).unwrap().flatten() {
            let digest = folder.file_name().into_string().unwrap();
            assert_eq!(sha256(&fs::read(file.path()).unwrap()), digest, "{:?}", file.path());
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o755);
        }
    }
}

#[test]
fn a_run_that_is_killed_at_any_point_leaves_nothing_that_is_half_there() {
    let scratch = tempfile::tempdir().unwrap();
    let mirror = large().write_to(scratch.path());
    let fresh = || with_cache(&mirror);
    let install = ["tools", "install", "kubectl@1.2.3", "helm@3.19.4"];
    let began = Instant::now();
    fresh().ok(install);
    let whole = began.elapsed();

    let (mut killed, points) = (0, 24);
    for point in 0..points {
        let home = fresh();
        let mut child = home.start(install);
        let deadline = Instant::now() + whole * point / points;
        while Instant::now() < deadline && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        killed += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        let store = home.path("cache").join("tools");
        assert_nothing_is_half(&store);
        home.ok(install);
        assert_nothing_is_half(&store);
        let left = fs::read_dir(store.join("tmp")).unwrap().flatten();
        assert_eq!(left.map(|file| file.file_name()).collect::<Vec<_>>(), [""; 0], "at {point}");
    }
    assert!(killed >= points / 2, "only {killed} of {points} were killed in time");
}

#[test]
fn a_disk_that_takes_no_more_is_named_and_nothing_is_left() {
    let mirror = home();
    large().write_to(&mirror.path("mirror"));
    let scratch = tempfile::tempdir().unwrap();
    let limited = scratch.path().join("limited");
    let binary = env!("CARGO_BIN_EXE_fedrig");
    // As if the disk were full: no file gets longer than 512 KiB.
    fs::write(&limited, format!("#!/bin/sh\ntrap '' XFSZ\nulimit -f 1024\nexec {binary} \"$@\"\n"))
        .unwrap();
    fs::set_permissions(&limited, fs::Permissions::from_mode(0o755)).unwrap();
    let cache = scratch.path().join("cache");
    let home = Home::new(&limited, &cache, None)
        .with("FEDRIG_MIRROR", mirror.path("mirror").display().to_string());
    let said = home.run(["tools", "install", "kubectl@1.2.3"]);
    said.is_refused(3, "can't write `");
    said.is_refused(3, "File too large");
    let left = fs::read_dir(cache.join("tools/tmp")).unwrap().count();
    assert_eq!((left, cache.join("tools/sha256").exists()), (0, false));
}

#[test]
fn a_store_that_can_not_be_made_is_named() {
    let home = home();
    large().write_to(&home.path("mirror"));
    let mirror = home.path("mirror").display().to_string();
    let said = home.with("FEDRIG_MIRROR", mirror).run([
        "tools",
        "install",
        "kubectl@1.2.3",
        "--cache-dir",
        "/proc/fedrig",
    ]);
    said.is_refused(3, "can't make the folder `/proc/fedrig/tools/lock`");
}

#[test]
fn what_is_in_a_store_that_takes_nothing_is_used() {
    let scratch = tempfile::tempdir().unwrap();
    let mirror = large().write_to(scratch.path());
    let home = with_cache(&mirror);
    home.ok(["tools", "install", "kubectl@1.2.3"]);
    let folders = ["tools", "tools/lock", "tools/tmp", "tools/index"];
    let mode = |mode| {
        for folder in folders {
            let path = home.path("cache").join(folder);
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    mode(0o555);
    let began = Instant::now();
    let said: Said = home.run(["tools", "install", "kubectl@1.2.3"]);
    mode(0o755);
    assert!(said.stderr.contains("in the store"), "{said}");
    assert!(began.elapsed() < Duration::from_secs(20));
}

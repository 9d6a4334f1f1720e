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
    let mut whole = began.elapsed();

    let (mut killed, points) = (0, 24);
    for point in 0..points {
        let home = fresh();
        let began = Instant::now();
        let mut child = home.start(install);
        let deadline = began + whole * point / points;
        while Instant::now() < deadline && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        match child.try_wait().unwrap() {
            None => killed += 1,
            // The machine has more time for it than it had at first.
            Some(_) => whole = whole.min(began.elapsed()),
        }
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

/// A server that goes silent where it is told to.
struct Halting {
    url: String,
}

/// Where a server goes silent.
#[derive(Clone, Copy)]
enum Halt {
    /// After so many bytes of kubectl.
    After(usize),
    /// Before the checksum file; kubectl comes whole.
    BeforeChecksum,
}

impl Halting {
    fn start(releases: Releases, halt: Halt) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let releases = std::sync::Arc::new(releases);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let releases = std::sync::Arc::clone(&releases);
                // A client that was killed does not hear its answer.
                std::thread::spawn(move || drop(answer(stream, &releases, halt)));
            }
        });
        Self { url }
    }
}

fn answer(mut stream: std::net::TcpStream, releases: &Releases, halt: Halt) -> std::io::Result<()> {
    use std::io::{BufRead, Write};
    let mut lines = std::io::BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let path = first.split(' ').nth(1).unwrap_or_default().trim_start_matches('/');
    let body = &releases.0[path];
    let sent = match halt {
        Halt::After(bytes) if path == KUBECTL => &body[..bytes],
        Halt::BeforeChecksum if path != KUBECTL => return silence(),
        Halt::After(_) | Halt::BeforeChecksum => body,
    };
    write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len())?;
    stream.write_all(sent)?;
    if sent.len() < body.len() { silence() } else { Ok(()) }
}

fn silence() -> std::io::Result<()> {
    loop {
        std::thread::park();
    }
}

/// The lengths of the temporary files.
fn temporaries(store: &Path) -> Vec<u64> {
    let files = fs::read_dir(store.join("tmp")).into_iter().flatten().flatten();
    files.filter_map(|file| Some(file.metadata().ok()?.len())).collect()
}

/// What was left is not used, and the next run ends well and takes it away.
fn assert_it_goes_on(home: &Home, mirror: &Path) {
    let store = home.path("cache").join("tools");
    assert_nothing_is_half(&store);
    assert_eq!(home.run(["tools", "path", "kubectl@1.2.3"]).code, Some(3), "it is used already");
    let from = mirror.display().to_string();
    home.ok(["tools", "install", "kubectl@1.2.3", "--mirror", &from]);
    home.ok(["tools", "verify"]);
    assert_nothing_is_half(&store);
    assert!(temporaries(&store).is_empty(), "{:?}", temporaries(&store));
}

#[rstest::rstest]
#[case::when_its_file_was_just_made(Halt::After(0), 0)]
#[case::in_the_middle(Halt::After(3 << 20), 1)]
#[case::when_all_has_come_and_nothing_is_verified(Halt::BeforeChecksum, 6 << 20)]
fn a_download_that_is_killed(#[case] halt: Halt, #[case] at_least: u64) {
    let scratch = tempfile::tempdir().unwrap();
    let mirror = large().write_to(scratch.path());
    let server = Halting::start(large(), halt);
    let home = with_cache(&mirror);
    let mut child = home.start(["tools", "install", "kubectl@1.2.3", "--mirror", &server.url]);
    let store = home.path("cache").join("tools");
    while !temporaries(&store).iter().any(|length| *length >= at_least) {
        assert!(child.try_wait().unwrap().is_none(), "it ended, and was to be killed");
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(temporaries(&store).len(), 1, "it left what it had");
    assert!(!store.join("sha256").exists() && !store.join("index").exists());
    assert_it_goes_on(&home, &mirror);
}

/// What a run leaves that is killed between two steps on the disk, made by taking back the steps
/// that come after.
#[rstest::rstest]
#[case::when_it_is_verified_and_has_no_name_yet(true)]
#[case::when_it_has_its_name_and_is_not_recorded_yet(false)]
fn an_install_that_is_killed(#[case] takes_back_the_name: bool) {
    let scratch = tempfile::tempdir().unwrap();
    let mirror = large().write_to(scratch.path());
    let home = with_cache(&mirror);
    home.ok(["tools", "install", "kubectl@1.2.3"]);
    let store = home.path("cache").join("tools");
    fs::remove_dir_all(store.join("index")).unwrap();
    if takes_back_the_name {
        let digest = sha256(&large().0[KUBECTL]);
        let named = store.join("sha256").join(digest).join("kubectl");
        fs::rename(&named, store.join("tmp/kubectl@1.2.3@linux-amd64.Ab12Cd")).unwrap();
        fs::remove_dir_all(store.join("sha256")).unwrap();
    }
    assert_it_goes_on(&home, &mirror);
}

#[test]
fn a_disk_that_is_really_full_is_named_and_nothing_is_left() {
    let mirror = home();
    large().write_to(&mirror.path("mirror"));
    let scratch = tempfile::tempdir().unwrap();
    let (cache, script) = (scratch.path().join("cache"), scratch.path().join("on-a-small-disk"));
    fs::create_dir(&cache).unwrap();
    let binary = env!("CARGO_BIN_EXE_fedrig");
    // A disk of 2 MiB, in a mount namespace of the test's own, which ends with it.
    let text = format!(
        r#"#!/bin/sh
exec /usr/bin/unshare --map-root-user --mount /bin/sh -c '
/usr/bin/mount -t tmpfs -o size=2m none {cache} || exit 99
{binary} "$@"
code=$?
/usr/bin/find {cache} -type f -size +0 | /usr/bin/sed "s/^/left: /" >&2
exit $code' sh "$@"
"#,
        cache = cache.display()
    );
    fs::write(&script, text).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let home = Home::new(&script, &cache, None)
        .with("FEDRIG_MIRROR", mirror.path("mirror").display().to_string());
    let said = home.run(["tools", "install", "kubectl@1.2.3"]);
    let asks = "this test makes a small disk: it needs root, or user namespaces and unshare";
    assert!(!said.stderr.contains("unshare") && said.code != Some(99), "{asks}\n{said}");
    said.is_refused(3, "can't write `");
    said.is_refused(3, "No space left on device");
    said.is_refused(3, "see `df -h");
    assert!(!said.stderr.contains("left: "), "{said}");
}

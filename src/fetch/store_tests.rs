use semver::Version;

use super::*;

fn key() -> Key {
    Key {
        name: "helm",
        version: Version::new(3, 19, 5),
        platform: "linux-amd64".to_owned(),
        file_name: "helm".to_owned(),
        kind: Kind::Executable,
    }
}

fn filled() -> (tempfile::TempDir, Store, Stored) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path().join("store"));
    let mut temporary = store.temporary(&key()).unwrap();
    temporary.write_all(b"helm").unwrap();
    let (file, path) = temporary.into_parts();
    let digest = Digest::of_reader(&b"helm"[..]).unwrap();
    let fresh = Fresh { file, path, digest, archive: digest, from: "here".to_owned() };
    let stored = store.put(&key(), fresh).unwrap();
    (folder, store, stored)
}

/// Long enough ago that it differs from the time of the test.
fn turn_back(path: &Path, age: Duration) {
    let file = File::options().write(true).open(path).unwrap();
    file.set_modified(SystemTime::now() - age).unwrap();
}

#[test]
fn what_was_put_is_found_and_can_be_run() {
    let (_folder, store, stored) = filled();
    assert_eq!(store.find(&key()), Lookup::Stored(stored.clone()));
    assert_eq!(fs::metadata(&stored.path).unwrap().permissions().mode() & 0o777, 0o755);
    assert!(stored.path.ends_with(format!("sha256/{}/helm", stored.digest)));
    assert_eq!(fs::read_dir(store.root.join("tmp")).unwrap().count(), 0);
}

#[test]
fn another_version_or_platform_is_another_thing() {
    let (_folder, store, _) = filled();
    assert_eq!(store.find(&Key { version: Version::new(3, 19, 4), ..key() }), Lookup::Absent);
    assert_eq!(store.find(&Key { platform: "darwin-arm64".to_owned(), ..key() }), Lookup::Absent);
}

#[test]
fn a_changed_file_is_not_taken_for_what_was_put_there() {
    let (_folder, store, stored) = filled();
    fs::write(&stored.path, "hell").unwrap();
    turn_back(&stored.path, Duration::from_secs(60));
    assert_eq!(store.find(&key()), Lookup::Altered { path: stored.path });
}

#[test]
fn a_file_that_can_not_be_run_is_altered() {
    let (_folder, store, stored) = filled();
    fs::set_permissions(&stored.path, Permissions::from_mode(0o644)).unwrap();
    assert_eq!(store.find(&key()), Lookup::Altered { path: stored.path });
}

#[test]
fn a_deleted_file_is_absent_and_a_link_in_its_place_is_altered() {
    let (_folder, store, stored) = filled();
    fs::remove_file(&stored.path).unwrap();
    assert_eq!(store.find(&key()), Lookup::Absent);
    std::os::unix::fs::symlink("/bin/sh", &stored.path).unwrap();
    assert_eq!(store.find(&key()), Lookup::Altered { path: stored.path });
}

#[test]
fn a_touched_file_is_read_through_once_and_believed() {
    let (_folder, store, stored) = filled();
    turn_back(&stored.path, Duration::from_secs(60));
    assert_eq!(store.find(&key()), Lookup::Stored(stored.clone()));
    let record: Record = serde_json::from_slice(&fs::read(store.index(&key())).unwrap()).unwrap();
    assert_eq!(record.stamp, Stamp::of(&fs::metadata(&stored.path).unwrap()));
}

#[test]
fn a_changed_file_with_the_old_size_and_the_old_time_is_noticed() {
    let (_folder, store, stored) = filled();
    let before = fs::metadata(&stored.path).unwrap().modified().unwrap();
    fs::write(&stored.path, "hulm").unwrap();
    File::options().write(true).open(&stored.path).unwrap().set_modified(before).unwrap();
    assert_eq!(store.find(&key()), Lookup::Altered { path: stored.path });
}

#[test]
fn a_record_of_an_older_fedrig_is_believed_after_the_file_was_read() {
    let (_folder, store, stored) = filled();
    let record = fs::read_to_string(store.index(&key())).unwrap();
    let mut record: serde_json::Value = serde_json::from_str(&record).unwrap();
    record.as_object_mut().unwrap().retain(|name, _| name != "changed" && name != "inode");
    fs::write(store.index(&key()), record.to_string()).unwrap();
    assert_eq!(store.find(&key()), Lookup::Stored(stored));
}

#[test]
fn a_damaged_index_is_no_index() {
    let (_folder, store, _) = filled();
    fs::write(store.index(&key()), "{\"sha256\": \"../../etc\"}").unwrap();
    assert_eq!(store.find(&key()), Lookup::Absent);
}

#[test]
fn leftovers_of_the_same_thing_and_old_ones_are_swept() {
    let (_folder, store, _) = filled();
    let leave = |name: &str| {
        let path = store.root.join("tmp").join(name);
        fs::write(&path, "half").unwrap();
        path
    };
    let ours = leave("helm@3.19.5@linux-amd64.x");
    let others = leave("kind@0.30.0@linux-amd64.x");
    let old = leave("kind@0.29.0@linux-amd64.x");
    turn_back(&old, 2 * STALE);
    store.sweep(&key());
    assert_eq!([ours.exists(), others.exists(), old.exists()], [false, true, false]);
}

#[test]
fn a_store_that_can_not_be_written_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = Store::at(file.clone()).temporary(&key()).unwrap_err();
    assert_eq!(error.to_string(), format!("can't make the folder `{}/tmp`", file.display()));
}

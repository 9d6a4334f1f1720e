use super::*;

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().mode() & 0o777
}

#[test]
fn a_symlink_stays_one_and_its_target_gets_the_text_with_its_mode() {
    let folder = tempfile::tempdir().unwrap();
    let (target, link) = (folder.path().join("real"), folder.path().join("link"));
    std::fs::write(&target, "old").unwrap();
    std::fs::set_permissions(&target, Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("real", &link).unwrap();
    let file = UserFile::read(&link).unwrap();
    let backup = file.keep_backup().unwrap().unwrap();
    file.replace("new").unwrap();
    assert!(link.is_symlink());
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "new");
    assert_eq!(std::fs::read_to_string(&backup).unwrap(), "old");
    assert_eq!((mode(&target), mode(&backup)), (0o640, 0o600));
}

#[test]
fn a_new_file_is_for_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config");
    let file = UserFile::read(&path).unwrap();
    assert!(!file.is_there());
    assert_eq!(file.keep_backup().unwrap(), None);
    file.replace("new").unwrap();
    assert_eq!(mode(&path), 0o600);
}

#[test]
fn what_changed_since_it_was_read_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config");
    std::fs::write(&path, "old").unwrap();
    let file = UserFile::read(&path).unwrap();
    std::fs::write(&path, "newer").unwrap();
    assert!(matches!(file.replace("new"), Err(Error::Raced { .. })));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "newer");
}

#[test]
fn a_hard_link_a_folder_and_a_dangling_link_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("one"), "").unwrap();
    std::fs::hard_link(at("one"), at("two")).unwrap();
    std::os::unix::fs::symlink("nowhere", at("dangling")).unwrap();
    assert!(matches!(UserFile::read(&at("one")), Err(Error::Unusual { .. })));
    assert!(matches!(UserFile::read(folder.path()), Err(Error::Unusual { .. })));
    assert!(matches!(UserFile::read(&at("dangling")), Err(Error::File { .. })));
}

#[rstest::rstest]
#[case::without_the_variable(None, "/home/ann/.kube/config")]
#[case::the_first_that_is_there(Some("/nowhere/a:here"), "[here]/here")]
#[case::the_last_when_none_is_there(Some("/nowhere/a::/nowhere/b"), "/nowhere/b")]
fn the_file_is_the_one_that_kubectl_writes(#[case] variable: Option<&str>, #[case] wanted: &str) {
    let here = tempfile::tempdir().unwrap();
    std::fs::write(here.path().join("here"), "").unwrap();
    let found = usual_file(variable.map(OsStr::new), Some(Path::new("/home/ann")), here.path());
    let wanted = wanted.replace("[here]", &here.path().display().to_string());
    assert_eq!(found, Some(PathBuf::from(wanted)));
}

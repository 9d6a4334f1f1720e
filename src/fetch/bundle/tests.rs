use std::fs;

use tar::{Builder, EntryType, Header};

use super::*;
use crate::fetch::fixtures::{fetcher, files, helm, published, version};
use crate::fetch::{Inventory, Silent, Source};

/// A bundle of a helm, a chart and an image, and its digest.
async fn bundle(folder: &Path) -> Exported {
    let fetcher = fetcher(folder, published().write_to(&folder.join("mirror")));
    fetcher.program(&helm(), &Silent).await.unwrap();
    fetcher.chart(&version("0.10.0"), &Silent).await.unwrap();
    let image = folder.join("kubefed.tar");
    fs::write(&image, "image").unwrap();
    let items = Inventory::at(folder.join("store")).list();
    export(&folder.join("site.bundle"), &items, &[image]).unwrap()
}

#[tokio::test]
async fn a_site_without_a_network_has_what_was_exported() {
    let folder = tempfile::tempdir().unwrap();
    let exported = bundle(folder.path()).await;
    assert_eq!(exported.contents, ["helm 3.19.5", "kubefed-chart 0.10.0", "kubefed.tar"]);
    assert_eq!(
        exported.sha256,
        Digest::of_reader(fs::File::open(&exported.path).unwrap()).unwrap()
    );

    let site = folder.path().join("site");
    let (store, images) = (site.join("store"), site.join("images"));
    let inventory = Inventory::at(store.clone());
    let imported = import(&inventory, &exported.path, exported.sha256, Some(&images)).unwrap();
    assert_eq!(imported.tools, ["helm 3.19.5", "kubefed-chart 0.10.0"]);
    assert_eq!(fs::read_to_string(&imported.images[0]).unwrap(), "image");

    let nowhere = crate::fetch::Mirror::Directory(site.join("nowhere"));
    let found = fetcher(&site, nowhere).program(&helm(), &Silent).await.unwrap();
    assert_eq!(found.source, Source::Store);
    assert_eq!(fs::read(found.path).unwrap(), [b'h'; 10_000]);
}

#[tokio::test]
async fn another_bundle_is_not_looked_into() {
    let folder = tempfile::tempdir().unwrap();
    let exported = bundle(folder.path()).await;
    let mut bytes = fs::read(&exported.path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&exported.path, bytes).unwrap();
    let inventory = Inventory::at(folder.path().join("site"));
    let error = import(&inventory, &exported.path, exported.sha256, None).unwrap_err();
    assert!(matches!(error, BundleError::OtherBundle { .. }), "{error}");
    assert_eq!(files(&folder.path().join("site")), [""; 0]);
}

#[tokio::test]
async fn what_was_changed_in_the_store_is_not_exported() {
    let folder = tempfile::tempdir().unwrap();
    bundle(folder.path()).await;
    let items = Inventory::at(folder.path().join("store")).list();
    fs::write(&items[0].path, [b'x'; 10_000]).unwrap();
    let path = folder.path().join("again.bundle");
    let error = export(&path, &items, &[]).unwrap_err();
    assert!(matches!(error, BundleError::Altered { .. }), "{error}");
    assert!(!path.exists());
}

/// Files of a tarball: name, type, bytes.
type Entries<'a> = Vec<(&'a str, EntryType, &'a [u8])>;

/// A tarball of these files, and its digest.
fn tarball(path: &Path, entries: &[(&str, EntryType, &[u8])]) -> Digest {
    let mut builder = Builder::new(Vec::new());
    for (name, kind, bytes) in entries {
        let mut header = Header::new_gnu();
        header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(*kind);
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        builder.append(&header, *bytes).unwrap();
    }
    let bytes = builder.into_inner().unwrap();
    fs::write(path, &bytes).unwrap();
    Digest::of_reader(&bytes[..]).unwrap()
}

const FILE: EntryType = EntryType::Regular;

fn manifest(name: &str, version: &str, platform: &str, bytes: &[u8]) -> (String, String) {
    let digest = Digest::of_reader(bytes).unwrap();
    let size = bytes.len();
    let tool = format!(
        r#"{{"name":"{name}","version":"{version}","platform":"{platform}","size":{size},"sha256":"{digest}","archiveSha256":"{digest}","from":"x"}}"#
    );
    (format!(r#"{{"bundle":1,"tools":[{tool}],"images":[]}}"#), format!("tools/{digest}"))
}

#[test]
fn a_hostile_bundle_is_refused_and_nothing_is_placed() {
    let (text, name) = manifest("helm", "3.19.5", "linux-amd64", b"helm");
    let (upwards, _) = manifest("helm", "3.19.5", "../../x", b"helm");
    let (other, _) = manifest("../../bin/sh", "3.19.5", "linux-amd64", b"helm");
    let (no_version, _) = manifest("helm", "..", "linux-amd64", b"helm");
    let (text, upwards, other, no_version) =
        (text.as_bytes(), upwards.as_bytes(), other.as_bytes(), no_version.as_bytes());
    let cases: Vec<(&str, Entries<'_>, &str)> = vec![
        ("empty", vec![], "it is empty"),
        ("no manifest", vec![(&name, FILE, b"helm")], "its first file is not"),
        ("garbled", vec![(MANIFEST, FILE, b"{")], "its manifest is wrong"),
        ("newer", vec![(MANIFEST, FILE, br#"{"bundle":2,"tools":[],"images":[]}"#)], "form 2"),
        ("missing", vec![(MANIFEST, FILE, text)], "is missing"),
        ("other bytes", vec![(MANIFEST, FILE, text), (&name, FILE, b"hulm")], "has the sha256"),
        ("longer", vec![(MANIFEST, FILE, text), (&name, FILE, b"helm!")], "has 5 bytes"),
        ("a link", vec![(MANIFEST, FILE, text), (&name, EntryType::Symlink, b"")], "not in its"),
        (
            "twice",
            vec![(MANIFEST, FILE, text), (&name, FILE, b"helm"), (&name, FILE, b"helm")],
            "there twice",
        ),
        ("more", vec![(MANIFEST, FILE, text), ("../../x", FILE, b"helm")], "not in its manifest"),
        ("a place outside", vec![(MANIFEST, FILE, upwards)], "is not a tool of fedrig"),
        ("a name outside", vec![(MANIFEST, FILE, other)], "is not a tool of fedrig"),
        ("a version outside", vec![(MANIFEST, FILE, no_version)], "is not a tool of fedrig"),
    ];
    for (case, entries, expected) in cases {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bundle");
        let digest = tarball(&path, &entries);
        let inventory = Inventory::at(folder.path().join("a/b/c/store"));
        let error = import(&inventory, &path, digest, None).unwrap_err().to_string();
        assert!(error.contains(expected), "{case}: {error}");
        assert_eq!(files(folder.path()), ["bundle"], "{case}");
    }
}

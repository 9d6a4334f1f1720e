//! Archives that want to do harm, each through the whole way of a file: refused with its reason, or
//! proven harmless, and nothing outside of the store is changed.
//!
//! Their checksum files are right: what is hostile here was published so.

use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{EntryType, Header};

use super::digest::Digest;
use super::fixtures::*;
use super::{Mirror, Silent, Source};

const MEMBER: &str = "linux-amd64/helm";
/// The limit of the tests' settings.
const LIMIT: usize = 1 << 20;
const HELM: &[u8] = b"helm";

/// What becomes of an archive.
enum Fate {
    /// It is refused, and the reason has this text.
    Refused(&'static str),
    /// The wanted file is taken out, and nothing else.
    Harmless,
}

use Fate::{Harmless, Refused};

/// One entry: name, type, link name, bytes.
type Made<'a> = (&'a [u8], EntryType, &'a [u8], &'a [u8]);

fn header(name: &[u8], kind: EntryType, link: &[u8], size: u64) -> Header {
    let mut header = Header::new_gnu();
    let raw = header.as_gnu_mut().unwrap();
    raw.name[..name.len()].copy_from_slice(name);
    raw.linkname[..link.len()].copy_from_slice(link);
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(0o6777);
    header.set_uid(0);
    header.set_cksum();
    header
}

fn padded(bytes: &[u8]) -> Vec<u8> {
    let mut padded = bytes.to_vec();
    padded.resize(bytes.len().next_multiple_of(512), 0);
    padded
}

fn entry((name, kind, link, bytes): Made<'_>) -> Vec<u8> {
    [header(name, kind, link, bytes.len() as u64).as_bytes(), &padded(bytes)[..]].concat()
}

fn tarball(entries: &[Made<'_>]) -> Vec<u8> {
    let mut tar: Vec<u8> = entries.iter().flat_map(|made| entry(*made)).collect();
    tar.extend([0; 1024]);
    tar
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn pax(records: &[(&str, &str)]) -> Vec<u8> {
    let record = |(key, value): &(&str, &str)| {
        let rest = format!(" {key}={value}\n");
        let length = (1..).find(|n| n.to_string().len() + rest.len() == *n).unwrap();
        format!("{length}{rest}")
    };
    records.iter().map(record).collect::<String>().into_bytes()
}

const FILE: EntryType = EntryType::Regular;
const GOOD: Made<'static> = (MEMBER.as_bytes(), FILE, b"", HELM);

/// The wanted file is something else than a file.
fn wrong_kinds() -> Vec<(String, Vec<u8>, Fate)> {
    let kinds: [(&str, u8, &[u8]); 14] = [
        ("symbolic link outside", b'2', b"/etc/passwd"),
        ("symbolic link upwards", b'2', b"../../../../etc/passwd"),
        ("hard link outside", b'1', b"/etc/passwd"),
        ("hard link to itself", b'1', MEMBER.as_bytes()),
        ("character device", b'3', b""),
        ("block device", b'4', b""),
        ("directory", b'5', b""),
        ("fifo", b'6', b""),
        ("multi-volume", b'M', b""),
        ("volume name", b'V', b""),
        ("dump directory", b'D', b""),
        ("solaris acl", b'A', b""),
        ("unknown type", b'Z', b""),
        ("type of control character", 1, b""),
    ];
    let wrong = kinds.into_iter().map(|(case, kind, link)| {
        let made = (MEMBER.as_bytes(), EntryType::new(kind), link, &b""[..]);
        (case.to_owned(), packed(&tarball(&[made])), Refused("is not a regular file"))
    });
    wrong.collect()
}

/// The wanted file is there under a name that only looks like it.
fn wrong_names() -> Vec<(String, Vec<u8>, Fate)> {
    let names: [&[u8]; 17] = [
        b"/linux-amd64/helm",
        b"//linux-amd64/helm",
        b"../linux-amd64/helm",
        b"../../../../../../tmp/helm",
        b"linux-amd64/../linux-amd64/helm",
        b"linux-amd64/x/../helm",
        b"linux-amd64/../../helm",
        b"/etc/cron.d/helm",
        b"C:\\linux-amd64\\helm",
        b"linux-amd64\\helm",
        b"linux-amd64/helm ",
        b" linux-amd64/helm",
        b"linux-amd64/Helm",
        b"linux-amd64/helm\x07",
        b"linux-amd64/he\xfflm",
        b"linux-amd64/helm/helm",
        b"",
    ];
    let wrong = names.into_iter().map(|name| {
        let case = format!("name {}", String::from_utf8_lossy(name).escape_debug());
        (case, packed(&tarball(&[(name, FILE, b"", HELM)])), Refused("has no `linux-amd64/helm`"))
    });
    wrong.collect()
}

/// The wanted file is there, and beside it something that an unpacker of everything would obey.
fn bad_company() -> Vec<(String, Vec<u8>, Fate)> {
    let company: [(&str, u8, &[u8], &[u8]); 12] = [
        ("../../outside", b'0', b"", b"x"),
        ("/tmp/outside", b'0', b"", b"x"),
        ("linux-amd64", b'2', b"/tmp", b""),
        ("linux-amd64/lib", b'2', b"../../../..", b""),
        ("linux-amd64/etc", b'1', b"/etc/passwd", b""),
        ("dev", b'4', b"", b""),
        ("dev/null", b'3', b"", b""),
        ("pipe", b'6', b"", b""),
        ("linux-amd64/helm.exe", b'0', b"", b"x"),
        (".bashrc", b'0', b"", b"x"),
        ("folder", b'5', b"", b""),
        ("unknown", b'Z', b"", b"x"),
    ];
    let mut all = Vec::new();
    for (name, kind, link, bytes) in company {
        let other = (name.as_bytes(), EntryType::new(kind), link, bytes);
        all.push((format!("{name} before"), packed(&tarball(&[other, GOOD])), Harmless));
        all.push((format!("{name} behind"), packed(&tarball(&[GOOD, other])), Harmless));
    }
    all
}

/// Names and sizes that are said in longer ways, and contradict.
fn extensions() -> Vec<(String, Vec<u8>, Fate)> {
    let x = EntryType::XHeader;
    let long = EntryType::GNULongName;
    let no_member = Refused("has no `linux-amd64/helm`");
    let pax_of = |records: &[(&str, &str)], then: Made<'_>| {
        packed(&tarball(&[(b"pax", x, b"", &pax(records)), then]))
    };
    let other: Made<'_> = (b"other", FILE, b"", HELM);
    let named = |text: &[u8], then: Made<'_>| {
        packed(&tarball(&[(b"././@LongLink", long, b"", text), then]))
    };
    vec![
        ("pax gives the name".into(), pax_of(&[("path", MEMBER)], other), Harmless),
        ("pax takes the name away".into(), pax_of(&[("path", "../x")], GOOD), no_member),
        (
            "pax makes it absolute".into(),
            pax_of(&[("path", "/linux-amd64/helm")], GOOD),
            Refused("has no"),
        ),
        (
            "pax says that it is sparse".into(),
            pax_of(&[("GNU.sparse.major", "1")], GOOD),
            Refused("not a regular file"),
        ),
        (
            "pax names a sparse file".into(),
            pax_of(&[("GNU.sparse.name", MEMBER)], other),
            Refused("has no"),
        ),
        (
            "pax says a larger size".into(),
            pax_of(&[("size", "999999999")], GOOD),
            Refused("can't be read"),
        ),
        ("pax says no size".into(), pax_of(&[("size", "-1")], GOOD), Harmless),
        (
            "pax is no pax".into(),
            packed(&tarball(&[(b"pax", x, b"", b"rubbish"), GOOD])),
            Refused("can't be read"),
        ),
        (
            "pax without an end".into(),
            packed(&tarball(&[(b"pax", x, b"", b"99 path=x"), GOOD])),
            Refused("can't be read"),
        ),
        ("long name".into(), named(b"linux-amd64/helm\0", other), Harmless),
        ("long name upwards".into(), named(b"../../../tmp/helm\0", GOOD), Refused("has no")),
        (
            "long name with a hole".into(),
            named(b"linux-amd64/helm\0/../../x\0", other),
            Refused("has no"),
        ),
        (
            "long name of nothing".into(),
            packed(&tarball(&[(b"././@LongLink", long, b"", b"x\0")])),
            Refused("can't be read"),
        ),
        (
            "two long names".into(),
            packed(&tarball(&[
                (b"l", long, b"", b"a\0"),
                (b"l", long, b"", b"linux-amd64/helm\0"),
                other,
            ])),
            Refused("can't be read"),
        ),
        (
            "global pax".into(),
            packed(&tarball(&[
                (b"g", EntryType::XGlobalHeader, b"", &pax(&[("path", "../x")])),
                GOOD,
            ])),
            Harmless,
        ),
    ]
}

/// Twice, too much, half, or damaged.
fn shapes() -> Vec<(String, Vec<u8>, Fate)> {
    let good = tarball(&[GOOD]);
    let zeros = vec![0; 2 * LIMIT];
    let mut checksum = good.clone();
    checksum[150] ^= 1;
    let mut size = header(MEMBER.as_bytes(), FILE, b"", u64::MAX / 2).as_bytes().to_vec();
    size.extend(padded(HELM));
    let sparse_of = |size: &[u8; 12]| {
        let mut sparse = header(MEMBER.as_bytes(), EntryType::GNUSparse, b"", 0);
        sparse.as_gnu_mut().unwrap().realsize = *size;
        sparse.set_cksum();
        packed(sparse.as_bytes())
    };
    let mut crc = packed(&good);
    let at = crc.len() - 6;
    crc[at] ^= 1;
    let mut length = packed(&good);
    *length.last_mut().unwrap() ^= 1;
    let half = packed(&good);
    vec![
        ("twice".into(), packed(&tarball(&[GOOD, GOOD])), Refused("twice")),
        (
            "twice, once with a dot".into(),
            packed(&tarball(&[GOOD, (b"./linux-amd64/helm", FILE, b"", b"x")])),
            Refused("twice"),
        ),
        (
            "a link and then the file".into(),
            packed(&tarball(&[(MEMBER.as_bytes(), EntryType::Symlink, b"/tmp/x", b""), GOOD])),
            Refused("not a regular file"),
        ),
        (
            "the file and then a link".into(),
            packed(&tarball(&[GOOD, (MEMBER.as_bytes(), EntryType::Symlink, b"/tmp/x", b"")])),
            Refused("twice"),
        ),
        ("sparse".into(), sparse_of(b"00000000000\0"), Refused("not a regular file")),
        (
            "sparse, and larger than its bytes".into(),
            sparse_of(b"77777777777\0"),
            Refused("can't be read"),
        ),
        (
            "oversized".into(),
            packed(&tarball(&[(MEMBER.as_bytes(), FILE, b"", &zeros)])),
            Refused("more than 1048576 bytes"),
        ),
        (
            "oversized neighbour".into(),
            packed(&tarball(&[(b"zeros", FILE, b"", &zeros), GOOD])),
            Refused("more than 1048576 bytes"),
        ),
        (
            "zeros behind the end".into(),
            packed(&[&good[..], &zeros[..]].concat()),
            Refused("more than 1048576 bytes"),
        ),
        ("a size of ages".into(), packed(&size), Refused("can't be read")),
        (
            "many small files".into(),
            packed(&(0..3000).flat_map(|_| entry((b"x", FILE, b"", b""))).collect::<Vec<_>>()),
            Refused("more than 1048576 bytes"),
        ),
        ("packed twice".into(), packed(&packed(&good)), Refused("can't be read")),
        ("not packed".into(), good.clone(), Refused("can't be read")),
        ("empty".into(), Vec::new(), Refused("can't be read")),
        ("an empty tarball".into(), packed(&[0; 1024]), Refused("it is empty")),
        ("a header's checksum is wrong".into(), packed(&checksum), Refused("can't be read")),
        ("the packed bytes' checksum is wrong".into(), crc, Refused("can't be read")),
        ("the packed length is wrong".into(), length, Refused("can't be read")),
        ("half of it".into(), half[..half.len() / 2].to_vec(), Refused("can't be read")),
        ("without its end".into(), half[..half.len() - 8].to_vec(), Refused("can't be read")),
        ("rubbish behind".into(), [&half[..], b"rubbish"].concat(), Harmless),
        (
            "a second archive behind".into(),
            [&half[..], &packed(&tarball(&[(MEMBER.as_bytes(), FILE, b"", b"evil")]))[..]].concat(),
            Harmless,
        ),
        (
            "a second tarball behind the end".into(),
            packed(&[&good[..], &tarball(&[(MEMBER.as_bytes(), FILE, b"", b"evil")])[..]].concat()),
            Harmless,
        ),
        ("no end mark".into(), packed(&entry(GOOD)), Harmless),
        ("a zip".into(), b"PK\x03\x04rubbish".to_vec(), Refused("can't be read")),
        ("a script".into(), b"#!/bin/sh\ntouch /tmp/x\n".to_vec(), Refused("can't be read")),
    ]
}

/// Every file and folder but those of the store, with what tells of a change.
fn outside(folder: &Path) -> Vec<(String, u64, i64, i64)> {
    let mut seen = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap().flatten() {
            let metadata = entry.path().symlink_metadata().unwrap();
            if entry.file_name() == "store" {
                continue;
            }
            if metadata.is_dir() {
                folders.push(entry.path());
            }
            let name = entry.path().display().to_string();
            seen.push((name, metadata.size(), metadata.mtime(), metadata.mtime_nsec()));
        }
    }
    seen.sort();
    seen
}

#[tokio::test]
async fn a_hostile_archive_is_refused_or_harmless_and_nothing_outside_is_changed() {
    let all = [wrong_kinds(), wrong_names(), bad_company(), extensions(), shapes()].concat_cases();
    assert!(all.len() >= 60, "{}", all.len());
    let (mut refused, mut wrong) = (0, Vec::new());
    for (case, archive, fate) in all {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("a/b/c/d");
        let mirror = home.join("mirror");
        publish(&mirror, &archive);
        std::fs::create_dir(home.join("store")).unwrap();
        let before = outside(folder.path());
        let fetcher = fetcher(&home, Mirror::Directory(mirror));
        let found = fetcher.program(&helm(), &Silent).await;
        assert_eq!(outside(folder.path()), before, "{case} changed something");
        let store = files(&home.join("store"));
        match (found, fate) {
            (Ok(found), Harmless) => {
                assert!(matches!(found.source, Source::Downloaded { .. }));
                assert_eq!(std::fs::read(&found.path).unwrap(), HELM, "{case}");
                let mode = std::fs::metadata(&found.path).unwrap().mode();
                assert_eq!(mode & 0o7777, 0o755, "{case}");
                assert_eq!(store.len(), 3, "{case}: the lock, the index, the file: {store:?}");
            }
            (Err(error), Refused(reason)) => {
                let text = format!("{error}: {}", std::error::Error::source(&error).unwrap());
                if !text.contains(reason) {
                    wrong.push(format!("{case}: {text}"));
                }
                assert_eq!(store, ["lock/helm@3.19.5@linux-amd64"], "{case} left something");
                refused += 1;
            }
            (Ok(_), Refused(reason)) => wrong.push(format!("{case}: was taken, not: {reason}")),
            (Err(error), Harmless) => {
                wrong.push(format!("{case}: {error}: {:?}", std::error::Error::source(&error)));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(refused > 40, "{refused}");
}

trait ConcatCases<T> {
    fn concat_cases(self) -> Vec<T>;
}

impl<T, const N: usize> ConcatCases<T> for [Vec<T>; N] {
    fn concat_cases(self) -> Vec<T> {
        self.into_iter().flatten().collect()
    }
}

/// Publishes the archive as helm, with the checksum that it has.
fn publish(mirror: &Path, archive: &[u8]) {
    std::fs::create_dir_all(mirror).unwrap();
    let name = "helm-v3.19.5-linux-amd64.tar.gz";
    let digest = Digest::of_reader(archive).unwrap();
    std::fs::write(mirror.join(name), archive).unwrap();
    std::fs::write(mirror.join(format!("{name}.sha256sum")), format!("{digest}  {name}\n"))
        .unwrap();
}

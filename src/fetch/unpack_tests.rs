use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use tar::{Builder, EntryType, Header};

use super::*;

const LIMIT: u64 = 1 << 20;

fn header(name: &[u8], kind: EntryType, size: u64) -> Header {
    let mut header = Header::new_gnu();
    // `set_path` would refuse the hostile names.
    header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name);
    if kind == EntryType::GNUSparse {
        header.as_gnu_mut().unwrap().realsize = *b"00000000000\0";
    }
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(0o644);
    header.set_cksum();
    header
}

fn tarball(entries: &[(&str, EntryType, &[u8])]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (name, kind, bytes) in entries {
        builder.append(&header(name.as_bytes(), *kind, bytes.len() as u64), *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn take(archive: &[u8]) -> Result<Vec<u8>, UnpackError> {
    let mut out = Vec::new();
    let digest = unpack(archive, "linux-amd64/helm", &mut out, LIMIT)?;
    assert_eq!(digest, Digest::of_reader(&out[..]).unwrap());
    Ok(out)
}

const FILE: EntryType = EntryType::Regular;

#[rstest::rstest]
#[case::alone(tarball(&[("linux-amd64/helm", FILE, b"helm")]))]
#[case::with_a_dot(tarball(&[("./linux-amd64/helm", FILE, b"helm")]))]
#[case::among_others(tarball(&[
    ("linux-amd64/", EntryType::Directory, b""),
    ("linux-amd64/LICENSE", FILE, b"text"),
    ("linux-amd64/helm", FILE, b"helm"),
    ("../../etc/passwd", FILE, b"root"),
]))]
fn the_wanted_file_is_taken_out(#[case] tarball: Vec<u8>) {
    assert_eq!(take(&packed(&tarball)).unwrap(), b"helm");
}

#[rstest::rstest]
#[case::nothing(tarball(&[]), "the archive has no `linux-amd64/helm`: it is empty")]
#[case::others(
    tarball(&[("helm", FILE, b""), ("README.md", FILE, b"")]),
    "the archive has no `linux-amd64/helm`: it has helm, README.md"
)]
#[case::many(
    tarball(&[("a", FILE, b"".as_slice()); 10]),
    "the archive has no `linux-amd64/helm`: it has a, a, a, a, a, a, a, a and 2 more"
)]
#[case::absolute(
    tarball(&[("/linux-amd64/helm", FILE, b"")]),
    "the archive has no `linux-amd64/helm`: it has /linux-amd64/helm"
)]
#[case::upwards(
    tarball(&[("x/../linux-amd64/helm", FILE, b"")]),
    "the archive has no `linux-amd64/helm`: it has x/../linux-amd64/helm"
)]
#[case::twice(
    tarball(&[("linux-amd64/helm", FILE, b"1"), ("./linux-amd64/helm", FILE, b"2")]),
    "the archive has `linux-amd64/helm` twice"
)]
#[case::link(
    tarball(&[("linux-amd64/helm", EntryType::Symlink, b"")]),
    "`linux-amd64/helm` in the archive is not a regular file"
)]
#[case::hard_link(
    tarball(&[("linux-amd64/helm", EntryType::Link, b"")]),
    "`linux-amd64/helm` in the archive is not a regular file"
)]
#[case::device(
    tarball(&[("linux-amd64/helm", EntryType::Block, b"")]),
    "`linux-amd64/helm` in the archive is not a regular file"
)]
#[case::folder(
    tarball(&[("linux-amd64/helm", EntryType::Directory, b"")]),
    "`linux-amd64/helm` in the archive is not a regular file"
)]
#[case::sparse(
    tarball(&[("linux-amd64/helm", EntryType::GNUSparse, b"")]),
    "`linux-amd64/helm` in the archive is not a regular file"
)]
#[case::sparse_in_pax_form(
    tarball(&[
        ("pax", EntryType::XHeader, b"22 GNU.sparse.major=1\n"),
        ("linux-amd64/helm", FILE, b"1"),
    ]),
    "`linux-amd64/helm` in the archive is not a regular file"
)]
fn a_tarball_without_exactly_that_file_is_refused(#[case] tarball: Vec<u8>, #[case] message: &str) {
    assert_eq!(take(&packed(&tarball)).unwrap_err().to_string(), message);
}

#[rstest::rstest]
#[case::the_file_itself("linux-amd64/helm")]
#[case::another_file("zeros")]
fn a_bomb_is_stopped(#[case] name: &str) {
    let zeros = vec![0; 2 * LIMIT as usize];
    let error = take(&packed(&tarball(&[(name, FILE, &zeros)]))).unwrap_err();
    assert_eq!(error.to_string(), "the archive unpacks to more than 1048576 bytes");
}

#[test]
fn a_lie_about_the_size_is_noticed() {
    let mut bytes = header(b"linux-amd64/helm", FILE, u64::MAX / 4).as_bytes().to_vec();
    bytes.extend(b"short");
    assert!(matches!(take(&packed(&bytes)), Err(UnpackError::Damaged { .. })));
}

#[test]
fn a_truncated_archive_is_damaged_wherever_it_ends() {
    let whole = packed(&tarball(&[("linux-amd64/helm", FILE, &[7; 3000])]));
    for end in 0..whole.len() {
        let error = take(&whole[..end]).unwrap_err();
        assert!(matches!(error, UnpackError::Damaged { .. }), "{end} of {}: {error}", whole.len());
    }
}

#[rstest::rstest]
#[case::upwards("../helm")]
#[case::absolute("/helm")]
#[case::nothing("")]
fn a_name_outside_is_not_asked_for(#[case] member: &str) {
    let error = unpack(&b""[..], member, &mut Vec::new(), LIMIT).unwrap_err();
    assert!(matches!(error, UnpackError::NotAMember { .. }));
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2048)) {
        drop(take(&bytes));
        drop(take(&packed(&bytes)));
    }

    #[test]
    fn a_changed_tarball_never_panics(place in 0usize..1024, byte in any::<u8>()) {
        let mut bytes = tarball(&[("linux-amd64/helm", FILE, b"helm"), ("x", FILE, b"x")]);
        bytes[place] = byte;
        drop(take(&packed(&bytes)));
    }
}

//! What is known of a file decides whether it is taken: pins, lock files, digests of one's own.

use std::path::Path;
use std::sync::Arc;

use super::fixtures::*;
use super::testing::Server;
use super::{Bytes, Fetcher, LockFile, Locking, Mirror, Note, OwnSource, Silent, Source, Wanted};
use crate::tool::Program;

/// A fetcher that takes only upstream's bytes for what is pinned.
fn strict(folder: &Path, mirror: Mirror, lock: Option<Arc<LockFile>>) -> Fetcher {
    let mut settings = settings(folder.join("store"), mirror);
    (settings.bytes, settings.lock) = (Bytes::Upstream, lock);
    Fetcher::new(settings).unwrap()
}

fn lock(folder: &Path, locking: Locking) -> Arc<LockFile> {
    Arc::new(LockFile::read(&folder.join("fedrig.lock"), locking).unwrap())
}

/// The error and its cause.
async fn refused(fetcher: &Fetcher, wanted: &Wanted) -> String {
    let error = fetcher.program(wanted, &Silent).await.unwrap_err();
    let source = std::error::Error::source(&error).map(ToString::to_string);
    format!("{error}: {}", source.unwrap_or_default())
}

#[tokio::test]
async fn other_bytes_than_the_pinned_ones_are_refused_and_both_digests_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let fetcher = strict(folder.path(), published().write_to(&folder.path().join("m")), None);
    let text = refused(&fetcher, &helm()).await;
    assert!(
        text.contains("a0a5e8c592ed3f376ac110715eff214730c7422f9a44d96cf98117d2b8b0e6c0"),
        "{text}"
    );
    assert!(text.starts_with("helm 3.19.5 is not used: "), "{text}");
    assert_eq!(files(&folder.path().join("store")), ["lock/helm@3.19.5@linux-amd64"]);
}

#[tokio::test]
async fn a_rebuild_in_the_store_is_not_taken_for_upstreams_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let mirror = published().write_to(&folder.path().join("m"));
    fetcher(folder.path(), mirror.clone()).program(&helm(), &Silent).await.unwrap();
    let text = refused(&strict(folder.path(), mirror.clone(), None), &helm()).await;
    assert!(text.contains("upstream published"), "{text}");
    // And it is still there for who declares the mirror.
    let again = fetcher(folder.path(), mirror).program(&helm(), &Silent).await.unwrap();
    assert_eq!(again.source, Source::Store);
}

#[tokio::test]
async fn what_was_seen_first_is_asked_for_ever_after() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = Wanted::exactly(Program::Kubectl, version("1.2.3"));
    let first = published().write_to(&folder.path().join("first"));
    let learning = lock(folder.path(), Locking::Learn);
    let fetcher = strict(folder.path(), first, Some(Arc::clone(&learning)));
    fetcher.program(&wanted, &Silent).await.unwrap();
    learning.save().unwrap();

    let other = Server::start(other_kubectl()).await;
    let fetcher =
        strict(&folder.path().join("b"), other.mirror(), Some(lock(folder.path(), Locking::Learn)));
    let text = refused(&fetcher, &wanted).await;
    assert!(text.contains("fedrig.lock` says"), "{text}");
    assert_eq!(text.matches("sha256").count(), 1, "{text}");
    assert_eq!(other.requests().len(), 1, "its checksum file says nothing that matters");
}

/// Another kubectl 1.2.3, whose checksum file agrees.
fn other_kubectl() -> super::testing::Routes {
    let release =
        super::catalogue::Release::of(Program::Kubectl, &version("1.2.3"), LINUX).unwrap();
    Published::default().with(&release, b"another kubectl").routes()
}

#[tokio::test]
async fn locked_takes_what_is_in_the_lock_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mirror = published().write_to(&folder.path().join("m"));
    let kubectl = Wanted::exactly(Program::Kubectl, version("1.2.3"));
    let learning = lock(folder.path(), Locking::Learn);
    strict(folder.path(), mirror.clone(), Some(Arc::clone(&learning)))
        .program(&kubectl, &Silent)
        .await
        .unwrap();
    learning.save().unwrap();
    let locked = lock(folder.path(), Locking::Locked);
    let fetcher = strict(&folder.path().join("b"), mirror, Some(locked));
    fetcher.program(&kubectl, &Silent).await.unwrap();
    let kind = Wanted::exactly(Program::Kind, version("1.2.3"));
    let text = refused(&fetcher, &kind).await;
    assert!(text.starts_with("kind 1.2.3 is not used: it is not in `"), "{text}");
}

#[tokio::test]
async fn a_program_at_a_given_path_is_locked_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("my-helm");
    script(&path, "echo v3.19.5").await;
    let wanted = Wanted { path: Some(path.clone()), ..helm() };
    let learning = lock(folder.path(), Locking::Learn);
    let nowhere = Mirror::Directory("/nowhere".into());
    strict(folder.path(), nowhere.clone(), Some(Arc::clone(&learning)))
        .program(&wanted, &Silent)
        .await
        .unwrap();
    learning.save().unwrap();
    script(&path, "echo v3.19.5 # another build").await;
    let locked = lock(folder.path(), Locking::Locked);
    let text = refused(&strict(folder.path(), nowhere, Some(locked)), &wanted).await;
    assert!(text.contains("my-helm` has the sha256"), "{text}");
}

#[tokio::test]
async fn a_fork_is_fetched_from_its_own_place_and_known_by_its_digest() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(published().routes()).await;
    let release =
        super::catalogue::Release::of(Program::Kubefedctl, &version("1.2.3"), LINUX).unwrap();
    let archive = published().0[release.url.path()].clone();
    let own = OwnSource {
        url: format!("{}{}", server.url, release.url.path()).parse().unwrap(),
        sha256: super::digest::Digest::of_reader(&archive[..]).unwrap(),
        member: Some("kubefedctl".to_owned()),
    };
    let mut wanted = Wanted::exactly(Program::Kubefedctl, version("0.10.0-fork.1"));
    wanted.own = Some(own.clone());
    // The mirror has nothing to do with it, and its password is for nobody else.
    let mirror = "https://me:s3cret@mirror.test".parse().unwrap();
    let fetcher = strict(folder.path(), mirror, None);
    let found = fetcher.program(&wanted, &Silent).await.unwrap();
    assert_eq!(std::fs::read(&found.path).unwrap(), b"kubefedctl");
    assert_eq!(server.requests().len(), 1, "no checksum file is asked for");
    assert!(server.heads().iter().all(|head| !head.contains("authorization")));
    assert_eq!(fetcher.program(&wanted, &Silent).await.unwrap().source, Source::Store);

    let other = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    wanted.own = Some(OwnSource { sha256: other.parse().unwrap(), ..own });
    let text = refused(&fetcher, &wanted).await;
    assert!(text.contains("federation.yaml says aaaa"), "{text}");
}

#[tokio::test]
async fn a_changed_file_is_told_of_before_it_is_fetched_anew() {
    let folder = tempfile::tempdir().unwrap();
    let fetcher = fetcher(folder.path(), published().write_to(&folder.path().join("m")));
    let first = fetcher.program(&helm(), &Silent).await.unwrap();
    std::fs::write(&first.path, [b'x'; 10_000]).unwrap();
    let notes = Notes::default();
    let second = fetcher.program(&helm(), &notes).await.unwrap();
    assert_eq!(std::fs::read(second.path).unwrap(), [b'h'; 10_000]);
    let notes = notes.0.into_inner().unwrap();
    let altered = Note::Altered { what: "helm 3.19.5".to_owned(), path: first.path };
    assert_eq!(notes.first(), Some(&altered));
}

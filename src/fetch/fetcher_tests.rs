use tokio_util::sync::CancellationToken;

use super::super::fixtures::*;
use super::super::testing::Server;
use super::super::{Asked, Silent, Why};
use super::*;
use crate::tool::Program;

#[tokio::test]
async fn a_directory_and_a_server_give_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(published().routes()).await;
    let directory = published().write_to(&folder.path().join("mirror"));
    let mut results = Vec::new();
    for (name, mirror) in [("a", server.mirror()), ("b", directory)] {
        let fetcher = fetcher(&folder.path().join(name), mirror);
        for program in Program::ALL {
            let wanted = Wanted::exactly(program, version("1.2.3"));
            let found = fetcher.program(&wanted, &Silent).await.unwrap();
            assert_eq!(std::fs::read(&found.path).unwrap(), program.file_name().as_bytes());
            assert!(matches!(found.source, Source::Downloaded { .. }));
        }
        let chart = fetcher.chart(&version("0.10.0"), &Silent).await.unwrap();
        assert!(chart.path.ends_with("kubefed-0.10.0.tgz"));
        let missing = fetcher.chart(&version("0.11.0"), &Silent).await.unwrap_err();
        results.push((files(&folder.path().join(name)), chart.digest, missing.to_string()));
    }
    assert_eq!(results[0], results[1]);
    assert_eq!(results[0].2, "there is no chart kubefed 0.11.0; there are 0.10.0, 0.9.2");
}

#[tokio::test]
async fn what_is_in_the_store_needs_no_network() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(published().routes()).await;
    let mirror = server.mirror();
    let first = fetcher(folder.path(), mirror.clone()).program(&helm(), &Silent).await.unwrap();
    drop(server);
    let second = fetcher(folder.path(), mirror).program(&helm(), &Silent).await.unwrap();
    assert_eq!(second, Found { source: Source::Store, ..first });
}

#[tokio::test]
async fn a_file_that_was_damaged_in_the_store_is_fetched_again() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(published().routes()).await;
    let fetcher = fetcher(folder.path(), server.mirror());
    let first = fetcher.program(&helm(), &Silent).await.unwrap();
    std::fs::write(&first.path, "damaged").unwrap();
    let second = fetcher.program(&helm(), &Silent).await.unwrap();
    assert_eq!((second.path.as_path(), &second.source), (first.path.as_path(), &first.source));
    assert_eq!(std::fs::read(second.path).unwrap(), [b'h'; 10_000]);
}

#[tokio::test]
async fn two_at_once_download_once() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(published().routes()).await;
    // Two fetchers share nothing but the folder, as two processes do.
    let (a, b) = (fetcher(folder.path(), server.mirror()), fetcher(folder.path(), server.mirror()));
    let (wanted, notes) = (helm(), Notes::default());
    let (first, second) = tokio::join!(a.program(&wanted, &notes), b.program(&wanted, &notes));
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(first.path, second.path);
    assert_eq!(server.requests().len(), 2, "the archive and its checksum");
    assert!(notes.0.into_inner().unwrap().contains(&Note::Waiting { what: "helm 3.19.5".into() }));
}

#[tokio::test]
async fn a_fetch_can_be_a_task_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let fetcher = fetcher(folder.path(), published().write_to(&folder.path().join("mirror")));
    let task = tokio::spawn(async move {
        let chart = fetcher.chart(&version("0.10.0"), &Silent).await.unwrap();
        (fetcher.program(&helm(), &Silent).await.unwrap().version, chart.version)
    });
    assert_eq!(task.await.unwrap(), (version("3.19.5"), version("0.10.0")));
}

#[tokio::test]
async fn a_missing_version_can_be_added_to_the_mirror() {
    let folder = tempfile::tempdir().unwrap();
    let mirror = Mirror::Directory(folder.path().join("mirror"));
    let error = fetcher(folder.path(), mirror).program(&helm(), &Silent).await.unwrap_err();
    assert_eq!(error.to_string(), "there is no helm 3.19.5 in the mirror");
    let hint = &error.hints()[0];
    assert!(hint.contains("/mirror/helm-v3.19.5-linux-amd64.tar.gz"), "{hint}");
    assert!(hint.contains("https://get.helm.sh/helm-v3.19.5-linux-amd64.tar.gz"), "{hint}");
}

#[tokio::test]
async fn an_archive_without_the_program_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut release = helm_release();
    release.content = catalogue::Content::Member("linux-arm64/helm".to_owned());
    let mirror = Published::default().with(&release, b"helm").write_to(folder.path());
    let error = fetcher(folder.path(), mirror).program(&helm(), &Silent).await.unwrap_err();
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(cause, "the archive has no `linux-amd64/helm`: it has linux-arm64/helm");
    assert_eq!(files(&folder.path().join("store")), ["lock/helm@3.19.5@linux-amd64"]);
}

#[tokio::test]
async fn the_search_path_is_used_only_for_exactly_that_version() {
    let folder = tempfile::tempdir().unwrap();
    let mirror = published().write_to(&folder.path().join("mirror"));
    for (name, text) in
        [("broken", "exit 3"), ("other", "echo v3.18.0"), ("same", "echo v3.19.5+g1")]
    {
        std::fs::create_dir(folder.path().join(name)).unwrap();
        script(&folder.path().join(name).join("helm"), text).await;
    }
    let find = async |names: &[&str], store: &str| {
        let folders = names.iter().map(|name| folder.path().join(name));
        let mut settings = settings(folder.path().join(store), mirror.clone());
        settings.search_path = Some(std::env::join_paths(folders).unwrap());
        Fetcher::new(settings).unwrap().program(&helm(), &Silent).await.unwrap()
    };
    let found = find(&["nothing", "broken", "other", "same"], "a").await;
    assert_eq!((found.source, found.path), (Source::SearchPath, folder.path().join("same/helm")));
    let found = find(&["broken", "other"], "b").await;
    assert!(matches!(found.source, Source::Downloaded { .. }));
    let why: Vec<Why> = found.passed_over.into_iter().map(|other| other.why).collect();
    let broken = Why::Broken("`helm` exited with code 3".to_owned());
    assert_eq!(why, [broken, Why::OtherVersion(version("3.18.0"))]);
}

#[tokio::test]
async fn a_cancelled_run_passes_nothing_over() {
    let folder = tempfile::tempdir().unwrap();
    script(&folder.path().join("helm"), "echo v3.19.5").await;
    let mut settings = settings(folder.path().join("store"), published().write_to(folder.path()));
    let cancel = CancellationToken::new();
    (settings.exec, settings.search_path) = (
        Exec::new(cancel.clone(), CancellationToken::new()),
        Some(folder.path().as_os_str().to_owned()),
    );
    cancel.cancel();
    let error = Fetcher::new(settings).unwrap().program(&helm(), &Silent).await.unwrap_err();
    assert_eq!(error.to_string(), "`helm` was ended because the run was cancelled");
}

#[tokio::test]
async fn a_given_path_is_used_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let fetcher = fetcher(folder.path(), published().write_to(folder.path()));
    let path = folder.path().join("my-helm");
    let mut wanted = Wanted { path: Some(path.clone()), ..helm() };
    let refused = async |wanted: &Wanted| {
        let error = fetcher.program(wanted, &Silent).await.unwrap_err().to_string();
        error.replace(folder.path().to_str().unwrap(), "")
    };
    assert_eq!(refused(&wanted).await, "there is no helm at `/my-helm`");
    std::fs::write(&path, "").unwrap();
    assert_eq!(refused(&wanted).await, "the helm at `/my-helm` is not an executable file");
    script(&path, "exit 1").await;
    assert_eq!(refused(&wanted).await, "the helm at `/my-helm` does not say its version");
    script(&path, "echo v3.18.0").await;
    assert_eq!(
        refused(&wanted).await,
        "the helm at `/my-helm` is version 3.18.0, and 3.19.5 is wanted"
    );
    wanted.asked = Asked::ByDefault;
    let found = fetcher.program(&wanted, &Silent).await.unwrap();
    assert_eq!((found.version, found.source), (version("3.18.0"), Source::Given));
}

#[test]
fn a_store_that_depends_on_the_working_folder_is_refused() {
    let mirror = Mirror::Directory("/mirror".into());
    let error = Fetcher::new(settings("store".into(), mirror)).unwrap_err();
    assert_eq!(error.to_string(), "the store's path `store` is not absolute");
}

//! Fetches that end before their end.

use std::path::Path;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::fixtures::*;
use super::testing::{Reply, Routes, Server};
use super::{Note, Progress, Silent};
use crate::tool::{Exec, Invocation};

fn stalling() -> Routes {
    let mut routes = published().routes();
    let path = helm_release().url.path().to_owned();
    let half = Reply::Stall(published().0[&path].clone());
    routes.get_mut(&path).unwrap().insert(0, half);
    routes
}

#[tokio::test]
async fn a_fetch_that_was_given_up_leaves_nothing_and_lets_the_next_one_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(stalling()).await;
    let fetcher = fetcher(folder.path(), server.mirror());
    let wanted = helm();
    tokio::select! {
        _ = fetcher.program(&wanted, &Silent) => panic!("the body never ends"),
        permit = server.stalled.acquire() => drop(permit.unwrap()),
    }
    assert_eq!(files(&folder.path().join("store")), ["lock/helm@3.19.5@linux-amd64"]);
    fetcher.program(&helm(), &Silent).await.unwrap();
}

/// Tells a child of the next test where its store is, its server, and whom to call.
const CHILD: &str = "FEDRIG_TEST_KILLED_FETCH";

/// Calls a listener as soon as a download has begun.
struct Calls<'a>(&'a str);

impl Progress for Calls<'_> {
    fn note(&self, note: Note) {
        if matches!(note, Note::Downloading { .. }) {
            std::net::TcpStream::connect(self.0).unwrap();
        }
    }
}

#[tokio::test]
async fn a_fetch_that_was_killed_leaves_no_final_file() {
    #[expect(clippy::disallowed_methods, reason = "this test starts itself as a child")]
    if let Ok(told) = std::env::var(CHILD) {
        let [store, url, listener] = told.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let fetcher = fetcher(Path::new(store), url.parse().unwrap());
        fetcher.program(&helm(), &Calls(listener)).await.unwrap();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(stalling()).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (store, address) = (folder.path().join("store"), listener.local_addr().unwrap());
    let cancel = CancellationToken::new();
    let exec = Exec::new(cancel.clone(), CancellationToken::new());
    let name = "fetch::interrupted_tests::a_fetch_that_was_killed_leaves_no_final_file";
    let child = Invocation::of(&std::env::current_exe().unwrap())
        .args([name, "--exact"])
        .env(CHILD, format!("{} {} {address}", folder.path().display(), server.url));
    let child = tokio::spawn(async move { exec.run(child, Duration::from_secs(60)).await });
    let call = tokio::time::timeout(Duration::from_secs(60), listener.accept()).await;
    drop(call.expect("the child calls").unwrap());
    // SIGTERM ends the child where it is, as SIGKILL does: nobody handles it.
    cancel.cancel();
    assert!(child.await.unwrap().is_err());
    let left = files(&store);
    let kept = |file: &&String| !file.starts_with("lock/") && !file.starts_with("tmp/helm@");
    assert_eq!(left.iter().find(kept), None);
    assert_eq!(left.len(), 2, "half a file was to be left: {left:?}");
    fetcher(folder.path(), server.mirror()).program(&helm(), &Silent).await.unwrap();
    assert_eq!(files(&store.join("tmp")), [""; 0]);
}

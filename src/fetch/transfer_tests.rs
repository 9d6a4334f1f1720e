//! What servers can do wrong, seen through the whole way of a file.

use std::sync::Arc;
use std::time::Duration;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;

use super::catalogue::Release;
use super::fixtures::*;
use super::testing::*;
use super::*;
use crate::tool::{Exec, Invocation, Program};

const BYTES: &[u8] = &[b'k'; 10_000];
const PATH: &str = "/kubernetes-sigs/kind/releases/download/v0.30.0/kind-linux-amd64";

fn kind() -> Wanted {
    Wanted::exactly(Program::Kind, version("0.30.0"))
}

fn routes() -> Routes {
    let release = Release::of(Program::Kind, &version("0.30.0"), LINUX).unwrap();
    Published::default().with(&release, BYTES).routes()
}

/// The files of upstream, but kind's own answers are these.
fn routes_with(replies: &[Reply]) -> Routes {
    let mut routes = routes();
    routes.insert(PATH.to_owned(), replies.to_vec());
    routes
}

fn whole() -> Reply {
    Reply::Whole(BYTES.to_vec())
}

/// The error and its causes.
fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

#[rstest::rstest]
#[case::server_error(Reply::Status("500 Internal Server Error"))]
#[case::too_many_requests(Reply::Status("429 Too Many Requests"))]
#[case::cut_body(Reply::Cut(BYTES.to_vec()))]
#[tokio::test]
async fn what_may_end_better_is_tried_again(#[case] first: Reply) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(routes_with(&[first, whole()])).await;
    let notes = Notes::default();
    let found = fetcher(folder.path(), server.mirror()).program(&kind(), &notes).await.unwrap();
    assert_eq!(std::fs::read(found.path).unwrap(), BYTES);
    let notes = notes.0.into_inner().unwrap();
    let retries = notes.iter().filter(|note| matches!(note, Note::Retrying { .. })).count();
    assert_eq!(retries, 1, "{notes:?}");
    assert_eq!(files(&folder.path().join("store/tmp")), [""; 0]);
}

#[rstest::rstest]
#[case::server_error(
    Reply::Status("503 Service Unavailable"),
    4,
    "answered 503 Service Unavailable"
)]
#[case::forbidden(Reply::Status("403 Forbidden"), 1, "answered 403 Forbidden")]
#[case::nothing(Reply::Status("404 Not Found"), 1, "there is nothing at `http://127.0.0.1")]
#[case::cut_body(Reply::Cut(BYTES.to_vec()), 4, "failed: ")]
#[case::announced_size(Reply::Whole(vec![0; (1 << 20) + 1]), 1, "has more than 1048576 bytes")]
#[case::unannounced_size(Reply::Unannounced(2 << 20), 1, "has more than 1048576 bytes")]
#[case::plain_http(
    Reply::Status("302 Found\r\nlocation: http://192.0.2.1/kind"),
    1,
    "redirects to where fedrig does not follow: error following redirect: `http://192.0.2.1/kind` is not https"
)]
#[case::in_circles(
    Reply::Status(
        "302 Found\r\nlocation: /kubernetes-sigs/kind/releases/download/v0.30.0/kind-linux-amd64"
    ),
    11,
    "there are more than 10 redirects"
)]
#[case::other_file(Reply::Whole(b"other".to_vec()), 1, "and its checksum file says")]
#[tokio::test]
async fn what_fails_says_why_and_leaves_nothing(
    #[case] reply: Reply,
    #[case] requests: usize,
    #[case] expected: &str,
) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(routes_with(&[reply])).await;
    let fetcher = fetcher(folder.path(), server.mirror());
    let error = chain(&fetcher.program(&kind(), &Silent).await.unwrap_err());
    assert!(error.contains(expected) && error.contains(PATH), "{error}");
    let asked = server.requests().iter().filter(|path| *path == PATH).count();
    assert_eq!(asked, requests);
    assert_eq!(files(&folder.path().join("store")), ["lock/kind@0.30.0@linux-amd64"]);
}

#[tokio::test]
async fn a_redirect_on_this_machine_is_followed() {
    let folder = tempfile::tempdir().unwrap();
    let mut routes = routes_with(&[Reply::Status("302 Found\r\nlocation: /elsewhere")]);
    routes.insert("/elsewhere".to_owned(), vec![whole()]);
    let server = Server::start(routes).await;
    let fetcher = fetcher(folder.path(), server.mirror());
    let found = fetcher.program(&kind(), &Silent).await.unwrap();
    assert_eq!(found.source, Source::Downloaded { from: format!("{}{PATH}", server.url) });
}

#[tokio::test]
async fn a_silent_server_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(routes_with(&[Reply::Stall(BYTES.to_vec())])).await;
    let mut settings = settings(folder.path().join("store"), server.mirror());
    settings.http.stall = Duration::from_millis(200);
    settings.http.tries = 1;
    let fetcher = Fetcher::new(settings).unwrap();
    let error = chain(&fetcher.program(&kind(), &Silent).await.unwrap_err());
    assert!(error.ends_with("sent nothing for 0.2 s"), "{error}");
}

#[tokio::test]
async fn a_page_instead_of_a_checksum_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut routes = routes();
    let page = Reply::Whole(b"<html>please log in</html>".to_vec());
    routes.insert(format!("{PATH}.sha256sum"), vec![page]);
    let server = Server::start(routes).await;
    let fetcher = fetcher(folder.path(), server.mirror());
    let error = fetcher.program(&kind(), &Silent).await.unwrap_err();
    assert!(chain(&error).contains("is not a checksum file: it says `<html>please log in</html>`"));
    assert!(error.hints()[0].starts_with("`curl -sSL http://127.0.0.1"));
}

#[tokio::test]
async fn plain_http_to_elsewhere_is_not_even_tried() {
    let folder = tempfile::tempdir().unwrap();
    let mirror = Mirror::Url("http://192.0.2.1/".parse().unwrap());
    let error = fetcher(folder.path(), mirror).program(&kind(), &Silent).await.unwrap_err();
    assert!(chain(&error).ends_with("is not https"), "{error}");
}

#[tokio::test]
async fn credentials_of_a_mirror_are_sent_and_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(routes_with(&[Reply::Status("403 Forbidden")])).await;
    let mirror = server.url.replace("http://", "http://me:s3cret@").parse().unwrap();
    let fetcher = fetcher(folder.path(), mirror);
    let error = fetcher.program(&kind(), &Silent).await.unwrap_err();
    // me:s3cret
    let sent = |head: &String| head.contains("authorization: Basic bWU6czNjcmV0");
    assert!(server.heads().iter().all(sent), "{:?}", server.heads());
    let shown = format!("{} {error:?} {:?} {fetcher:?}", chain(&error), error.hints());
    assert!(!shown.contains("s3cret"), "{shown}");
}

/// A server with a certificate that only its own authority vouches for, and that authority.
async fn private_server() -> (Server, Vec<u8>) {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = made.signing_key.serialize_der().try_into().unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let server = Server::start_with(routes(), Some(TlsAcceptor::from(Arc::new(config)))).await;
    (server, made.cert.pem().into_bytes())
}

#[tokio::test]
async fn a_certificate_of_an_unknown_authority_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (server, _) = private_server().await;
    let notes = Notes::default();
    let fetcher = fetcher(folder.path(), server.mirror());
    let error = fetcher.program(&kind(), &notes).await.unwrap_err();
    assert!(chain(&error).contains("there is no trusted connection to `https://127.0.0.1"));
    assert!(chain(&error).contains("UnknownIssuer"), "{}", chain(&error));
    assert_eq!((server.requests().len(), notes.0.into_inner().unwrap().len()), (0, 0));
}

#[tokio::test]
async fn an_authority_that_the_user_trusts_is_trusted() {
    let folder = tempfile::tempdir().unwrap();
    let (server, authority) = private_server().await;
    let mut settings = settings(folder.path().join("store"), server.mirror());
    settings.http.authorities = Some(authority);
    let fetcher = Fetcher::new(settings).unwrap();
    fetcher.program(&kind(), &Silent).await.unwrap();
}

/// Tells a child of the next test where its store is.
const CHILD: &str = "FEDRIG_TEST_PROXIED_FETCH";

#[tokio::test]
async fn upstream_is_asked_through_the_proxy_of_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    #[expect(clippy::disallowed_methods, reason = "this test starts itself as a child")]
    if let Ok(store) = std::env::var(CHILD) {
        let mut settings = settings(store.into(), Mirror::Directory("/".into()));
        settings.mirror = None;
        let fetcher = Fetcher::new(settings).unwrap();
        let error = fetcher.program(&kind(), &Silent).await.unwrap_err();
        assert_eq!(error.to_string(), "can't fetch kind 0.30.0");
        return;
    }
    // A proxy that lets nothing through.
    let proxy = Server::start(Routes::new()).await;
    let name = "fetch::transfer_tests::upstream_is_asked_through_the_proxy_of_the_environment";
    let child = Invocation::of(&std::env::current_exe().unwrap())
        .args([name, "--exact"])
        .env(CHILD, folder.path().join("store"))
        .env("HTTPS_PROXY", &proxy.url)
        .env("https_proxy", &proxy.url)
        .env("NO_PROXY", "")
        .env("no_proxy", "");
    Exec::default().run(child, Duration::from_secs(60)).await.unwrap();
    assert_eq!(proxy.heads()[0].lines().next(), Some("CONNECT github.com:443 HTTP/1.1"));
}

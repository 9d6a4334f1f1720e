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
#[case::a_page(
    Reply::Whole(b"\n<!DOCTYPE html><html>please log in</html>".to_vec()),
    1,
    "is a web page and not a release file"
)]
#[case::longer_than_it_says(
    Reply::Announced(BYTES.to_vec(), 100),
    1,
    "and its checksum file says"
)]
#[case::shorter_than_it_says(Reply::Announced(BYTES.to_vec(), 20_000), 4, "failed: ")]
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
async fn what_has_come_is_not_asked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(routes_with(&[Reply::Resumable(BYTES.to_vec(), "\"one\"")])).await;
    let found = fetcher(folder.path(), server.mirror()).program(&kind(), &Silent).await.unwrap();
    assert_eq!(std::fs::read(found.path).unwrap(), BYTES);
    let asked: Vec<_> =
        server.heads().into_iter().filter(|head| head.contains(&format!("{PATH} "))).collect();
    assert_eq!(asked.len(), 2);
    assert!(asked[1].contains("range: bytes=5000-\r\n") && asked[1].contains("if-range: \"one\""));
}

#[rstest::rstest]
#[case::the_file_is_another_by_now(Reply::Resumable(BYTES.to_vec(), "\"two\""), 3)]
#[case::the_server_sends_everything(whole(), 2)]
#[case::there_is_no_such_range(Reply::Status("416 Range Not Satisfiable"), 3)]
#[case::another_range_is_sent(
    Reply::Status("206 Partial Content\r\ncontent-range: bytes 0-9999/10000"),
    3
)]
#[tokio::test]
async fn a_rest_that_does_not_fit_is_not_taken(#[case] second: Reply, #[case] requests: usize) {
    let folder = tempfile::tempdir().unwrap();
    // What was there first had other bytes: what is put together of both would be noticed.
    let first = Reply::Resumable(vec![b'x'; 10_000], "\"one\"");
    let server = Server::start(routes_with(&[first, second, whole()])).await;
    let found = fetcher(folder.path(), server.mirror()).program(&kind(), &Silent).await.unwrap();
    assert_eq!(std::fs::read(found.path).unwrap(), BYTES);
    let asked = server.requests().iter().filter(|path| *path == PATH).count();
    assert_eq!(asked, requests);
}

#[tokio::test]
async fn a_weak_etag_is_no_reason_to_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let first = Reply::Resumable(BYTES.to_vec(), "W/\"one\"");
    let server = Server::start(routes_with(&[first, whole()])).await;
    fetcher(folder.path(), server.mirror()).program(&kind(), &Silent).await.unwrap();
    assert!(server.heads().iter().all(|head| !head.contains("range: ")));
}

#[tokio::test]
async fn a_slow_server_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = b"slow".repeat(20);
    let release = Release::of(Program::Kind, &version("0.30.0"), LINUX).unwrap();
    let mut routes = Published::default().with(&release, &bytes).routes();
    routes.insert(PATH.to_owned(), vec![Reply::Slow(bytes.clone())]);
    let server = Server::start(routes).await;
    let mut settings = settings(folder.path().join("store"), server.mirror());
    // Silence is what is limited, and not the whole time.
    settings.http.stall = Duration::from_millis(500);
    let found = Fetcher::new(settings).unwrap().program(&kind(), &Silent).await.unwrap();
    assert_eq!(std::fs::read(found.path).unwrap(), bytes);
}

#[rstest::rstest]
#[case::missing(Reply::Status("404 Not Found"), "there is nothing at")]
#[case::of_another_file(
    Reply::Whole(format!("{}  kind-linux-arm64\n", "a".repeat(64)).into_bytes()),
    "has no checksum of `kind-linux-amd64`"
)]
#[case::malformed(Reply::Whole(b"sha256: 12ab".to_vec()), "is not a checksum file")]
#[case::too_large(Reply::Unannounced(5 << 20), "has more than 4194304 bytes")]
#[tokio::test]
async fn without_a_right_checksum_file_nothing_is_kept(
    #[case] reply: Reply,
    #[case] expected: &str,
) {
    let folder = tempfile::tempdir().unwrap();
    let mut routes = routes();
    routes.insert(format!("{PATH}.sha256sum"), vec![reply]);
    let server = Server::start(routes).await;
    let fetcher = fetcher(folder.path(), server.mirror());
    let error = chain(&fetcher.program(&kind(), &Silent).await.unwrap_err());
    assert!(error.contains(expected), "{error}");
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
    server_until(4096).await
}

/// The same, with a certificate that is good until the end of that year.
async fn server_until(year: i32) -> (Server, Vec<u8>) {
    let mut params = rcgen::CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    params.not_after = rcgen::date_time_ymd(year, 12, 31);
    let signing_key = rcgen::KeyPair::generate().unwrap();
    let cert = params.self_signed(&signing_key).unwrap();
    let made = rcgen::CertifiedKey { cert, signing_key };
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

#[tokio::test]
async fn a_certificate_that_is_over_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (server, authority) = server_until(2020).await;
    let mut settings = settings(folder.path().join("store"), server.mirror());
    settings.http.authorities = Some(authority);
    let notes = Notes::default();
    let error = Fetcher::new(settings).unwrap().program(&kind(), &notes).await.unwrap_err();
    assert!(chain(&error).contains("certificate expired"), "{}", chain(&error));
    assert_eq!(notes.0.into_inner().unwrap().len(), 0, "no second attempt");
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

#[tokio::test]
async fn a_proxy_that_asks_for_a_password_is_asked_once() {
    let folder = tempfile::tempdir().unwrap();
    #[expect(clippy::disallowed_methods, reason = "this test starts itself as a child")]
    if let Ok(store) = std::env::var(CHILD) {
        let mut settings = settings(store.into(), Mirror::Directory("/".into()));
        settings.mirror = None;
        let fetcher = Fetcher::new(settings).unwrap();
        let error = fetcher.program(&kind(), &Silent).await.unwrap_err();
        let text = chain(&error);
        assert!(text.contains("asks for a user name and a password"), "{text}");
        assert!(error.hints()[0].contains("HTTPS_PROXY=http://<user>:<password>@"));
        return;
    }
    let mut routes = Routes::new();
    let refusal = "407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm=x";
    routes.insert("github.com:443".to_owned(), vec![Reply::Status(refusal)]);
    let proxy = Server::start(routes).await;
    let name = "fetch::transfer_tests::a_proxy_that_asks_for_a_password_is_asked_once";
    let child = Invocation::of(&std::env::current_exe().unwrap())
        .args([name, "--exact"])
        .env(CHILD, folder.path().join("store"))
        .env("HTTPS_PROXY", &proxy.url)
        .env("https_proxy", &proxy.url)
        .env("NO_PROXY", "")
        .env("no_proxy", "");
    Exec::default().run(child, Duration::from_secs(60)).await.unwrap();
    // The file and its checksum file, each once.
    assert!(proxy.heads().len() <= 2, "{:?}", proxy.heads());
}

/// A server whose first connection ends with a reset in the middle of the body.
async fn resetting(body: Vec<u8>) -> (Mirror, tokio::task::JoinHandle<()>) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mirror = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let is_reset = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let checksum = format!("{}  kind-linux-amd64\n", Digest::of_reader(&body[..]).unwrap());
    let task = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (body, checksum) = (body.clone(), checksum.clone());
            let is_reset = Arc::clone(&is_reset);
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(stream.read_u8().await.unwrap());
                }
                let is_checksum = String::from_utf8_lossy(&head).contains("sha256sum ");
                let body = if is_checksum { checksum.into_bytes() } else { body };
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
                stream.write_all(head.as_bytes()).await.unwrap();
                if !is_checksum && !is_reset.swap(true, std::sync::atomic::Ordering::SeqCst) {
                    stream.write_all(&body[..body.len() / 2]).await.unwrap();
                    // Closed with nothing to linger for, the kernel sends RST.
                    stream.set_zero_linger().unwrap();
                    return;
                }
                stream.write_all(&body).await.unwrap();
            });
        }
    });
    (mirror, task)
}

#[tokio::test]
async fn a_connection_that_is_reset_in_the_middle_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let body = vec![7; 1 << 20];
    let (mirror, task) = resetting(body.clone()).await;
    let notes = Notes::default();
    let mut settings = settings(folder.path().join("store"), mirror);
    settings.bytes = super::Bytes::Rebuilt;
    let found = Fetcher::new(settings).unwrap().program(&kind(), &notes).await.unwrap();
    assert_eq!(std::fs::read(found.path).unwrap(), body);
    let retried =
        |note: &Note| matches!(note, Note::Retrying { reason, .. } if reason.contains("failed"));
    assert_eq!(notes.0.into_inner().unwrap().iter().filter(|note| retried(note)).count(), 1);
    task.abort();
}

#[tokio::test]
async fn a_host_of_no_proxy_is_asked_without_the_proxy() {
    let folder = tempfile::tempdir().unwrap();
    #[expect(clippy::disallowed_methods, reason = "this test starts itself as a child")]
    if let Ok(store) = std::env::var(CHILD) {
        let mirror = "https://mirror.fedrig.invalid".parse().unwrap();
        let settings = settings(store.into(), mirror);
        let error = Fetcher::new(settings).unwrap().program(&kind(), &Silent).await.unwrap_err();
        assert_eq!(error.to_string(), "can't fetch kind 0.30.0");
        return;
    }
    let name = "fetch::transfer_tests::a_host_of_no_proxy_is_asked_without_the_proxy";
    for (no_proxy, asked) in [("example.com", true), ("example.com,.fedrig.invalid", false)] {
        let proxy = Server::start(Routes::new()).await;
        let child = Invocation::of(&std::env::current_exe().unwrap())
            .args([name, "--exact"])
            .env(CHILD, folder.path().join("store"))
            .env("HTTPS_PROXY", &proxy.url)
            .env("https_proxy", &proxy.url)
            .env("NO_PROXY", no_proxy)
            .env("no_proxy", no_proxy);
        Exec::default().run(child, Duration::from_secs(60)).await.unwrap();
        let heads = proxy.heads();
        assert_eq!(!heads.is_empty(), asked, "NO_PROXY={no_proxy}: {heads:?}");
    }
}

/// Tells a child of the next test which server to ask.
const SERVER: &str = "FEDRIG_TEST_PRIVATE_SERVER";

#[tokio::test]
async fn an_authority_in_ssl_cert_file_is_trusted() {
    let folder = tempfile::tempdir().unwrap();
    #[expect(clippy::disallowed_methods, reason = "this test starts itself as a child")]
    if let (Ok(store), Ok(server)) = (std::env::var(CHILD), std::env::var(SERVER)) {
        let settings = settings(store.into(), server.parse().unwrap());
        Fetcher::new(settings).unwrap().program(&kind(), &Silent).await.unwrap();
        return;
    }
    let (server, authority) = private_server().await;
    let certificates = folder.path().join("ca.pem");
    std::fs::write(&certificates, authority).unwrap();
    let name = "fetch::transfer_tests::an_authority_in_ssl_cert_file_is_trusted";
    let child = |store: &str| {
        Invocation::of(&std::env::current_exe().unwrap())
            .args([name, "--exact"])
            .env(CHILD, folder.path().join(store))
            .env(SERVER, &server.url)
    };
    let exec = Exec::default();
    let trusting = child("one").env("SSL_CERT_FILE", &certificates);
    exec.run(trusting, Duration::from_secs(60)).await.unwrap();
    // Without it, the same server is not trusted.
    assert!(exec.run(child("two"), Duration::from_secs(60)).await.is_err());
}

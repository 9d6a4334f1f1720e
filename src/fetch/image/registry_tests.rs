//! A registry of the test's own, on the loopback.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use super::{ImageName, Pullable};
use crate::fetch::fixtures::settings;
use crate::fetch::{Fetcher, Mirror};

const HEX: &str = "3f2a0c0e5b0a7c4de1f0b6a2d9c8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0";

/// Answers each request with what `answer` makes of its head.
fn registry(answer: impl Fn(&str) -> String + Send + 'static) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let heads = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&heads);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let head: Vec<String> =
                lines.map(Result::unwrap).take_while(|line| !line.is_empty()).collect();
            let head = head.join("\n");
            log.lock().unwrap().push(head.clone());
            write!(stream, "HTTP/1.1 {}\r\nconnection: close\r\n\r\n", answer(&head)).unwrap();
        }
    });
    (host, heads)
}

async fn ask(host: &str, rest: &str) -> Pullable {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path().join("store"), Mirror::Directory("/nowhere".into()));
    let image: ImageName = format!("{host}/{rest}").parse().unwrap();
    Fetcher::new(settings).unwrap().pullable(&image).await
}

fn there() -> Pullable {
    Pullable::Yes { digest: HEX.parse().unwrap() }
}

#[tokio::test]
async fn the_digest_is_asked_for_and_nothing_is_fetched() {
    let (host, heads) = registry(|_| format!("200 OK\r\ndocker-content-digest: sha256:{HEX}"));
    assert_eq!(ask(&host, "a/kubefed:v1").await, there());
    let heads = heads.lock().unwrap();
    assert!(heads[0].starts_with("HEAD /v2/a/kubefed/manifests/v1 "), "{heads:?}");
    assert!(heads[0].contains("manifest.list.v2+json"), "{heads:?}");
    assert_eq!(heads.len(), 1);
}

#[tokio::test]
async fn a_token_for_everybody_is_fetched_where_one_is_wanted() {
    let place = Arc::new(Mutex::new(String::new()));
    let own = Arc::clone(&place);
    let (host, heads) = registry(move |head| {
        let host = own.lock().unwrap().clone();
        if head.starts_with("GET /token?service=r&scope=repository%3Aa%2Fkubefed%3Apull ") {
            return "200 OK\r\ncontent-length: 17\r\n\r\n{\"token\":\"t0ken\"}".to_owned();
        }
        if head.contains("authorization: Bearer t0ken") {
            return format!("200 OK\r\ndocker-content-digest: sha256:{HEX}");
        }
        format!("401 No\r\nwww-authenticate: Bearer realm=\"http://{host}/token\",service=\"r\"")
    });
    place.lock().unwrap().clone_from(&host);
    assert_eq!(ask(&host, "a/kubefed:v1").await, there());
    assert_eq!(heads.lock().unwrap().len(), 3);
}

#[rstest::rstest]
#[case::absent("404 Not Found", Pullable::Absent)]
#[case::private("403 Forbidden", Pullable::Denied)]
#[case::a_password("401 No\r\nwww-authenticate: Basic realm=\"x\"", Pullable::Denied)]
#[tokio::test]
async fn what_a_registry_says_is_told_apart(
    #[case] answer: &'static str,
    #[case] expected: Pullable,
) {
    let (host, _) = registry(|_| answer.to_owned());
    assert_eq!(ask(&host, "a/kubefed:v1").await, expected);
}

#[rstest::rstest]
#[case::broken("500 Oh", "answered 500")]
#[case::no_registry("200 OK", "names no digest")]
#[case::a_strange_digest("200 OK\r\ndocker-content-digest: md5:1", "names no digest")]
#[case::a_token_in_plain(
    "401 No\r\nwww-authenticate: Bearer realm=\"http://192.0.2.1/t\"",
    "is not https"
)]
#[tokio::test]
async fn what_could_not_be_told_says_why(#[case] answer: &'static str, #[case] why: &str) {
    let (host, _) = registry(|_| answer.to_owned());
    let said = ask(&host, "a/kubefed:v1").await;
    assert!(matches!(&said, Pullable::Unknown { why: text } if text.contains(why)), "{said:?}");
}

#[tokio::test]
async fn without_anybody_there_it_could_not_be_told() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    drop(listener);
    let said = ask(&host, "a/kubefed:v1").await;
    assert!(matches!(&said, Pullable::Unknown { why } if why.contains("refused")), "{said:?}");
}

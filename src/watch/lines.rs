//! The connections to an API server: all questions share one, and each watch has its own.
//!
//! `kube` alone opens a connection a question that is asked at once, and each costs both sides an
//! exchange of certificates: 1,500 for the survey of 100 members. Over HTTP/2 one connection takes them
//! all. It takes 100 at once, though, and a watch would hold a place as long as it lasts.

use std::time::Duration;

use http::{Request, Response};
use http_body_util::BodyExt;
use hyper_rustls::{FixedServerNameResolver, HttpsConnectorBuilder};
use hyper_timeout::TimeoutConnector;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use kube::Config;
use kube::client::retry::RetryPolicy;
use kube::client::{Body, ClientBuilder, ConfigExt as _, DynBody};
use tower::layer::layer_fn;
use tower::retry::RetryLayer;
use tower::steer::Steer;
use tower::util::{BoxCloneService, BoxService};
use tower::{BoxError, ServiceBuilder, ServiceExt as _};

use super::client::CONNECT;

/// A connection with questions under way on which nothing comes is asked for a sign of life after this.
const QUIET: Duration = Duration::from_secs(5);

type Asked = BoxCloneService<Request<Body>, Response<Box<DynBody>>, BoxError>;
type Line = BoxService<Request<Body>, Response<Box<DynBody>>, BoxError>;

/// A client with both. Behind a proxy everything goes as `kube` does it.
pub(super) fn client(config: Config) -> kube::Result<kube::Client> {
    if config.proxy_url.is_some() {
        return kube::Client::try_from(config);
    }
    let questions = questions(&config)?;
    let steered = layer_fn(move |watches: Line| {
        let lines = [BoxService::new(questions.clone()), watches];
        Steer::new(lines, |request: &Request<Body>, _: &[Line]| {
            usize::from(is_watch(request.uri()))
        })
    });
    Ok(ClientBuilder::try_from(config)?.with_layer(&steered).build())
}

fn questions(config: &Config) -> kube::Result<Asked> {
    let mut connector = HttpConnector::new();
    connector.enforce_http(false);
    let mut secured = HttpsConnectorBuilder::new()
        .with_tls_config(config.rustls_client_config()?)
        .https_or_http();
    let name = config.tls_server_name.clone().and_then(|name| name.try_into().ok());
    if let Some(name) = name {
        secured = secured.with_server_name_resolver(FixedServerNameResolver::new(name));
    }
    let mut connector =
        TimeoutConnector::new(secured.enable_all_versions().wrap_connector(connector));
    connector.set_connect_timeout(config.connect_timeout);
    connector.set_read_timeout(config.read_timeout);
    connector.set_write_timeout(config.write_timeout);
    let client = legacy::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .http2_keep_alive_interval(QUIET)
        .http2_keep_alive_timeout(CONNECT)
        .build(connector);
    let service = ServiceBuilder::new()
        .map_response(|response: Response<_>| {
            response.map(|body| Box::new(BodyExt::map_err(body, BoxError::from)) as Box<DynBody>)
        })
        .layer(config.base_uri_layer())
        .layer(RetryLayer::new(RetryPolicy::server_retry()))
        .option_layer(config.auth_layer()?)
        .layer(config.extra_headers_layer()?)
        .map_err(BoxError::from)
        .service(client);
    Ok(service.boxed_clone())
}

fn is_watch(of: &http::Uri) -> bool {
    of.query().is_some_and(|query| query.split('&').any(|part| part == "watch=true"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::list("/api/v1/pods?&limit=500", false)]
    #[case::watch("/api/v1/pods?&watch=true&timeoutSeconds=290", true)]
    #[case::named_so("/api/v1/pods?fieldSelector=metadata.name%3Dwatch=true", false)]
    #[case::nothing_asked("/version", false)]
    fn a_watch_is_told_by_its_question(#[case] uri: &str, #[case] is: bool) {
        assert_eq!(is_watch(&uri.parse().unwrap()), is);
    }
}

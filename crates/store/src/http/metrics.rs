//! What the server counts of its requests, for Prometheus. Neither keys nor people are in it, and no address but those of
//! this table: a label of a stranger's making could be anything.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use super::refusal::Refusal;
use crate::error::ErrorCode;

/// As the exposition format is called: <https://prometheus.io/docs/specs/om/open_metrics_spec/>
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    method: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

/// The counters of one server.
pub(super) struct Metrics {
    registry: Registry,
    answered: Family<Answered, Counter>,
    seconds: Family<Route, Histogram>,
}

impl Metrics {
    pub(super) fn new() -> Arc<Self> {
        let mut registry = Registry::with_prefix("studio_store");
        let answered = Family::default();
        // From a quarter of a millisecond to eight seconds.
        let seconds = Family::<Route, Histogram>::new_with_constructor(|| {
            Histogram::new(exponential_buckets(0.000_25, 2.0, 16))
        });
        registry.register("http_requests", "Requests that were answered", answered.clone());
        registry.register(
            "http_request_seconds",
            "How long answers took, in seconds",
            seconds.clone(),
        );
        let version = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "Which version runs", version);
        Arc::new(Self {
            registry,
            answered,
            seconds,
        })
    }
}

/// Counts a request.
pub(super) async fn count(State(metrics): State<Arc<Metrics>>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let path = request.extensions().get::<MatchedPath>();
    let route = path.map_or("none", MatchedPath::as_str).to_owned();
    let method = known_method(request.method());
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let answered = Answered {
        route,
        method,
        status,
    };
    metrics.answered.get_or_create(&answered).inc();
    let route = answered.route;
    let seconds = metrics.seconds.get_or_create(&Route { route });
    seconds.observe(begun.elapsed().as_secs_f64());
    response
}

/// A method can be any word.
fn known_method(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// All counters as they stand.
pub(super) async fn show(State(metrics): State<Arc<Metrics>>) -> Response {
    let mut page = String::new();
    match text::encode(&mut page, &metrics.registry) {
        Ok(()) => ([(header::CONTENT_TYPE, OPEN_METRICS)], page).into_response(),
        Err(error) => {
            tracing::error!(%error, "the metrics could not be written");
            Refusal::new(
                ErrorCode::Internal,
                "The metrics could not be written; the log says more.",
            )
            .into_response()
        }
    }
}

//! The metrics listener: an address of its own, so that no stranger reads what goes on here.

use crate::telemetry::metrics;
use crate::wiring::clock::SystemClock;
use crate::wiring::server;
use axum::Router;
use axum::http::header;
use axum::routing::get;
use kurier_engine::Engine;
use kurier_engine::clock::Clock;
use metrics_exporter_prometheus::PrometheusHandle;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

/// The text format that Prometheus reads.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// A bound listener with the recorder behind it; not serving yet.
pub(crate) struct MetricsDoor {
    listener: TcpListener,
    handle: PrometheusHandle,
}

/// Binds the listener and installs the recorder: before the node starts, or what it records is lost.
pub(crate) async fn open(address: Option<SocketAddr>) -> anyhow::Result<Option<MetricsDoor>> {
    let Some(address) = address else { return Ok(None) };
    let listener = server::bind(address).await?;
    let handle = metrics::install(SystemClock::default().now().0)?;
    tracing::info!(address = %listener.local_addr()?, "metrics are served");
    Ok(Some(MetricsDoor { listener, handle }))
}

impl MetricsDoor {
    /// Serves `GET /metrics` until the process ends: the drain is worth watching, too.
    pub(crate) fn serve(self, engine: Arc<Engine>) {
        let Self { listener, handle } = self;
        tokio::spawn(metrics::keep_tidy(handle.clone()));
        let render = move || {
            engine.note_queues();
            let text = handle.render();
            async move { ([(header::CONTENT_TYPE, TEXT)], text) }
        };
        let router = Router::new().route("/metrics", get(render));
        tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the metrics listener ended");
            }
        });
    }
}

//! Spans of requests for an OpenTelemetry collector, over OTLP in HTTP with protobuf. Configured by the
//! standard variables, `OTEL_EXPORTER_OTLP_ENDPOINT` first of all; without it nothing is exported.

use super::{COLLECTOR, Reader};
use anyhow::Context;
use kurier_egress::{Client, Policy};
use kurier_server::observe::Trace;
use opentelemetry::trace::{
    SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState, TracerProvider,
};
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{IdGenerator, RandomIdGenerator, SdkTracerProvider};
use std::cell::Cell;
use tokio::runtime::Runtime;
use tracing::{Level, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;

/// The export of spans.
pub(crate) struct Export(SdkTracerProvider);

impl Export {
    /// `None` if no collector is named.
    pub(crate) fn from_environment() -> anyhow::Result<Option<Self>> {
        if std::env::var_os(COLLECTOR).is_none_or(|address| address.is_empty()) {
            return Ok(None);
        }
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_http_client(Post::new()?)
            .build()
            .context("the exporter cannot be set up")?;
        let resource = Resource::builder().with_service_name("kurier").build();
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_id_generator(SameId(RandomIdGenerator::default()))
            .with_resource(resource)
            .build();
        Ok(Some(Self(provider)))
    }

    /// Reads the spans of requests, whatever the log shows.
    pub(crate) fn reader(&self) -> Reader {
        let ours = filter_fn(|metadata| {
            metadata.is_span()
                && *metadata.level() <= Level::DEBUG
                && metadata.target().starts_with("kurier")
        });
        let tracer = self.0.tracer("kurier");
        tracing_opentelemetry::layer().with_tracer(tracer).with_filter(ours).boxed()
    }

    /// Sends what is left, in bounded time.
    pub(crate) fn end(self) {
        if let Err(error) = self.0.shutdown() {
            tracing::warn!(%error, "the last spans were not exported");
        }
    }
}

thread_local! {
    /// The trace id of the span that begins now on this thread.
    static BEGINNING: Cell<Option<u128>> = const { Cell::new(None) };
}

/// Gives the span of a request the trace id that its answer carries, and the caller's span as parent.
pub(crate) fn tie(span: &Span, trace: &Trace) {
    if let Some(parent) = trace.parent {
        let flags = if trace.sampled { TraceFlags::SAMPLED } else { TraceFlags::default() };
        let (id, parent) = (TraceId::from(trace.id), SpanId::from(parent));
        let parent = SpanContext::new(id, parent, flags, true, TraceState::default());
        let context = opentelemetry::Context::new().with_remote_span_context(parent);
        // Fails only for a span that nobody exports.
        drop(span.set_parent(context));
        return;
    }
    BEGINNING.set(Some(trace.id));
    // Begins it: it asks the generator below for its ids.
    drop(span.context());
    BEGINNING.set(None);
}

/// Draws ids, except a trace id that is known already.
#[derive(Debug)]
struct SameId(RandomIdGenerator);

impl IdGenerator for SameId {
    fn new_trace_id(&self) -> TraceId {
        BEGINNING.get().map_or_else(|| self.0.new_trace_id(), TraceId::from)
    }

    fn new_span_id(&self) -> SpanId {
        self.0.new_span_id()
    }
}

/// Posts over the guarded client. The exporter works on a thread of its own, outside of any runtime,
/// and waits there: so the client brings a small runtime along.
#[derive(Debug)]
struct Post {
    client: Client,
    runtime: Runtime,
}

impl Post {
    fn new() -> anyhow::Result<Self> {
        let client = Client::new(Policy::configured())?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Self { client, runtime })
    }
}

#[async_trait::async_trait]
impl HttpClient for Post {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (parts, body) = request.into_parts();
        let mut post = kurier_egress::Request::new(parts.method, parts.uri.to_string());
        post.headers = parts.headers;
        post.body = body;
        let answer = self.runtime.block_on(self.client.request(post))?;
        let mut response = Response::new(answer.body);
        *response.status_mut() = answer.status;
        Ok(response)
    }
}

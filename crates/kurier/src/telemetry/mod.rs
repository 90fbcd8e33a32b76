//! Logs go to stderr: `KURIER_LOG` filters (as `RUST_LOG` does elsewhere), `--log-format json` makes
//! one JSON object a line. With feature `otel`, spans of requests also go to a collector.

pub(crate) mod metrics;
#[cfg(feature = "otel")]
pub(crate) mod otel;

use clap::ValueEnum;
use kurier_server::observe::SpanHook;
use std::io::IsTerminal;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

/// Where a collector listens; the standard variable.
const COLLECTOR: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

/// How log lines look.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// One reader of log lines and spans, with its own filter.
type Reader = Box<dyn Layer<Registry> + Send + Sync>;

/// What must still be done when the process ends.
pub(crate) struct Telemetry {
    #[cfg(feature = "otel")]
    export: Option<otel::Export>,
}

impl Telemetry {
    /// Sends what is left.
    #[cfg_attr(not(feature = "otel"), expect(clippy::unused_self, reason = "nothing is left"))]
    pub(crate) fn end(self) {
        #[cfg(feature = "otel")]
        if let Some(export) = self.export {
            export.end();
        }
    }
}

/// Starts logging. `default` filters when `KURIER_LOG` is absent or wrong.
pub(crate) fn start(format: LogFormat, default: &str) -> Telemetry {
    #[cfg_attr(not(feature = "otel"), expect(unused_mut, reason = "the collector is one more"))]
    let mut readers = vec![log(format, default)];
    #[cfg(feature = "otel")]
    let (export, failed) = match otel::Export::from_environment() {
        Ok(export) => (export, None),
        Err(error) => (None, Some(error)),
    };
    #[cfg(feature = "otel")]
    readers.extend(export.as_ref().map(otel::Export::reader));
    // Already started: a test harness did.
    drop(tracing_subscriber::registry().with(readers).try_init());
    #[cfg(feature = "otel")]
    if let Some(error) = failed {
        tracing::warn!("spans are not exported: {error:#}");
    }
    #[cfg(not(feature = "otel"))]
    if std::env::var_os(COLLECTOR).is_some() {
        tracing::warn!("{COLLECTOR} is set, but this program was built without feature `otel`");
    }
    Telemetry {
        #[cfg(feature = "otel")]
        export,
    }
}

/// Ties the span of each request to its caller's trace.
#[cfg(feature = "otel")]
pub(crate) const SPAN_HOOK: Option<SpanHook> = Some(otel::tie);
/// Nobody asks.
#[cfg(not(feature = "otel"))]
pub(crate) const SPAN_HOOK: Option<SpanHook> = None;

fn log(format: LogFormat, default: &str) -> Reader {
    let filter = EnvFilter::try_from_env("KURIER_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    let lines = fmt::layer().with_writer(std::io::stderr);
    match format {
        LogFormat::Text => {
            lines.with_ansi(colours()).with_target(false).with_filter(filter).boxed()
        }
        LogFormat::Json => lines.json().with_filter(filter).boxed(),
    }
}

fn colours() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var("TERM").is_ok_and(|term| term != "dumb")
        && std::io::stderr().is_terminal()
}

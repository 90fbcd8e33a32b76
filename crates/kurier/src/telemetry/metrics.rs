//! The recorder behind the metrics, and the text that Prometheus reads.

use anyhow::Context;
use kurier_engine::meter::series::{ALL, BUILD_INFO, Kind, START_TIME};
use metrics::{describe_counter, describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::time::Duration;

/// Observations wait in memory until they are sorted into buckets; a scrape does it, and so does this.
const TIDY_EVERY: Duration = Duration::from_secs(5);

/// Installs the recorder for the whole process. Must come before anything that records.
pub(crate) fn install(started_us: i64) -> anyhow::Result<PrometheusHandle> {
    let mut builder = PrometheusBuilder::new();
    for series in ALL {
        if let Kind::Histogram(bounds) = series.kind {
            let name = Matcher::Full(series.name.to_owned());
            builder = builder.set_buckets_for_metric(name, bounds).context("buckets")?;
        }
    }
    let handle = builder.install_recorder().context("the metrics recorder is there already")?;
    for series in ALL {
        match series.kind {
            Kind::Counter => describe_counter!(series.name, series.help),
            Kind::Gauge => describe_gauge!(series.name, series.help),
            Kind::Histogram(_) => describe_histogram!(series.name, series.help),
        }
    }
    gauge!(BUILD_INFO.name, "version" => env!("CARGO_PKG_VERSION")).set(1);
    gauge!(START_TIME.name).set(Duration::from_micros(started_us.unsigned_abs()).as_secs_f64());
    Ok(handle)
}

/// Sorts observations into buckets now and then, for good.
pub(crate) async fn keep_tidy(handle: PrometheusHandle) {
    loop {
        tokio::time::sleep(TIDY_EVERY).await;
        handle.run_upkeep();
    }
}

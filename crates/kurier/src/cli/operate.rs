//! What operators of many nodes set: metrics and the drain.

use clap::Args;
use std::net::SocketAddr;
use std::time::Duration;

/// Options of every command that runs a node.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct OperateArgs {
    /// Serve metrics for Prometheus here, under /metrics; never open this to strangers
    #[arg(long, env = "KURIER_METRICS_LISTEN", value_name = "ADDR")]
    pub(crate) metrics_listen: Option<SocketAddr>,
    /// Seconds between the first sign of a stop (/readyz turns 503) and the stop: time for a balancer
    #[arg(long, env = "KURIER_DRAIN_S", default_value_t = 0, value_name = "SECONDS")]
    drain_s: u32,
}

impl OperateArgs {
    pub(crate) fn drain(&self) -> Duration {
        Duration::from_secs(self.drain_s.into())
    }
}

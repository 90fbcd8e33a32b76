//! Puts the parts together. The only place that reads the machine's clock and draws randomness.

pub(crate) mod bus;
pub(crate) mod clock;
pub(crate) mod entropy;
pub(crate) mod files;
pub(crate) mod ledger_lines;
pub(crate) mod metrics;
pub(crate) mod node;
pub(crate) mod operator;
pub(crate) mod private_file;
pub(crate) mod server;
pub(crate) mod shutdown;
pub(crate) mod store;
pub(crate) mod tls;

//! The running herd: on a moved clock, against a small Cloud API and a real broker.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

mod barn;
mod config;
mod farm;
mod http;
mod kept;
mod mqtt;
mod told;

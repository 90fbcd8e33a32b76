//! The running herd: on a moved clock, against a small Cloud API and a real broker.

mod barn;
mod config;
mod fake_cloud;
mod farm;
mod http;
mod mqtt;
mod told;

//! The fronts over a real listener: a whole Kurier in this process, called as businesses, people and
//! attackers call it.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod accept;
mod access;
mod analytics;
mod automation;
mod bad_input;
mod batch;
mod blocks;
mod contract;
mod device;
mod docs;
mod failures;
mod field_limits;
mod fields;
mod headers;
mod history;
mod hostile_text;
mod idempotency;
mod isolation;
mod media;
mod message_way;
mod mutations;
mod operate;
mod permissions;
mod profile;
mod qr;
mod raw;
mod recall;
mod scheduled;
mod senders;
mod socket;
mod stage;
mod template_life;
mod templates;
mod transport;
mod traps;
mod webhook_shapes;
mod webhooks;

//! The fronts over a real listener: a whole Kurier in this process, called as businesses, people and
//! attackers call it.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod accept;
mod access;
mod automation;
mod bad_input;
mod blocks;
mod device;
mod failures;
mod fields;
mod flows;
mod headers;
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
mod senders;
mod socket;
mod stage;
mod template_life;
mod templates;
mod traps;
mod webhooks;

//! Lean clients: they share the machine with what they measure, so each call costs them little.

pub(crate) mod http;
pub(crate) mod redis;
pub(crate) mod socket;
pub(crate) mod xmpp;

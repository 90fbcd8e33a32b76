//! The wire contract of the business side: the WhatsApp Cloud API's bodies, its webhooks and its
//! errors, as Kurier speaks them.
//!
//! Nothing here opens a socket, except the feature `client`: the typed HTTP client that Kurier's own
//! ready-made businesses use, through the guarded client of `kurier-egress`.
#![deny(missing_docs)]

pub mod analytics;
pub mod answer;
pub mod automation;
pub mod batch;
pub mod block;
pub mod campaign;
pub mod chat_link;
#[cfg(feature = "client")]
pub mod client;
pub mod commerce;
pub mod error;
pub mod fields;
pub mod flow;
mod json;
pub mod paging;
pub mod params;
pub mod profile;
pub mod registration;
pub mod send;
pub mod sender;
pub mod signature;
pub mod signup;
pub mod template;
pub mod webhook;

pub use error::{GraphError, WireError};

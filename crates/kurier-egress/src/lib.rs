//! Everything that leaves the box: the guarded HTTP client, and one delivery attempt of a webhook.
//!
//! Addresses are chosen by strangers. So a URL is checked before use, names are resolved here, every
//! answer of the resolver is checked, and the connection goes to that very address: a name that
//! changes between check and use has nothing to win. Redirects are answers, not orders; no proxy is
//! taken from the environment; time and size are bounded.

pub mod address;
mod client;
mod error;
mod policy;
mod resolve;
pub mod s3;
mod target;
mod tls;
mod transfer;
mod txt;
pub mod webhook;

pub use client::{BodyLimit, Client, Request, Response};
pub use error::{EgressError, Refused};
pub use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
pub use policy::{Identity, Policy, PrivateRanges, Schemes};
pub use resolve::{Lookup, Resolver, SystemResolver};
pub use transfer::{Download, Outgoing};
pub use txt::{SystemTxt, TxtFault, TxtLookup, TxtResolver};

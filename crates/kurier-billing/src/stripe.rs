//! The payment provider Stripe, without a network: is this webhook genuine, what does it say, and which forms ask for
//! what. Who sends and receives is somewhere else.
//!
//! Shapes are those that Stripe documents for its events and for `POST /v1/checkout/sessions` and `/v1/refunds`. Amounts
//! are in the currency's smallest unit. Events come more than once and in any order: each says how
//! something stands, and who hears it decides by that, not by when it came.

mod event;
mod form;
pub mod minor;
mod signature;
#[cfg(test)]
mod tests;

pub use event::{
    BODY_MAX, Checkout, Dispute, Event, EventFault, Refund, Stands, What, parse, refund,
};
pub use form::{CheckoutRequest, Form, RefundRequest, refunds_path};
pub use signature::{SignatureFault, verify};

use kurier_policy::id::BusinessId;

/// For whom and for which top-up money comes: we write it into every request and find it in every event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Whose balance.
    pub business: BusinessId,
    /// Our name of the top-up.
    pub top_up: String,
}

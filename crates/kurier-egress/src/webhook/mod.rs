//! Webhooks: signing, one delivery attempt, the handshake of a new subscription.

mod attempt;
mod handshake;
mod sign;

pub use attempt::{Delivery, Outcome, deliver};
pub use handshake::{HandshakeError, handshake};
pub use sign::{
    hub_signature, legacy_hub_signature, signed_headers, standard_secret, standard_signature,
};

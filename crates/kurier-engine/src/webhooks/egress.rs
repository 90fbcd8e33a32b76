//! The way out to callbacks: checking them when they are saved, and carrying deliveries to them.

use crate::entropy::{Entropy, bits};
use async_trait::async_trait;
use kurier_egress::Client;
use kurier_egress::webhook::{Delivery, HandshakeError, Outcome, deliver, handshake};
use std::fmt;
use std::sync::Arc;

/// Makes one attempt to hand a delivery over.
#[async_trait]
pub trait Courier: Send + Sync + 'static {
    /// How it went, in bounded time. `now_s` are seconds since 1970.
    async fn carry(&self, delivery: Delivery, now_s: i64) -> Outcome;
}

#[async_trait]
impl Courier for Client {
    async fn carry(&self, delivery: Delivery, now_s: i64) -> Outcome {
        deliver(self, delivery, now_s).await
    }
}

/// Checks and calls webhook addresses.
#[derive(Clone)]
pub struct Egress {
    client: Client,
    courier: Arc<dyn Courier>,
}

impl fmt::Debug for Egress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Egress").field("client", &self.client).finish_non_exhaustive()
    }
}

impl Egress {
    /// Goes out through `client`, whose policy decides what may be reached.
    pub fn new(client: Client) -> Self {
        Self { courier: Arc::new(client.clone()), client }
    }

    /// Lets another courier carry the deliveries: a simulation has no network.
    #[must_use]
    pub fn carried_by(self, courier: Arc<dyn Courier>) -> Self {
        Self { courier, ..self }
    }

    /// Who carries deliveries.
    pub fn courier(&self) -> &dyn Courier {
        &*self.courier
    }

    /// The handshake of a new subscription: the address must be allowed, and must answer a GET with
    /// `hub.mode=subscribe`, `hub.challenge` and `hub.verify_token` by 200 and the challenge.
    pub async fn handshake(
        &self,
        callback_url: &str,
        verify_token: &str,
        entropy: &dyn Entropy,
    ) -> Result<(), HandshakeError> {
        // Digits only, below 2^53: some receivers parse the challenge as a number.
        let challenge = (bits(entropy) >> 11).to_string();
        handshake(&self.client, callback_url, verify_token, &challenge).await
    }
}

//! The way out to callbacks: checking them when they are saved.

use crate::entropy::{Entropy, bits};
use kurier_egress::Client;
use kurier_egress::webhook::{HandshakeError, handshake};

/// Checks and calls webhook addresses.
#[derive(Debug, Clone)]
pub struct Egress {
    client: Client,
}

impl Egress {
    /// Goes out through `client`, whose policy decides what may be reached.
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// The guarded client itself.
    pub fn client(&self) -> &Client {
        &self.client
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

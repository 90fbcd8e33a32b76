//! The receiving side of webhooks.

use crate::signature;
use crate::webhook::{Incoming, NotAWebhook, parse};
use std::fmt;

/// Answers the handshake, checks signatures, reads events.
#[derive(Clone)]
pub struct WebhookVerifier {
    app_secret: String,
    verify_token: String,
}

/// A webhook that must not be believed.
#[derive(Debug, thiserror::Error)]
pub enum WebhookRefused {
    /// The signature is missing or wrong: answer 401.
    #[error("the signature is missing or wrong")]
    Signature,
    /// Signed, but not readable: answer 400.
    #[error(transparent)]
    Body(#[from] NotAWebhook),
}

impl WebhookVerifier {
    /// With the app's secret and the token given at the subscription.
    pub fn new(app_secret: impl Into<String>, verify_token: impl Into<String>) -> Self {
        Self { app_secret: app_secret.into(), verify_token: verify_token.into() }
    }

    /// The body to answer a handshake with: the challenge. `query` is the query of the GET request.
    /// `None` when it is no handshake of ours: answer 403.
    pub fn handshake(&self, query: &str) -> Option<String> {
        let value = |name: &str| {
            let mut pairs = url::form_urlencoded::parse(query.as_bytes());
            pairs.find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
        };
        let ours =
            value("hub.mode")? == "subscribe" && value("hub.verify_token")? == self.verify_token;
        if ours { value("hub.challenge") } else { None }
    }

    /// Reads a signed body. `signature` is the header [`signature::HEADER`]; `body` the exact bytes.
    pub fn read(
        &self,
        signature: Option<&str>,
        body: &[u8],
    ) -> Result<Vec<Incoming>, WebhookRefused> {
        match signature {
            Some(header) if signature::verify(&self.app_secret, body, header) => Ok(parse(body)?),
            _ => Err(WebhookRefused::Signature),
        }
    }
}

impl fmt::Debug for WebhookVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookVerifier(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_only_its_own_handshake() {
        let verifier = WebhookVerifier::new("secret", "to ken");
        let ask = |token| format!("hub.mode=subscribe&hub.challenge=123&hub.verify_token={token}");
        assert_eq!(verifier.handshake(&ask("to%20ken")).as_deref(), Some("123"));
        assert_eq!(verifier.handshake(&ask("other")), None);
        assert_eq!(verifier.handshake("hub.challenge=123&hub.verify_token=to%20ken"), None);
        assert_eq!(verifier.handshake(""), None);
    }

    #[test]
    fn reads_only_what_is_signed() {
        let verifier = WebhookVerifier::new("secret", "t");
        let body = br#"{"object":"whatsapp_business_account","entry":[]}"#;
        let header = signature::sign("secret", body);
        assert_eq!(verifier.read(Some(&header), body).unwrap(), []);
        assert!(matches!(verifier.read(None, body), Err(WebhookRefused::Signature)));
        assert!(matches!(verifier.read(Some(&header), b"{}"), Err(WebhookRefused::Signature)));
        let header = signature::sign("secret", b"{}");
        assert!(matches!(verifier.read(Some(&header), b"{}"), Err(WebhookRefused::Body(_))));
    }
}

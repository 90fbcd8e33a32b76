//! The handshake of a new subscription: the callback proves that it expects us.

use crate::client::{BodyLimit, Client, Request};
use crate::error::{EgressError, Refused};
use http::StatusCode;
use url::Url;

/// Why a callback was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HandshakeError {
    /// It could not be asked, or may not be.
    #[error("the callback could not be asked: {0}")]
    Egress(#[from] EgressError),
    /// It answered with another status.
    #[error("the callback answered {0} instead of 200")]
    Status(u16),
    /// It answered with another body.
    #[error("the callback did not answer with the challenge")]
    Challenge,
}

/// Asks `callback_url` with `hub.mode=subscribe`, the challenge and the verify token; it must answer
/// 200 with the challenge as body. `challenge` should be fresh and unguessable.
pub async fn handshake(
    client: &Client,
    callback_url: &str,
    verify_token: &str,
    challenge: &str,
) -> Result<(), HandshakeError> {
    client.check_url(callback_url).await?;
    let mut url = Url::parse(callback_url).map_err(|_| EgressError::from(Refused::Malformed))?;
    url.query_pairs_mut()
        .append_pair("hub.mode", "subscribe")
        .append_pair("hub.challenge", challenge)
        .append_pair("hub.verify_token", verify_token);
    let request = Request { body_limit: Some(BodyLimit::Cut(1_024)), ..Request::get(url.as_str()) };
    let answer = client.request(request).await?;
    if answer.status != StatusCode::OK {
        return Err(HandshakeError::Status(answer.status.as_u16()));
    }
    if answer.body.trim_ascii() != challenge.as_bytes() {
        return Err(HandshakeError::Challenge);
    }
    Ok(())
}

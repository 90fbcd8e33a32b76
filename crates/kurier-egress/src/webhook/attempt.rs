//! One attempt to deliver one event.

use crate::client::{BodyLimit, Client, Request};
use crate::error::EgressError;
use crate::webhook::signed_headers;
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use std::time::Duration;

/// How much of an answer's body is read: it means nothing to us, but reading it keeps the
/// connection usable.
const ANSWER_READ_MAX: usize = 64 * 1024;

/// One event to deliver.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Where to.
    pub url: String,
    /// The JSON body, as it is signed and sent.
    pub body: Bytes,
    /// From [`signed_headers`].
    pub headers: HeaderMap,
}

impl Delivery {
    /// A delivery with its signatures; see [`signed_headers`].
    pub fn signed(url: String, body: Bytes, secrets: &[&str], id: &str, timestamp_s: i64) -> Self {
        let headers = signed_headers(&body, secrets, id, timestamp_s);
        Self { url, body, headers }
    }
}

/// How an attempt went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Answered 2xx.
    Delivered {
        /// The very status.
        status: u16,
    },
    /// Anything else; to be tried again.
    Failed {
        /// Status, if there was an answer.
        status: Option<u16>,
        /// Why, as a plain sentence of at most 200 characters.
        error: String,
        /// What the receiver asked for by `Retry-After`, in seconds from now; not bounded here.
        retry_after_s: Option<i64>,
    },
    /// Answered 410: the receiver wants no more.
    Gone,
}

impl Outcome {
    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Delivered { status } => Some(*status),
            Self::Failed { status, .. } => *status,
            Self::Gone => Some(StatusCode::GONE.as_u16()),
        }
    }
}

/// Makes one attempt. `now_s` (seconds since 1970) only serves to read a `Retry-After` date.
pub async fn deliver(client: &Client, delivery: Delivery, now_s: i64) -> Outcome {
    let request = Request {
        headers: delivery.headers,
        body_limit: Some(BodyLimit::Cut(ANSWER_READ_MAX)),
        ..Request::post(delivery.url, delivery.body)
    };
    match client.request(request).await {
        Ok(answer) if answer.status.is_success() => {
            Outcome::Delivered { status: answer.status.as_u16() }
        }
        Ok(answer) if answer.status == StatusCode::GONE => Outcome::Gone,
        Ok(answer) => Outcome::Failed {
            status: Some(answer.status.as_u16()),
            error: format!("answered {}", answer.status.as_u16()),
            retry_after_s: retry_after_s(&answer.headers, now_s),
        },
        Err(error) => failed(&error),
    }
}

fn failed(error: &EgressError) -> Outcome {
    let error = error.to_string().chars().take(200).collect();
    Outcome::Failed { status: None, error, retry_after_s: None }
}

/// `Retry-After` in seconds from now: a number, or an HTTP date (RFC 9110, 10.2.3).
fn retry_after_s(headers: &HeaderMap, now_s: i64) -> Option<i64> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let date = httpdate::parse_http_date(text).ok()?;
    let since = date.duration_since(std::time::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    Some(i64::try_from(since.as_secs()).ok()?.saturating_sub(now_s).max(0))
}

#[cfg(test)]
#[path = "attempt_tests.rs"]
mod tests;

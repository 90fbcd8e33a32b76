//! Bodies that are too long for memory: an answer read piece by piece, and a request whose body comes as it goes.

use crate::client::Client;
use crate::error::EgressError;
use crate::target;
use bytes::Bytes;
use futures_util::stream::BoxStream;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use std::time::Duration;
use tokio::time::Instant;

/// An answer whose body has not been read yet.
#[derive(Debug)]
pub struct Download {
    /// Status; redirects are answers.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    client: Client,
    answer: reqwest::Response,
    left: u64,
    max: u64,
    until: Instant,
    bound: Duration,
}

impl Download {
    /// The next piece; `None` after the last. An answer longer than its bound fails as soon as that shows.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, EgressError> {
        let next = tokio::time::timeout_at(self.until, self.answer.chunk()).await;
        let Ok(next) = next else { return Err(EgressError::Timeout(self.bound.as_millis())) };
        let Some(chunk) = next.map_err(|error| self.client.explain(&error))? else {
            return Ok(None);
        };
        let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        self.left = self.left.checked_sub(length).ok_or_else(|| self.too_large())?;
        Ok(Some(chunk))
    }

    fn too_large(&self) -> EgressError {
        EgressError::TooLarge(usize::try_from(self.max).unwrap_or(usize::MAX))
    }
}

/// A body on its way out.
pub struct Outgoing {
    /// How long it is: announced, and not more is sent.
    pub bytes: u64,
    /// Its pieces.
    pub pieces: BoxStream<'static, std::io::Result<Bytes>>,
}

impl Client {
    /// Sends a request without body and answers when the head of the answer is there; the rest is read by
    /// the caller, at most `max` bytes and until `bound` is over, counted from now.
    pub async fn download(
        &self,
        method: Method,
        url: &str,
        headers: HeaderMap,
        (max, bound): (u64, Duration),
    ) -> Result<Download, EgressError> {
        let url = target::check(url, self.policy())?;
        let until = Instant::now() + bound;
        let sent = self.http().request(method, url).headers(headers).send();
        let Ok(sent) = tokio::time::timeout_at(until, sent).await else {
            return Err(EgressError::Timeout(bound.as_millis()));
        };
        let mut answer = sent.map_err(|error| self.explain(&error))?;
        let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
        let download = Download {
            status,
            headers,
            client: self.clone(),
            answer,
            left: max,
            max,
            until,
            bound,
        };
        // Who says beforehand that it will be too long is believed.
        let says = download.headers.get(header::CONTENT_LENGTH).and_then(|it| it.to_str().ok());
        match says.and_then(|it| it.parse::<u64>().ok()) {
            Some(length) if length > max && status.is_success() => Err(download.too_large()),
            _ => Ok(download),
        }
    }

    /// Sends a request whose body comes in pieces, and answers with the answer's status and the
    /// beginning of its body.
    pub async fn upload(
        &self,
        method: Method,
        url: &str,
        body: Outgoing,
        bound: Duration,
    ) -> Result<(StatusCode, Bytes), EgressError> {
        let url = target::check(url, self.policy())?;
        let request = self
            .http()
            .request(method, url)
            .header(header::CONTENT_LENGTH, HeaderValue::from(body.bytes))
            .body(reqwest::Body::wrap_stream(body.pieces));
        let exchange = async {
            let mut answer = request.send().await.map_err(|error| self.explain(&error))?;
            let (status, max) = (answer.status(), self.policy().max_body);
            let mut body = Vec::new();
            // An answer that does not end is not waited for, and not held.
            while body.len() < max {
                let next = answer.chunk().await.map_err(|error| self.explain(&error))?;
                let Some(chunk) = next else { break };
                body.extend_from_slice(&chunk);
            }
            body.truncate(max);
            Ok((status, Bytes::from(body)))
        };
        match tokio::time::timeout(bound, exchange).await {
            Ok(done) => done,
            Err(_) => Err(EgressError::Timeout(bound.as_millis())),
        }
    }
}

//! A bucket of S3-compatible storage. Requests are signed in their URL (AWS Signature Version 4) and go through the
//! guarded client, whose policy must allow the operator's own endpoint. A signature names the machine's real time, not a
//! clock that can be moved: the storage compares it with its own.

use crate::client::{BodyLimit, Client, Request};
use crate::error::EgressError;
use crate::transfer::{Download, Outgoing};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use rusty_s3::actions::{DeleteObject, GetObject, HeadObject, ListObjectsV2, PutObject, S3Action};
use rusty_s3::{Credentials, UrlStyle};
use std::ops::Range;
use std::time::Duration;
use url::Url;

/// How long a signature holds, and a transfer may last.
const TRANSFER: Duration = Duration::from_mins(10);
/// Longest list answer: a thousand keys are far below it.
const LIST_BYTES: usize = 4 * 1024 * 1024;
/// Names in one list.
const LIST_KEYS: usize = 1_000;

/// Where a bucket is and who may use it.
#[derive(Clone)]
pub struct Place {
    /// `https://host[:port]`.
    pub endpoint: String,
    /// Name of the bucket.
    pub bucket: String,
    /// Its region.
    pub region: String,
    /// Put before every name; empty, or ends with a slash.
    pub prefix: String,
    /// Whether the bucket's name is part of the host, not of the path.
    pub virtual_host: bool,
    /// Key id and secret.
    pub key: (String, String),
    /// Token of temporary credentials.
    pub session_token: Option<String>,
}

/// Why an object could not be kept, read or erased.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum S3Error {
    /// There is no such object.
    #[error("there is no such object")]
    Missing,
    /// The place does not name a bucket.
    #[error("the bucket cannot be addressed: {0}")]
    Place(String),
    /// The storage answered with an error.
    #[error("the storage answers {status}: {says}")]
    Answer {
        /// HTTP status.
        status: u16,
        /// Code of its answer, at most 64 letters.
        says: String,
    },
    /// No answer.
    #[error(transparent)]
    Egress(#[from] EgressError),
}

/// A bucket.
#[derive(Clone)]
pub struct Bucket {
    client: Client,
    inner: rusty_s3::Bucket,
    credentials: Credentials,
    prefix: String,
}

impl std::fmt::Debug for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bucket").field("name", &self.inner.name()).finish_non_exhaustive()
    }
}

impl Bucket {
    /// A bucket reached through `client`.
    pub fn new(client: Client, place: Place) -> Result<Self, S3Error> {
        let endpoint = Url::parse(&place.endpoint).map_err(|e| S3Error::Place(e.to_string()))?;
        let style = if place.virtual_host { UrlStyle::VirtualHost } else { UrlStyle::Path };
        let bucket = rusty_s3::Bucket::new(endpoint, style, place.bucket, place.region)
            .map_err(|e| S3Error::Place(e.to_string()))?;
        let (key, secret) = place.key;
        let credentials = match place.session_token {
            Some(token) => Credentials::new_with_token(key, secret, token),
            None => Credentials::new(key, secret),
        };
        Ok(Self { client, inner: bucket, credentials, prefix: place.prefix })
    }

    fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// Keeps an object under this name, in place of an older one.
    pub async fn put(&self, name: &str, body: Outgoing) -> Result<(), S3Error> {
        let key = self.key(name);
        let url = PutObject::new(&self.inner, Some(&self.credentials), &key).sign(TRANSFER);
        let (status, body) = self.client.upload(Method::PUT, url.as_str(), body, TRANSFER).await?;
        check(status, &body)
    }

    /// The object with this name from byte to byte, which must be there.
    pub async fn get(&self, name: &str, range: Range<u64>) -> Result<Download, S3Error> {
        let key = self.key(name);
        let url = GetObject::new(&self.inner, Some(&self.credentials), &key).sign(TRANSFER);
        let mut headers = HeaderMap::new();
        let length = range.end.saturating_sub(range.start);
        let asked = format!("bytes={}-{}", range.start, range.end.saturating_sub(1));
        if let Ok(asked) = HeaderValue::try_from(asked) {
            headers.insert(header::RANGE, asked);
        }
        let bounds = (length.max(64 * 1024), TRANSFER);
        let answer = self.client.download(Method::GET, url.as_str(), headers, bounds).await?;
        match answer.status {
            StatusCode::PARTIAL_CONTENT => Ok(answer),
            // A storage that takes no ranges would send something else than was asked for.
            status => Err(wrong(status, &[])),
        }
    }

    /// Erases an object; also if there is none.
    pub async fn delete(&self, name: &str) -> Result<(), S3Error> {
        let key = self.key(name);
        let url = DeleteObject::new(&self.inner, Some(&self.credentials), &key).sign(TRANSFER);
        let answer = self.client.request(Request::new(Method::DELETE, url)).await?;
        match check(answer.status, &answer.body) {
            Err(S3Error::Missing) => Ok(()),
            other => other,
        }
    }

    /// How long an object is.
    pub async fn length(&self, name: &str) -> Result<u64, S3Error> {
        let key = self.key(name);
        let url = HeadObject::new(&self.inner, Some(&self.credentials), &key).sign(TRANSFER);
        let answer = self.client.request(Request::new(Method::HEAD, url)).await?;
        check(answer.status, &answer.body)?;
        let length = answer.headers.get(header::CONTENT_LENGTH).and_then(|it| it.to_str().ok());
        let unsaid = || S3Error::Answer { status: 200, says: "no length".to_owned() };
        length.and_then(|it| it.parse().ok()).ok_or_else(unsaid)
    }

    /// Names that begin with `under`, after `after`, in order, at most a thousand.
    pub async fn list(&self, under: &str, after: Option<&str>) -> Result<Vec<String>, S3Error> {
        let mut action = ListObjectsV2::new(&self.inner, Some(&self.credentials));
        action.with_prefix(self.key(under));
        action.with_max_keys(LIST_KEYS);
        if let Some(after) = after {
            action.with_start_after(self.key(after));
        }
        let mut request = Request::get(action.sign(TRANSFER));
        request.body_limit = Some(BodyLimit::Refuse(LIST_BYTES));
        let answer = self.client.request(request).await?;
        check(answer.status, &answer.body)?;
        let text = String::from_utf8_lossy(&answer.body);
        let found = ListObjectsV2::parse_response(&text).map_err(|error| S3Error::Answer {
            status: answer.status.as_u16(),
            says: error.to_string().chars().take(64).collect(),
        })?;
        let name = |key: &str| key.strip_prefix(&self.prefix).map(str::to_owned);
        Ok(found.contents.iter().filter_map(|object| name(&object.key)).collect())
    }
}

fn check(status: StatusCode, body: &Bytes) -> Result<(), S3Error> {
    if status.is_success() { Ok(()) } else { Err(wrong(status, body)) }
}

fn wrong(status: StatusCode, body: &[u8]) -> S3Error {
    if status == StatusCode::NOT_FOUND && !String::from_utf8_lossy(body).contains("NoSuchBucket") {
        return S3Error::Missing;
    }
    let text = String::from_utf8_lossy(body);
    let code = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>"));
    let says = code.map_or("no reason given", |(code, _)| code).chars().take(64).collect();
    S3Error::Answer { status: status.as_u16(), says }
}

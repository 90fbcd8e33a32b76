//! The guarded client.

use crate::error::{EgressError, Refused};
use crate::policy::Policy;
use crate::resolve::{Guarded, Resolver, SystemResolver};
use crate::{target, tls};
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method, StatusCode};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// One request.
#[derive(Debug, Clone)]
pub struct Request {
    /// Method.
    pub method: Method,
    /// Where to; checked by the guard.
    pub url: String,
    /// Headers.
    pub headers: HeaderMap,
    /// Body; may be empty.
    pub body: Bytes,
    /// Bound of the whole request; `None` = the policy's.
    pub timeout: Option<Duration>,
    /// Bound of the answer's body; `None` = refuse beyond the policy's.
    pub body_limit: Option<BodyLimit>,
}

/// What happens to a body that is too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyLimit {
    /// The request fails beyond so many bytes.
    Refuse(usize),
    /// The body is cut after so many bytes and the connection closed.
    Cut(usize),
}

impl Request {
    /// A request without headers and body.
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        Self {
            method,
            url: url.into(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            timeout: None,
            body_limit: None,
        }
    }
    /// A GET.
    pub fn get(url: impl Into<String>) -> Self {
        Self::new(Method::GET, url)
    }
    /// A DELETE without a body.
    pub fn delete(url: impl Into<String>) -> Self {
        Self::new(Method::DELETE, url)
    }
    /// A POST.
    pub fn post(url: impl Into<String>, body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), ..Self::new(Method::POST, url) }
    }
}

/// An answer; any status, redirects included.
#[derive(Debug, Clone)]
pub struct Response {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body as sent: nothing is decompressed.
    pub body: Bytes,
    /// Whether the body was cut ([`BodyLimit::Cut`]).
    pub cut: bool,
}

/// The guarded client; cheap to clone, shares its connections.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    guarded: Guarded,
    policy: Arc<Policy>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("policy", &self.policy).finish_non_exhaustive()
    }
}

impl Client {
    /// A client that resolves names as the machine does.
    pub fn new(policy: Policy) -> Result<Self, EgressError> {
        Self::with_resolver(policy, Arc::new(SystemResolver::default()))
    }

    /// A client with its own resolver.
    pub fn with_resolver(policy: Policy, resolver: Arc<dyn Resolver>) -> Result<Self, EgressError> {
        let guarded = Guarded {
            inner: resolver,
            ranges: policy.private_ranges,
            timeout: policy.connect_timeout,
        };
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::config(&policy)?)
            .dns_resolver(guarded.clone())
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .http1_only()
            .connect_timeout(policy.connect_timeout)
            .pool_max_idle_per_host(policy.idle_per_host)
            .pool_idle_timeout(Duration::from_secs(30))
            .user_agent(policy.user_agent.as_str())
            .build()
            .map_err(|e| EgressError::Setup(innermost(&e)))?;
        Ok(Self { http, guarded, policy: Arc::new(policy) })
    }

    /// What this client may reach.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Checks a URL that is about to be saved. Stricter than [`Client::request`]: a name with a
    /// single forbidden address among its addresses is refused.
    pub async fn check_url(&self, url: &str) -> Result<(), EgressError> {
        let url = target::check(url, &self.policy)?;
        match url.host() {
            Some(url::Host::Domain(name)) => self.guarded.check_all(name).await,
            _ => Ok(()),
        }
    }

    /// Sends a request and reads the answer, both in bounded time. Redirects are not followed.
    pub async fn request(&self, request: Request) -> Result<Response, EgressError> {
        let url = target::check(&request.url, &self.policy)?;
        let bound = request.timeout.unwrap_or(self.policy.total_timeout);
        match tokio::time::timeout(bound, self.exchange(url, request)).await {
            Ok(answer) => answer,
            Err(_) => Err(EgressError::Timeout(bound.as_millis())),
        }
    }

    async fn exchange(&self, url: Url, request: Request) -> Result<Response, EgressError> {
        let limit = request.body_limit.unwrap_or(BodyLimit::Refuse(self.policy.max_body));
        let answer = self
            .http
            .request(request.method, url)
            .headers(request.headers)
            .body(request.body)
            .send()
            .await
            .map_err(|e| self.explain(&e))?;
        self.read(answer, limit).await
    }

    async fn read(
        &self,
        mut answer: reqwest::Response,
        limit: BodyLimit,
    ) -> Result<Response, EgressError> {
        let (BodyLimit::Refuse(max) | BodyLimit::Cut(max)) = limit;
        let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
        let mut body = BytesMut::new();
        let mut cut = false;
        while let Some(chunk) = answer.chunk().await.map_err(|e| self.explain(&e))? {
            let room = max.saturating_sub(body.len());
            if chunk.len() > room {
                if matches!(limit, BodyLimit::Refuse(_)) {
                    return Err(EgressError::TooLarge(max));
                }
                body.extend_from_slice(chunk.get(..room).unwrap_or_default());
                cut = true;
                break;
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response { status, headers, body: body.freeze(), cut })
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    pub(crate) fn explain(&self, error: &reqwest::Error) -> EgressError {
        let mut source: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(e) = source {
            if let Some(ours) = e.downcast_ref::<EgressError>() {
                return ours.clone();
            }
            if let Some(refused) = e.downcast_ref::<Refused>() {
                return EgressError::Refused(*refused);
            }
            source = e.source();
        }
        if error.is_timeout() {
            EgressError::Timeout(self.policy.connect_timeout.as_millis())
        } else if error.is_connect() {
            EgressError::Connect(innermost(error))
        } else {
            EgressError::Broken(innermost(error))
        }
    }
}

/// The last cause, without the URL that outer layers repeat; at most 160 characters.
fn innermost(error: &dyn Error) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string().chars().take(160).collect()
}

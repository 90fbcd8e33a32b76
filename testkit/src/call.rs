//! HTTP calls with a bearer token, for the JSON interfaces.

use anyhow::Context;
use kurier_egress::{Client, HeaderMap, HeaderValue, Method, Policy, Request, header};
use serde_json::Value;

/// Calls one server with one token.
#[derive(Clone, Debug)]
pub struct Caller {
    client: Client,
    base: String,
    token: String,
    from: Option<String>,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// The body as JSON; null when it is none.
    pub json: Value,
    /// The body as text.
    pub text: String,
}

impl Caller {
    /// `base` without a slash at the end; an empty token sends none.
    pub fn new(base: &str, token: &str) -> anyhow::Result<Self> {
        let client = Client::new(Policy::configured())?;
        Ok(Self { client, base: base.to_owned(), token: token.to_owned(), from: None })
    }

    /// The same server with another token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: token.to_owned(), ..self.clone() }
    }

    /// The same, as if through a proxy that was called from this address.
    #[must_use]
    pub fn calling_from(&self, address: &str) -> Self {
        Self { from: Some(address.to_owned()), ..self.clone() }
    }

    /// The HTTP client underneath.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// `GET path`.
    pub async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.call(Method::GET, path, String::new()).await
    }

    /// `POST path` with a JSON body.
    pub async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Answer> {
        self.call(Method::POST, path, body.to_string()).await
    }

    /// Any call; the body is sent as it is.
    pub async fn call(&self, method: Method, path: &str, body: String) -> anyhow::Result<Answer> {
        let mut request = Request::new(method, format!("{}{path}", self.base));
        request.body = body.into();
        request.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if !self.token.is_empty() {
            let value = HeaderValue::try_from(format!("Bearer {}", self.token))?;
            request.headers.insert(header::AUTHORIZATION, value);
        }
        if let Some(from) = &self.from {
            request.headers.insert("x-forwarded-for", HeaderValue::try_from(from.as_str())?);
        }
        let answer = self.client.request(request).await.with_context(|| path.to_owned())?;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        Ok(Answer {
            status: answer.status.as_u16(),
            headers: answer.headers,
            json: serde_json::from_str(&text).unwrap_or(Value::Null),
            text,
        })
    }
}

impl Answer {
    /// This answer if it is a success; otherwise an error that shows it.
    pub fn ok(self) -> anyhow::Result<Value> {
        anyhow::ensure!((200..300).contains(&self.status), "{}: {}", self.status, self.text);
        Ok(self.json)
    }

    /// The stable code of an error answer.
    pub fn code(&self) -> &str {
        self.json.pointer("/error/code").and_then(Value::as_str).unwrap_or_default()
    }
}

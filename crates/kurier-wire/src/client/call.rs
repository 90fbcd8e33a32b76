//! One call over HTTP.

use super::{ApiError, CloudApi};
use crate::error::GraphError;
use kurier_egress::{HeaderName, HeaderValue, Method, Request, header};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// An id as one segment of a path: message ids end in `=`, and may hold `/`.
pub(super) fn segment(id: &str) -> String {
    url::form_urlencoded::byte_serialize(id.as_bytes()).collect()
}

impl CloudApi {
    /// Posts a JSON body to `path` (`ID/EDGE`) and reads the answer.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &Value,
        idempotency_key: Option<&str>,
    ) -> Result<T, ApiError> {
        self.post_to(format!("{}/{path}", self.root), body, idempotency_key).await
    }

    /// The same for what is Kurier's own and lies outside the versions.
    pub(super) async fn post_own<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &Value,
        idempotency_key: Option<&str>,
    ) -> Result<T, ApiError> {
        self.post_to(format!("{}/{path}", self.base), body, idempotency_key).await
    }

    async fn post_to<T: DeserializeOwned>(
        &self,
        url: String,
        body: &Value,
        idempotency_key: Option<&str>,
    ) -> Result<T, ApiError> {
        let mut request = Request::post(url, body.to_string());
        request.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self.post_request(request, idempotency_key).await
    }

    /// Posts a form with a file.
    pub(super) async fn post_form<T: DeserializeOwned>(
        &self,
        path: &str,
        boundary: &'static str,
        body: Vec<u8>,
        idempotency_key: Option<&str>,
    ) -> Result<T, ApiError> {
        let mut request = Request::post(format!("{}/{path}", self.root), body);
        let kind = format!("multipart/form-data; boundary={boundary}");
        let kind = HeaderValue::from_str(&kind).map_err(|_| ApiError::BadInput("boundary"))?;
        request.headers.insert(header::CONTENT_TYPE, kind);
        self.post_request(request, idempotency_key).await
    }

    async fn post_request<T: DeserializeOwned>(
        &self,
        mut request: Request,
        idempotency_key: Option<&str>,
    ) -> Result<T, ApiError> {
        if let Some(key) = idempotency_key {
            let value =
                HeaderValue::from_str(key).map_err(|_| ApiError::BadInput("idempotency key"))?;
            request.headers.insert(HeaderName::from_static("idempotency-key"), value);
        }
        self.exchange(request).await
    }

    /// Gets `path` with these query parameters.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<T, ApiError> {
        let query =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        let request = Request::new(Method::GET, format!("{}/{path}?{query}", self.root));
        self.exchange(request).await
    }

    async fn exchange<T: DeserializeOwned>(&self, mut request: Request) -> Result<T, ApiError> {
        let mut bearer = HeaderValue::from_str(&format!("Bearer {}", self.token))
            .map_err(|_| ApiError::BadInput("token"))?;
        bearer.set_sensitive(true);
        request.headers.insert(header::AUTHORIZATION, bearer);
        let answer = self.client.request(request).await?;
        if !answer.status.is_success() {
            let reason = GraphError::from_answer(answer.status.as_u16(), &answer.body);
            return Err(ApiError::Refused(reason.boxed()));
        }
        serde_json::from_slice(&answer.body).map_err(|fault| ApiError::BadAnswer(fault.to_string()))
    }
}

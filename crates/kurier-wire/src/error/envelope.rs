//! The two shapes of an error on the wire: the envelope of an answer and the object of a webhook.

use super::GraphError;
use kurier_policy::pilot::Feature;
use kurier_policy::refusal::Refusal;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::borrow::Cow;

impl GraphError {
    /// The envelope of an answer. `trace_id` names the request in the server's log.
    ///
    /// `error_data` carries, beside Meta's members, Kurier's own `hint`, `charged` (false, or null when
    /// unknown), `docs` and `retry_after_s`.
    pub fn envelope(&self, trace_id: &str) -> Value {
        let mut data = json!({
            "messaging_product": "whatsapp",
            "details": self.details,
            "hint": self.hint,
            "charged": self.charged,
            "docs": format!("/docs/errors/{}", self.code),
        });
        if let Some(seconds) = self.retry_after_s {
            data["retry_after_s"] = json!(seconds);
        }
        if let Some(feature) = &self.feature {
            data["feature"] = json!(feature);
        }
        let mut error = json!({
            "message": self.message,
            "type": self.kind,
            "code": self.code,
            "error_data": data,
            "error_user_title": self.title,
            "error_user_msg": format!("{} {}", self.details, self.hint),
            "is_transient": self.is_transient,
            "fbtrace_id": trace_id,
        });
        if let Some(subcode) = self.subcode {
            error["error_subcode"] = json!(subcode);
        }
        json!({ "error": error })
    }

    /// Reads an answer that reports an error. Total: an answer that is no envelope becomes error 1
    /// with the beginning of what came.
    pub fn from_answer(http: u16, body: &[u8]) -> Self {
        let parsed: Option<Value> = serde_json::from_slice(body).ok();
        let Some(error) = parsed.as_ref().and_then(|answer| answer.get("error")) else {
            let shown: String = String::from_utf8_lossy(body).chars().take(200).collect();
            return Self { http, ..Self::of(&super::UNKNOWN_REQUEST) }
                .message(format!("HTTP status {http}"))
                .details(format!("The answer is no error envelope: {shown}"))
                .hint("Check the base URL.");
        };
        let data = error.get("error_data").unwrap_or(&Value::Null);
        let number = |name: &str| error[name].as_u64().and_then(|n| u32::try_from(n).ok());
        Self {
            http,
            code: number("code").unwrap_or(1),
            subcode: number("error_subcode"),
            kind: owned(&error["type"]),
            title: owned(&error["error_user_title"]),
            message: owned(&error["message"]),
            // Meta sends a bare string here in rare cases.
            details: data
                .as_str()
                .map_or_else(|| owned(&data["details"]), |text| Cow::Owned(text.to_owned())),
            hint: owned(&data["hint"]),
            charged: data["charged"].as_bool(),
            is_transient: error["is_transient"].as_bool().unwrap_or(http >= 500),
            retry_after_s: data["retry_after_s"].as_u64(),
            feature: data["feature"].as_str().map(str::to_owned),
            trace_id: error["fbtrace_id"].as_str().map(str::to_owned),
        }
    }
}

fn owned(value: &Value) -> Cow<'static, str> {
    Cow::Owned(value.as_str().unwrap_or_default().to_owned())
}

/// An error inside a webhook body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookError {
    /// Cloud API code.
    pub code: u32,
    /// Short name of the cause.
    pub title: String,
    /// The title again, as Meta does.
    pub message: String,
    /// More words.
    #[serde(default)]
    pub error_data: WebhookErrorData,
    /// The page that explains the code.
    #[serde(default)]
    pub href: String,
}

/// More words about an error inside a webhook body.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookErrorData {
    /// What happened, and what to do now.
    #[serde(default)]
    pub details: String,
    /// The feature of the pilot programme that was missing, or whose value was reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
}

impl WebhookError {
    /// The webhook object of a refusal, and of the feature it is about. `base` is the installation's address without
    /// trailing slash.
    pub fn of(refusal: Refusal, feature: Option<Feature>, base: &str) -> Self {
        let entry = super::of_refusal(refusal);
        Self {
            code: entry.code,
            title: entry.title.to_owned(),
            message: entry.title.to_owned(),
            error_data: WebhookErrorData {
                details: format!("{} {}", entry.what, entry.hint),
                feature: feature.map(|feature| feature.key().to_owned()),
            },
            href: format!("{base}/docs/errors/{}", entry.code),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{OVERLOADED, TOKEN_EXPIRED};

    #[test]
    fn the_envelope_has_the_members_that_clients_read() {
        let answer = GraphError::of(&TOKEN_EXPIRED).envelope("A1b2");
        let error = &answer["error"];
        assert_eq!(error["message"], "Error validating access token: Session has expired");
        assert_eq!(error["type"], "OAuthException");
        assert_eq!((&error["code"], &error["error_subcode"]), (&json!(190), &json!(463)));
        assert_eq!(error["error_data"]["messaging_product"], "whatsapp");
        assert_eq!(error["fbtrace_id"], "A1b2");
        assert_eq!(error["is_transient"], false);
    }

    #[test]
    fn an_error_survives_the_way_to_a_client() {
        let sent = GraphError::of(&OVERLOADED).retry_after_s(7);
        let body = sent.envelope("t").to_string();
        let got = GraphError::from_answer(503, body.as_bytes());
        assert_eq!(got, GraphError { trace_id: Some("t".into()), ..sent });
    }

    #[test]
    fn answers_that_are_no_envelope_still_become_an_error() {
        let bodies: [&[u8]; 5] =
            [b"", b"<html>", b"[]", b"\xff\xfe", br#"{"error":{"code":-1,"error_data":"odd"}}"#];
        for body in bodies {
            assert_eq!(GraphError::from_answer(502, body).http, 502);
        }
    }
}

//! The error answer of the people, console and sandbox APIs.

use crate::observe::Cause;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kurier_engine::media::{BlobError, MediaFault};
use kurier_engine::template::TemplateFault;
use kurier_engine::{EngineError, meter};
use kurier_store::port::StoreError;
use serde::Serialize;
use std::borrow::Cow;

/// An error with a stable code, a plain sentence and what to do.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Fault {
    #[serde(skip)]
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) hint: &'static str,
    /// What lies behind it, for the log alone.
    #[serde(skip)]
    pub(crate) cause: Cow<'static, str>,
}

impl Fault {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        let (status, hint) = row(code);
        Self { status, code, message: message.into(), hint, cause: Cow::Borrowed(code) }
    }
    pub(crate) fn no_session() -> Self {
        Self::new("no_session", "this request carries no valid session or token")
    }
    pub(crate) fn wrong_origin() -> Self {
        Self::new("wrong_origin", "this request comes from another page")
    }
    pub(crate) fn not_found(what: &str) -> Self {
        Self::new("not_found", format!("{what} not found"))
    }
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new("bad_request", message)
    }
}

/// HTTP status and hint of each code.
fn row(code: &str) -> (StatusCode, &'static str) {
    match code {
        "no_session" => (StatusCode::UNAUTHORIZED, "open an invitation, or sign in again"),
        "wrong_origin" => (StatusCode::FORBIDDEN, "use the messenger's own page"),
        "not_found" | "no_relation" => (StatusCode::NOT_FOUND, "check the address"),
        "barred" => {
            (StatusCode::FORBIDDEN, "what it sends still reaches you; reach it another way")
        }
        "link_unknown" => (StatusCode::NOT_FOUND, "ask the business for a new one"),
        "invite_unknown" => {
            (StatusCode::NOT_FOUND, "check the link, or ask the business for a new one")
        }
        "invite_expired" | "invite_used_up" => {
            (StatusCode::GONE, "ask the business for a new invitation")
        }
        "wrong_method" => (StatusCode::METHOD_NOT_ALLOWED, "compare with the documentation"),
        "nothing_chosen" => (StatusCode::UNPROCESSABLE_ENTITY, "choose at least one line"),
        "context_unknown" => {
            (StatusCode::UNPROCESSABLE_ENTITY, "answer a message of the same conversation")
        }
        "not_asked" => (StatusCode::CONFLICT, "take the permission back in your permissions"),
        "no_form" => (StatusCode::NOT_FOUND, "open the form from its message"),
        "form_ended" => (StatusCode::CONFLICT, "write to the business"),
        "form_unanswered" => {
            (StatusCode::BAD_GATEWAY, "try again in a moment, or write to the business")
        }
        "form_over" => (StatusCode::GONE, "write to the business"),
        "payments_not_set_up" => {
            (StatusCode::CONFLICT, "set KURIER_STRIPE_KEY and KURIER_STRIPE_WEBHOOK_SECRET")
        }
        "payment_provider" => {
            (StatusCode::BAD_GATEWAY, "ask again with the same reference: it is made once")
        }
        "payment_refused" => (StatusCode::UNPROCESSABLE_ENTITY, "look at the provider's own pages"),
        "refund_exceeds_balance" => (StatusCode::CONFLICT, "give back less"),
        "refund_name_used" => (StatusCode::CONFLICT, "choose another reference"),
        "payment_placed" => (StatusCode::CONFLICT, "look at the list of such payments"),
        "payment_webhook" => (StatusCode::BAD_REQUEST, "compare the webhook secret"),
        "file_too_large" => (StatusCode::PAYLOAD_TOO_LARGE, "split it by days"),
        "media_too_large" => (StatusCode::PAYLOAD_TOO_LARGE, "choose a smaller file"),
        "media_unfit" => (StatusCode::UNPROCESSABLE_ENTITY, "choose another file"),
        "too_long" => (StatusCode::UNPROCESSABLE_ENTITY, "make it shorter"),
        "too_late" => (StatusCode::CONFLICT, "end the block in the chat, if you want"),
        "not_entitled" => (StatusCode::FORBIDDEN, "ask the operator for the feature"),
        "invitation" => (StatusCode::NOT_FOUND, "ask the operator for a new invitation"),
        "test_code" => (StatusCode::NOT_FOUND, "ask the business for its code"),
        "test_people" | "cohort_full" | "kind_full" | "enrolled" | "not_enrolled" | "score"
        | "criteria" => (StatusCode::CONFLICT, "look at what is there: kurier pilot"),
        "billing_details_missing" => {
            (StatusCode::CONFLICT, "set them: kurier billing details, or kurier billing seller")
        }
        "billing_details_unfit" => {
            (StatusCode::UNPROCESSABLE_ENTITY, "correct the billing details")
        }
        "month_open" => (StatusCode::CONFLICT, "close the month first: kurier billing close-month"),
        "no_document" => (StatusCode::UNPROCESSABLE_ENTITY, "look at the statement of the month"),
        "bank_statement" => {
            (StatusCode::UNPROCESSABLE_ENTITY, "ask the bank for CAMT.053; nothing was booked")
        }
        "entitlement" => (StatusCode::UNPROCESSABLE_ENTITY, "say until when and why"),
        "four_eyes" => (StatusCode::FORBIDDEN, "ask another operator"),
        "no_guard" => (StatusCode::CONFLICT, "look at the list of guards"),
        "nothing_to_undo" => (StatusCode::CONFLICT, "ask the business for a new invitation"),
        "card_answered" => (StatusCode::CONFLICT, "look at your permissions"),
        "conflict" => (StatusCode::CONFLICT, "look at what is there; it does not allow this now"),
        "try_again" => (StatusCode::SERVICE_UNAVAILABLE, "try again in a few seconds"),
        "internal" => (StatusCode::INTERNAL_SERVER_ERROR, "tell the operator when it happened"),
        _ => (StatusCode::BAD_REQUEST, "correct the request and send it again"),
    }
}

impl From<EngineError> for Fault {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Overloaded => Self::new("try_again", "too much is waiting"),
            EngineError::Invalid { code, message } => Self::new(code, message),
            EngineError::NotEntitled { .. } => Self::new("not_entitled", error.to_string()),
            EngineError::Store(error) => error.into(),
        }
    }
}

impl From<MediaFault> for Fault {
    fn from(fault: MediaFault) -> Self {
        match fault {
            MediaFault::Engine(error) => error.into(),
            MediaFault::Blob(BlobError::Missing) => Self::not_found("the file was"),
            MediaFault::Blob(BlobError::Full) => Self::new("try_again", "the disk is full"),
            MediaFault::Blob(error) => {
                let fault = Self::new("try_again", "the storage of files does not answer");
                Self { cause: error.to_string().into(), ..fault }
            }
            MediaFault::TooLarge { .. } | MediaFault::TooLong(_) => {
                Self::new("media_too_large", fault.to_string())
            }
            MediaFault::Broken
            | MediaFault::BadName
            | MediaFault::BadType(_)
            | MediaFault::Offset(_)
            | MediaFault::TooManyParts(_)
            | MediaFault::TooManyUploads(_) => Self::bad_request(fault.to_string()),
            MediaFault::Empty
            | MediaFault::Mismatch { .. }
            | MediaFault::Picture(_)
            | MediaFault::Kind { .. }
            | MediaFault::Quota { .. }
            | MediaFault::Link(_) => Self::new("media_unfit", fault.to_string()),
        }
    }
}

impl From<TemplateFault> for Fault {
    fn from(fault: TemplateFault) -> Self {
        match fault {
            TemplateFault::Engine(error) => error.into(),
            TemplateFault::Taken | TemplateFault::NameKept | TemplateFault::Changed => {
                Self::new("conflict", fault.to_string())
            }
            other => Self::bad_request(other.to_string()),
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        meter::store_failed(&error);
        let cause = error.to_string();
        let fault = match error {
            StoreError::Unavailable(_) => Self::new("try_again", "the store is busy"),
            StoreError::Full => Self::new("try_again", "the disk is full"),
            StoreError::Conflict(what) => Self::new("conflict", what),
            StoreError::NotFound(what) => Self::not_found(what),
            StoreError::Corrupt { .. } => Self::new("internal", "something went wrong here"),
        };
        Self { cause: cause.into(), ..fault }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response =
            (self.status, Json(serde_json::json!({ "error": &self }))).into_response();
        response.extensions_mut().insert(Cause(self.cause));
        response
    }
}

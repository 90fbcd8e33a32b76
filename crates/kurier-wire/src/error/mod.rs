//! Errors of the business API: one table, one entry per cause, one envelope.
//!
//! Each entry says what happened, what to do now, whether Kurier tries again, and whether it was
//! charged. `docs/errors.md` is written from the same table ([`errors_markdown`]).

use std::borrow::Cow;

mod entry;
mod envelope;
mod of_access;
mod of_accounts;
mod of_flows;
mod of_media;
mod of_messages;
mod of_requests;
mod of_senders;
mod of_service;
mod of_templates;
mod page;
mod refusal;

pub use entry::{Entry, Kind, Retry};
pub use envelope::WebhookError;
pub use of_access::*;
pub use of_accounts::*;
pub use of_flows::*;
pub use of_media::*;
pub use of_messages::*;
pub use of_requests::*;
pub use of_senders::*;
pub use of_service::*;
pub use of_templates::*;
pub use page::errors_markdown;
pub use refusal::of_refusal;

/// What every reader of this crate answers with: an error, boxed because it is large and rare.
pub type WireError = Box<GraphError>;

/// One error, as answered to a business or as reported by a server to a client.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}: {details}")]
pub struct GraphError {
    /// HTTP status.
    pub http: u16,
    /// Cloud API code.
    pub code: u32,
    /// Cloud API subcode.
    pub subcode: Option<u32>,
    /// `type` of the envelope: `OAuthException` or `GraphMethodException`.
    pub kind: Cow<'static, str>,
    /// Short name of the cause.
    pub title: Cow<'static, str>,
    /// `message` of the envelope: by custom `(#CODE) title`.
    pub message: Cow<'static, str>,
    /// What happened, in one or two sentences.
    pub details: Cow<'static, str>,
    /// What to do now.
    pub hint: Cow<'static, str>,
    /// Whether it was charged; `None` = unknown, because the outcome is (`Idempotency-Key` settles it).
    pub charged: Option<bool>,
    /// Whether the same request may succeed later.
    pub is_transient: bool,
    /// When to try again, in seconds from now, if known.
    pub retry_after_s: Option<u64>,
    /// The feature of the pilot programme that is missing.
    pub feature: Option<String>,
    /// Names the request in the server's log.
    pub trace_id: Option<String>,
}

impl GraphError {
    /// The error of an entry, in the entry's own words.
    pub fn of(entry: &'static Entry) -> Self {
        let message = match entry.says {
            Some(says) => Cow::Borrowed(says),
            None => Cow::Owned(format!("(#{}) {}", entry.code, entry.title)),
        };
        Self {
            http: entry.http,
            code: entry.code,
            subcode: entry.subcode,
            kind: Cow::Borrowed(entry.kind.name()),
            title: Cow::Borrowed(entry.title),
            message,
            details: Cow::Borrowed(entry.what),
            hint: Cow::Borrowed(entry.hint),
            charged: entry.charged,
            is_transient: entry.retry == Retry::Later,
            retry_after_s: None,
            feature: None,
            trace_id: None,
        }
    }

    /// With other details: what exactly happened this time. Must not tell secrets.
    #[must_use]
    pub fn details(self, details: impl Into<Cow<'static, str>>) -> Self {
        Self { details: details.into(), ..self }
    }

    /// With another message.
    #[must_use]
    pub fn message(self, message: impl Into<Cow<'static, str>>) -> Self {
        Self { message: message.into(), ..self }
    }

    /// With another hint.
    #[must_use]
    pub fn hint(self, hint: impl Into<Cow<'static, str>>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    /// With the feature that is missing, from words that begin with its key: `media: why not.`.
    #[must_use]
    pub fn feature(self, says: &str) -> Self {
        let key = says.split_once(':').map_or(says, |(key, _)| key);
        Self { feature: Some(key.to_owned()), ..self }.details(says.to_owned())
    }

    /// With a time to wait, in seconds.
    #[must_use]
    pub fn retry_after_s(self, seconds: u64) -> Self {
        Self { retry_after_s: Some(seconds), ..self }
    }

    /// Boxed, as results carry it.
    pub fn boxed(self) -> WireError {
        Box::new(self)
    }
}

/// The error for an object that does not exist or belongs to somebody else: both answer alike.
pub fn unknown_object(id: &str, method: &str) -> WireError {
    let shown: String = id.chars().take(64).collect();
    GraphError::of(&UNKNOWN_OBJECT)
        .message(format!(
            "Unsupported {} request. Object with ID '{shown}' does not exist, cannot be loaded due \
             to missing permissions, or does not support this operation",
            method.to_ascii_lowercase()
        ))
        .boxed()
}

/// Every entry of the table.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    [ACCESS, REQUESTS, MESSAGES, MEDIA, TEMPLATES, FLOWS, ACCOUNTS, SENDERS, SERVICE]
        .into_iter()
        .flatten()
        .copied()
}

/// Every entry with this code, for `explain`.
pub fn by_code(code: u32) -> impl Iterator<Item = &'static Entry> {
    all().filter(move |entry| entry.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_entry_says_what_happened_and_what_to_do() {
        for entry in all() {
            for sentence in [entry.what, entry.hint] {
                assert!(
                    sentence.ends_with('.') && sentence.len() > 10,
                    "{}: {sentence}",
                    entry.name
                );
            }
            assert!((400..600).contains(&entry.http), "{}", entry.name);
            assert!(!entry.title.is_empty(), "{}", entry.name);
        }
    }

    #[test]
    fn names_of_entries_are_unique() {
        let names: BTreeSet<_> = all().map(|entry| entry.name).collect();
        assert_eq!(names.len(), all().count());
    }

    #[test]
    fn throttling_answers_400_and_a_missing_template_404() {
        for throttle in [4, 80007, 130_429, 131_056] {
            assert!(by_code(throttle).count() > 0, "{throttle}");
            assert!(by_code(throttle).all(|entry| entry.http == 400), "{throttle}");
        }
        assert_eq!(TEMPLATE_MISSING.http, 404);
        assert_eq!(
            (UNKNOWN_OBJECT.http, UNKNOWN_OBJECT.code, UNKNOWN_OBJECT.subcode),
            (400, 100, Some(33))
        );
    }

    #[test]
    fn an_unknown_object_does_not_repeat_a_long_id() {
        let fault = unknown_object(&"9".repeat(100_000), "GET");
        assert!(fault.message.len() < 300);
        assert!(fault.message.starts_with("Unsupported get request."));
    }
}

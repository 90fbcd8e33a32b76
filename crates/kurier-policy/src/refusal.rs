//! Why a message may not go. Closed: each refusal maps to exactly one Cloud API error
//! (`kurier-wire::error`), has a plain sentence, what to do now, and whether it was charged.

use serde::{Deserialize, Serialize};

/// A reason to refuse an outbound message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The business is suspended by the operator.
    BusinessSuspended,
    /// The sender is not registered (any more).
    SenderNotRegistered,
    /// The sender sends faster than its throughput allows.
    ThroughputExceeded,
    /// Too many messages from this sender to this one person.
    PairRateExceeded,
    /// No such recipient for this business: unknown, blocked by her, or never allowed anything.
    RecipientUnavailable,
    /// The person withdrew this purpose.
    PermissionWithdrawn,
    /// The permission that covered this has ended.
    PermissionExpired,
    /// The person allowed something, but not this purpose or topic.
    PermissionMissing,
    /// The person allowed this less often.
    CadenceReached,
    /// Free-form message without an open 24-hour window.
    WindowClosed,
    /// Template absent in that language, or not approved.
    TemplateMissing,
    /// Template paused for quality.
    TemplatePaused,
    /// Template disabled for quality.
    TemplateDisabled,
    /// Number of parameters differs from the template's.
    TemplateParameterCount,
    /// A parameter has the wrong form or name.
    TemplateParameterFormat,
    /// The filled-in text is too long.
    TemplateTextTooLong,
    /// A value of the message is invalid (length, form, range).
    InvalidParameter,
    /// The message replied or reacted to does not exist in this conversation.
    ContextUnknown,
    /// The business's prepaid balance does not cover the price.
    BalanceExhausted,
    /// The message lived longer than its time to live, undelivered.
    Expired,
}

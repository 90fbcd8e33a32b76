//! Why a message may not go. Closed: each refusal maps to exactly one Cloud API error
//! (`kurier-wire::error`), has a plain sentence, what to do now, and whether it was charged.

use serde::{Deserialize, Serialize};

/// A reason to refuse an outbound message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The business is suspended by the operator.
    BusinessSuspended,
    /// The pilot of this installation did not give this business what the message needs.
    FeatureNotEntitled,
    /// The business is in the sandbox of the pilot, and this person did not say that she tests for it.
    NotATestPerson,
    /// People dislike the marketing of the business: it is paused for some days.
    MarketingPaused,
    /// The business left no bond yet, without which nobody may advertise here.
    BondMissing,
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
    /// The person's budget of offers is used up, or it is quiet at her place, and waiting did not help.
    MarketingCapReached,
    /// The person neither read nor answered the last offers of the business.
    NotAnswered,
    /// The template is being assessed: as many messages wait as may, or this one waited as long as it may.
    NotAssessed,
    /// The account seems to have been taken over: as many messages wait as may, this one waited as long as it may, or
    /// whoever sent it was not the business.
    TakeoverSuspected,
    /// The business told the person as much in a day as one business may.
    NoticesReached,
    /// The business reached as many people in 24 hours as it may.
    PortfolioLimitReached,
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
    /// The template has a part that this server can show but nobody could use.
    TemplateUnsupported,
    /// A link of the filled-in template leads where none of this business may lead.
    LinkNotAllowed,
    /// A value of the message is invalid (length, form, range).
    InvalidParameter,
    /// The message replied or reacted to does not exist in this conversation.
    ContextUnknown,
    /// The business's prepaid balance does not cover the price.
    BalanceExhausted,
    /// The message lived longer than its time to live, undelivered.
    Expired,
    /// The business took the message back before it was read.
    Recalled,
}

impl Refusal {
    /// Every refusal, in the order of the enum.
    pub const ALL: &[Self] = &[
        Self::BusinessSuspended,
        Self::FeatureNotEntitled,
        Self::NotATestPerson,
        Self::MarketingPaused,
        Self::BondMissing,
        Self::SenderNotRegistered,
        Self::ThroughputExceeded,
        Self::PairRateExceeded,
        Self::RecipientUnavailable,
        Self::PermissionWithdrawn,
        Self::PermissionExpired,
        Self::PermissionMissing,
        Self::CadenceReached,
        Self::MarketingCapReached,
        Self::NotAnswered,
        Self::NotAssessed,
        Self::TakeoverSuspected,
        Self::NoticesReached,
        Self::PortfolioLimitReached,
        Self::WindowClosed,
        Self::TemplateMissing,
        Self::TemplatePaused,
        Self::TemplateDisabled,
        Self::TemplateParameterCount,
        Self::TemplateParameterFormat,
        Self::TemplateTextTooLong,
        Self::TemplateUnsupported,
        Self::LinkNotAllowed,
        Self::InvalidParameter,
        Self::ContextUnknown,
        Self::BalanceExhausted,
        Self::Expired,
        Self::Recalled,
    ];

    /// Whether the call is answered with success and the refusal told by webhook afterwards: so the
    /// answer does not tell who exists, who blocked, and who never allowed anything.
    pub fn answers_later(self) -> bool {
        matches!(
            self,
            Self::RecipientUnavailable
                | Self::PermissionWithdrawn
                | Self::PermissionExpired
                | Self::PermissionMissing
                | Self::CadenceReached
                | Self::MarketingCapReached
                | Self::NotAnswered
                | Self::NoticesReached
                | Self::PortfolioLimitReached
                | Self::WindowClosed
                | Self::Expired
        )
    }

    /// Whether it passes by itself within seconds: the sender or the pair is too fast.
    pub fn is_passing(self) -> bool {
        matches!(self, Self::ThroughputExceeded | Self::PairRateExceeded)
    }

    /// Whether its words may name a feature of the pilot that is missing, or whose value is reached. Words of other
    /// refusals are about what was sent, and whoever sent it could begin them as he likes.
    pub fn may_name_a_feature(self) -> bool {
        matches!(
            self,
            Self::FeatureNotEntitled
                | Self::BalanceExhausted
                | Self::ThroughputExceeded
                | Self::PortfolioLimitReached
        )
    }

    /// Its name in traces, documents and addresses of error pages; the same as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::BusinessSuspended => "business_suspended",
            Self::FeatureNotEntitled => "feature_not_entitled",
            Self::NotATestPerson => "not_a_test_person",
            Self::MarketingPaused => "marketing_paused",
            Self::BondMissing => "bond_missing",
            Self::SenderNotRegistered => "sender_not_registered",
            Self::ThroughputExceeded => "throughput_exceeded",
            Self::PairRateExceeded => "pair_rate_exceeded",
            Self::RecipientUnavailable => "recipient_unavailable",
            Self::PermissionWithdrawn => "permission_withdrawn",
            Self::PermissionExpired => "permission_expired",
            Self::PermissionMissing => "permission_missing",
            Self::CadenceReached => "cadence_reached",
            Self::MarketingCapReached => "marketing_cap_reached",
            Self::NotAnswered => "not_answered",
            Self::NotAssessed => "not_assessed",
            Self::TakeoverSuspected => "takeover_suspected",
            Self::NoticesReached => "notices_reached",
            Self::PortfolioLimitReached => "portfolio_limit_reached",
            Self::WindowClosed => "window_closed",
            Self::TemplateMissing => "template_missing",
            Self::TemplatePaused => "template_paused",
            Self::TemplateDisabled => "template_disabled",
            Self::TemplateParameterCount => "template_parameter_count",
            Self::TemplateParameterFormat => "template_parameter_format",
            Self::TemplateTextTooLong => "template_text_too_long",
            Self::TemplateUnsupported => "template_unsupported",
            Self::LinkNotAllowed => "link_not_allowed",
            Self::InvalidParameter => "invalid_parameter",
            Self::ContextUnknown => "context_unknown",
            Self::BalanceExhausted => "balance_exhausted",
            Self::Expired => "expired",
            Self::Recalled => "recalled",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_refusal_stands_once_in_the_list_with_its_json_name() {
        let distinct: BTreeSet<_> = Refusal::ALL.iter().collect();
        assert_eq!(distinct.len(), Refusal::ALL.len());
        for refusal in Refusal::ALL {
            assert_eq!(serde_json::to_value(refusal).unwrap(), refusal.name());
        }
    }
}

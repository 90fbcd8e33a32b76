//! Each refusal has exactly one entry.

use super::{Entry, GraphError};
use kurier_policy::pilot::Feature;
use kurier_policy::refusal::Refusal;

/// The entry of a refusal. Exhaustive: a new refusal does not compile until it has one.
pub fn of_refusal(refusal: Refusal) -> &'static Entry {
    match refusal {
        Refusal::BusinessSuspended => &super::ACCOUNT_RESTRICTED,
        Refusal::FeatureNotEntitled => &super::FEATURE_NOT_ENTITLED,
        Refusal::NotATestPerson => &super::NOT_A_TEST_PERSON,
        Refusal::MarketingPaused => &super::MARKETING_PAUSED,
        Refusal::BondMissing => &super::BOND_MISSING,
        Refusal::SenderNotRegistered => &super::NUMBER_NOT_REGISTERED,
        Refusal::ThroughputExceeded => &super::THROUGHPUT_EXCEEDED,
        Refusal::PairRateExceeded => &super::PAIR_RATE_EXCEEDED,
        Refusal::RecipientUnavailable => &super::UNDELIVERABLE,
        Refusal::PermissionWithdrawn => &super::PERMISSION_WITHDRAWN,
        Refusal::PermissionExpired => &super::PERMISSION_EXPIRED,
        Refusal::PermissionMissing => &super::PERMISSION_MISSING,
        Refusal::CadenceReached => &super::CADENCE_REACHED,
        Refusal::MarketingCapReached => &super::MARKETING_CAP_REACHED,
        Refusal::NotAnswered => &super::NOT_ANSWERED,
        Refusal::NotAssessed => &super::NOT_ASSESSED,
        Refusal::TakeoverSuspected => &super::TAKEOVER_SUSPECTED,
        Refusal::NoticesReached => &super::NOTICES_REACHED,
        Refusal::PortfolioLimitReached => &super::PORTFOLIO_LIMIT_REACHED,
        Refusal::WindowClosed => &super::WINDOW_CLOSED,
        Refusal::TemplateMissing => &super::TEMPLATE_MISSING,
        Refusal::TemplatePaused => &super::TEMPLATE_PAUSED,
        Refusal::TemplateDisabled => &super::TEMPLATE_DISABLED,
        Refusal::TemplateParameterCount => &super::PARAMETER_COUNT,
        Refusal::TemplateParameterFormat => &super::PARAMETER_FORMAT,
        Refusal::TemplateTextTooLong => &super::TEXT_TOO_LONG,
        Refusal::TemplateUnsupported => &super::TEMPLATE_UNSUPPORTED,
        Refusal::LinkNotAllowed => &super::LINK_NOT_ALLOWED,
        Refusal::InvalidParameter => &super::PARAMETER_VALUE,
        Refusal::ContextUnknown => &super::CONTEXT_UNKNOWN,
        Refusal::BalanceExhausted => &super::PAYMENT_REQUIRED,
        Refusal::Expired => &super::TIME_TO_LIVE_OVER,
        Refusal::Recalled => &super::TAKEN_BACK,
    }
}

impl GraphError {
    /// The error of a refusal; `detail` says what exactly was wrong, if that is known.
    pub fn of_refusal(refusal: Refusal, detail: Option<&str>) -> Self {
        let error = Self::of(of_refusal(refusal));
        match detail {
            Some(detail) if refusal.may_name_a_feature() && Feature::named_in(detail).is_some() => {
                error.feature(detail)
            }
            Some(detail) if !detail.is_empty() => error.details(detail.to_owned()),
            _ => error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_an_entry_of_the_table_and_none_was_charged() {
        for refusal in Refusal::ALL {
            let entry = of_refusal(*refusal);
            assert!(super::super::all().any(|e| std::ptr::eq(e, entry)), "{refusal:?}");
            assert_eq!(entry.charged, Some(false), "{refusal:?}");
        }
    }

    #[test]
    fn the_three_permission_refusals_share_a_code_and_differ_in_their_words() {
        let of = |refusal| GraphError::of_refusal(refusal, None);
        let withdrawn = of(Refusal::PermissionWithdrawn);
        let expired = of(Refusal::PermissionExpired);
        let missing = of(Refusal::PermissionMissing);
        assert_eq!([withdrawn.code, expired.code, missing.code], [131_050; 3]);
        assert!(withdrawn.details != expired.details && expired.details != missing.details);
    }

    #[test]
    fn a_feature_is_named_by_refusals_of_the_pilot_and_by_no_others() {
        let of = |refusal, says| GraphError::of_refusal(refusal, Some(says)).feature;
        let spent = "limits.spend_per_day: the limit is reached";
        assert_eq!(of(Refusal::BalanceExhausted, spent).as_deref(), Some("limits.spend_per_day"));
        assert_eq!(of(Refusal::BalanceExhausted, "nothing is left"), None);
        assert_eq!(of(Refusal::InvalidParameter, "buttons: too many"), None);
    }

    #[test]
    fn a_detail_replaces_the_words_of_the_entry() {
        let fault = GraphError::of_refusal(Refusal::InvalidParameter, Some("text.body is empty"));
        assert_eq!((fault.code, fault.details.as_ref()), (131_009, "text.body is empty"));
    }
}

//! The rules in force, together: kept with the limits of the installation, so that whoever decides has them at hand.

use super::bond::BondRule;
use super::feedback::FeedbackRule;
use super::growth::GrowthRule;
use super::laundering::LaunderingRule;
use super::pacing::PacingRule;
use super::quality::QualityRule;
use super::quality_price::QualityPriceRule;
use crate::template::quality::QualityRule as TemplateRule;
use serde::{Deserialize, Serialize};

/// The numbers of all rules about how a business is liked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RulesInForce {
    /// What pauses and closes.
    pub quality: QualityRule,
    /// What pauses and disables a template.
    pub templates: TemplateRule,
    /// How fast new businesses grow.
    pub growth: GrowthRule,
    /// What marketing costs.
    pub price: QualityPriceRule,
    /// When a notice is advertising.
    pub laundering: LaunderingRule,
    /// Who is asked.
    pub feedback: FeedbackRule,
    /// What is left as a bond.
    pub bond: BondRule,
    /// How new marketing templates begin.
    pub pacing: PacingRule,
}

impl Default for RulesInForce {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl RulesInForce {
    /// Those of a new installation, whose businesses the operator chooses: no bond.
    pub const DEFAULT: Self = Self {
        quality: QualityRule::DEFAULT,
        templates: TemplateRule::DEFAULT,
        growth: GrowthRule::DEFAULT,
        price: QualityPriceRule::DEFAULT,
        laundering: LaunderingRule::DEFAULT,
        feedback: FeedbackRule::DEFAULT,
        bond: BondRule::CHOSEN,
        pacing: PacingRule::DEFAULT,
    };

    /// The names of the rules that are more lenient than in `other`; they are shown publicly.
    pub fn looser_than(&self, other: &Self) -> Vec<&'static str> {
        [
            ("quality", self.quality.is_looser_than(&other.quality)),
            ("templates", self.templates.is_looser_than(&other.templates)),
            ("growth", self.growth.is_looser_than(&other.growth)),
            ("price", self.price.is_looser_than(&other.price)),
            ("laundering", self.laundering.is_looser_than(&other.laundering)),
            ("feedback", self.feedback.is_looser_than(&other.feedback)),
            ("bond", self.bond.is_looser_than(&other.bond)),
            ("pacing", self.pacing.is_looser_than(&other.pacing)),
        ]
        .into_iter()
        .filter_map(|(name, is_looser)| is_looser.then_some(name))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_may_be_stricter_and_is_told_where_he_is_not() {
        let open = RulesInForce { bond: BondRule::OPEN, ..RulesInForce::DEFAULT };
        assert!(open.looser_than(&RulesInForce::DEFAULT).is_empty());
        assert_eq!(RulesInForce::DEFAULT.looser_than(&open), ["bond"]);
    }

    #[test]
    fn rules_that_an_older_program_wrote_are_completed() {
        let read: RulesInForce = serde_json::from_str("{}").unwrap();
        assert_eq!(read, RulesInForce::DEFAULT);
    }
}

//! The ordered list of checks that decided one message, with their inputs; readable by the person
//! ("why did I get this?") and by the business ("why was this refused?").

use crate::id::ReceiptId;
use crate::market::Market;
use crate::money::Micros;
use crate::pilot::Feature;
use crate::pricing::Category;
use crate::refusal::Refusal;
use crate::rules::budget::{Hold, Waits};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The inputs that decided one message: small enough to be stored with it. The trace is a pure
/// function of it ([`Evidence::trace`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// When it was decided.
    #[serde(rename = "t")]
    pub at: Timestamp,
    /// Category the message counts as.
    #[serde(rename = "c")]
    pub category: Category,
    /// Whether the message was a template.
    #[serde(rename = "tp", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_template: bool,
    /// End of the window, if one was open or had been.
    #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
    pub window_until: Option<Timestamp>,
    /// Whether it was the one greeting that an accepted invitation allows.
    #[serde(rename = "g", default, skip_serializing_if = "std::ops::Not::not")]
    pub greets: bool,
    /// The permission that was used.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<PermissionUsed>,
    /// Market of the price.
    #[serde(rename = "m")]
    pub market: Market,
    /// Version of the rate card.
    #[serde(rename = "v")]
    pub rate_card: u32,
    /// Price of the message.
    #[serde(rename = "e")]
    pub price: Micros,
    /// Why it was refused; `None` = accepted.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// Until when it waits; `None` = it does not.
    #[serde(rename = "h", default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// Her budget as it stood, for offers. For her eyes alone: it tells what others sent her.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<BudgetSeen>,
    /// What exactly was wrong, for refusals about a parameter (plain sentence, no secrets).
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// The permission a message went out under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionUsed {
    /// Its receipt.
    #[serde(rename = "i")]
    pub receipt: ReceiptId,
    /// Its topic.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// Since when.
    #[serde(rename = "s")]
    pub granted_at: Timestamp,
    /// Until when.
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

/// A person's budget at the moment of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetSeen {
    /// Offers she takes in seven days; `None` = any number.
    #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
    pub week: Option<u32>,
    /// Offers that all businesses had sent her in them.
    #[serde(rename = "u")]
    pub used: u32,
    /// Offers she takes of one business; `None` = any number.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub each: Option<u32>,
    /// Offers of this one.
    #[serde(rename = "o")]
    pub used_of_this: u32,
    /// Until when it is quiet, if it is.
    #[serde(rename = "q", default, skip_serializing_if = "Option::is_none")]
    pub quiet_until: Option<Timestamp>,
    /// Her time zone, if she named one.
    #[serde(rename = "z", default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
}

/// One step of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Which rule.
    pub rule: Rule,
    /// How it went.
    pub result: CheckResult,
    /// What it looked at: name → value, in a fixed order.
    pub inputs: Vec<(String, String)>,
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckResult {
    /// It allowed the message.
    Passed,
    /// It refused the message.
    Refused,
    /// It lets the message wait.
    Held,
    /// It did not apply, or an earlier check had refused.
    Skipped,
}

/// The rules in the order they are asked. What the caller is told at once stands before everything
/// that depends on the recipient; see [`crate::admit`] for why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Business and sender may send at all.
    Sender,
    /// The content keeps every documented limit, and what it answers exists.
    Content,
    /// The template exists, is approved, and its parameters fit.
    Template,
    /// Throughput of the sender.
    Throughput,
    /// The price and the balance.
    Price,
    /// The recipient is in a relation with the business and has not blocked it.
    Recipient,
    /// The 24-hour window (free-form messages, and utility templates without a permission).
    Window,
    /// A live permission of the right purpose and topic (templates).
    Permission,
    /// How often the person allowed it.
    Cadence,
    /// Whether somebody else seems to have the account.
    Takeover,
    /// Whether she reads or answers the offers of this business at all.
    Brake,
    /// How many offers she takes in a week.
    Budget,
    /// Hours in which she takes none.
    QuietHours,
    /// How many notices one business may send her in a day.
    Notices,
    /// How those liked it who got a new marketing template first.
    Pacing,
    /// How many people the business may reach in a day.
    PortfolioLimit,
    /// Rate towards this one person.
    PairRate,
}

impl Rule {
    /// Every rule, in order.
    pub const ALL: &[Self] = &[
        Self::Sender,
        Self::Content,
        Self::Template,
        Self::Throughput,
        Self::Price,
        Self::Recipient,
        Self::Window,
        Self::Permission,
        Self::Cadence,
        Self::Takeover,
        Self::Brake,
        Self::Budget,
        Self::QuietHours,
        Self::Notices,
        Self::Pacing,
        Self::PortfolioLimit,
        Self::PairRate,
    ];

    /// The rule that a refusal comes from; `None` for what happens after the decision.
    pub fn of(refusal: Refusal) -> Option<Self> {
        Some(match refusal {
            Refusal::BusinessSuspended
            | Refusal::FeatureNotEntitled
            | Refusal::NotATestPerson
            | Refusal::MarketingPaused
            | Refusal::BondMissing
            | Refusal::SenderNotRegistered => Self::Sender,
            Refusal::InvalidParameter | Refusal::ContextUnknown => Self::Content,
            Refusal::TemplateMissing
            | Refusal::TemplatePaused
            | Refusal::TemplateDisabled
            | Refusal::TemplateParameterCount
            | Refusal::TemplateParameterFormat
            | Refusal::TemplateTextTooLong
            | Refusal::TemplateUnsupported
            | Refusal::LinkNotAllowed => Self::Template,
            Refusal::ThroughputExceeded => Self::Throughput,
            Refusal::BalanceExhausted => Self::Price,
            Refusal::RecipientUnavailable => Self::Recipient,
            Refusal::WindowClosed => Self::Window,
            Refusal::PermissionWithdrawn
            | Refusal::PermissionExpired
            | Refusal::PermissionMissing => Self::Permission,
            Refusal::CadenceReached => Self::Cadence,
            Refusal::NotAnswered => Self::Brake,
            Refusal::MarketingCapReached => Self::Budget,
            Refusal::NoticesReached => Self::Notices,
            Refusal::TakeoverSuspected => Self::Takeover,
            Refusal::NotAssessed => Self::Pacing,
            Refusal::PortfolioLimitReached => Self::PortfolioLimit,
            Refusal::PairRateExceeded => Self::PairRate,
            Refusal::Expired | Refusal::Recalled => return None,
        })
    }
}

impl Evidence {
    /// The feature of the pilot that the refusal is about.
    pub fn feature(&self) -> Option<Feature> {
        self.refusal.filter(|refusal| refusal.may_name_a_feature())?;
        Feature::named_in(self.detail.as_deref()?)
    }

    /// The trace: every rule in order, what it looked at, and how it went. A refusal of
    /// [`Refusal::Expired`] or [`Refusal::Recalled`] came after the decision and leaves every rule as it was.
    pub fn trace(&self) -> Vec<Check> {
        Rule::ALL
            .iter()
            .map(|&rule| {
                let result = self.result_of(rule);
                Check { rule, result, inputs: self.inputs_of(rule, result) }
            })
            .collect()
    }

    /// The trace as the business sees it: without what others sent her, and without her quiet hours.
    pub fn trace_for_business(&self) -> Vec<Check> {
        Self { budget: None, ..self.clone() }.trace()
    }

    /// The rule that decided against sending now, and how.
    fn decisive(&self) -> Option<(Rule, CheckResult)> {
        let held = self.hold.map(|hold| match hold.waits {
            Waits::Budget => (Rule::Budget, CheckResult::Held),
            Waits::QuietHours => (Rule::QuietHours, CheckResult::Held),
            Waits::QualityAssessment => (Rule::Pacing, CheckResult::Held),
            Waits::TakeoverGuard => (Rule::Takeover, CheckResult::Held),
        });
        self.refusal.map_or(held, |refusal| Some((Rule::of(refusal)?, CheckResult::Refused)))
    }

    fn result_of(&self, rule: Rule) -> CheckResult {
        match self.decisive() {
            Some((decisive, result)) if rule == decisive => result,
            Some((decisive, _)) if rule > decisive => CheckResult::Skipped,
            _ if self.applies(rule) => CheckResult::Passed,
            _ => CheckResult::Skipped,
        }
    }

    /// Whether the message is of the kind that the rule asks about. Templates rest on a permission,
    /// everything else on the window; a utility template that was accepted without a permission
    /// rested on the window as well.
    fn applies(&self, rule: Rule) -> bool {
        let on_permission =
            self.is_template && (self.permission.is_some() || self.refusal.is_some());
        match rule {
            Rule::Template => self.is_template,
            Rule::Window => !on_permission,
            Rule::Permission | Rule::Cadence => on_permission,
            Rule::Brake | Rule::Budget | Rule::QuietHours | Rule::Pacing => {
                self.category == Category::Marketing
            }
            Rule::Notices => {
                let is_offer = self.category == Category::Marketing;
                self.is_template && !is_offer && self.is_outside_window()
            }
            Rule::Takeover | Rule::PortfolioLimit => self.is_template && self.is_outside_window(),
            Rule::Sender
            | Rule::Content
            | Rule::Throughput
            | Rule::Price
            | Rule::Recipient
            | Rule::PairRate => true,
        }
    }

    fn is_outside_window(&self) -> bool {
        !crate::window::is_open(self.window_until, self.at)
    }

    /// Times are microseconds since 1970.
    fn inputs_of(&self, rule: Rule, result: CheckResult) -> Vec<(String, String)> {
        let mut inputs = Inputs::default();
        match rule {
            Rule::Sender | Rule::Throughput | Rule::PairRate => inputs.add("at", &self.at.0),
            Rule::Content
            | Rule::Recipient
            | Rule::Cadence
            | Rule::Takeover
            | Rule::Brake
            | Rule::Notices
            | Rule::Pacing
            | Rule::PortfolioLimit => {}
            Rule::Budget => {
                if let Some(seen) = self.budget.as_ref().filter(|_| result != CheckResult::Skipped)
                {
                    inputs.add_some("per_week", seen.week);
                    inputs.add("used", &seen.used);
                    inputs.add_some("per_business", seen.each);
                    inputs.add("used_of_this", &seen.used_of_this);
                }
            }
            Rule::QuietHours => {
                if let Some(seen) = self.budget.as_ref().filter(|_| result != CheckResult::Skipped)
                {
                    inputs.add("at", &self.at.0);
                    inputs.add("zone", seen.zone.as_deref().unwrap_or("UTC"));
                    inputs.add_some("quiet_until", seen.quiet_until.map(|until| until.0));
                }
            }
            Rule::Template => inputs.add("category", self.category.name()),
            Rule::Price => {
                inputs.add("category", self.category.name());
                inputs.add("market", self.market.code());
                inputs.add("rate_card", &self.rate_card);
                inputs.add("price_micros", &self.price.0);
            }
            Rule::Window => {
                inputs.add("at", &self.at.0);
                inputs.add_some("window_until", self.window_until.map(|until| until.0));
                inputs.add_some("greeting", self.greets.then_some("invitation"));
            }
            Rule::Permission => {
                inputs.add("at", &self.at.0);
                if let Some(used) = &self.permission {
                    inputs.add("receipt", &used.receipt);
                    inputs.add_some("topic", used.topic.as_ref());
                    inputs.add("granted_at", &used.granted_at.0);
                    inputs.add_some("expires_at", used.expires_at.map(|end| end.0));
                }
            }
        }
        if let Some(hold) = self.hold.filter(|_| result == CheckResult::Held) {
            inputs.add("next_at", &hold.next_at.0);
            inputs.add("gives_up_at", &hold.gives_up_at.0);
        }
        if result == CheckResult::Refused {
            inputs.add_some("refusal", self.refusal.map(Refusal::name));
            inputs.add_some("detail", self.detail.as_ref());
        }
        inputs.0
    }
}

#[derive(Default)]
struct Inputs(Vec<(String, String)>);

impl Inputs {
    fn add(&mut self, name: &str, value: &(impl ToString + ?Sized)) {
        self.0.push((name.to_owned(), value.to_string()));
    }
    fn add_some(&mut self, name: &str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.add(name, &value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(is_template: bool, refusal: Option<Refusal>) -> Evidence {
        Evidence {
            at: Timestamp(5),
            category: Category::Utility,
            is_template,
            window_until: Some(Timestamp(9)),
            greets: false,
            permission: None,
            market: Market::ANY,
            rate_card: 1,
            price: Micros(10_000),
            refusal,
            hold: None,
            budget: None,
            detail: None,
        }
    }

    #[test]
    fn the_list_of_rules_is_in_their_order() {
        assert!(Rule::ALL.is_sorted());
    }

    #[test]
    fn every_refusal_shows_at_its_rule_and_nothing_after_it_ran() {
        for &refusal in Refusal::ALL {
            let trace = evidence(true, Some(refusal)).trace();
            assert_eq!(trace.len(), Rule::ALL.len());
            let refused: Vec<Rule> =
                trace.iter().filter(|c| c.result == CheckResult::Refused).map(|c| c.rule).collect();
            assert_eq!(refused, Rule::of(refusal).into_iter().collect::<Vec<_>>());
            let after = trace.iter().skip_while(|c| c.result != CheckResult::Refused).skip(1);
            assert!(after.into_iter().all(|c| c.result == CheckResult::Skipped), "{refusal:?}");
        }
    }

    #[test]
    fn a_free_form_message_rests_on_the_window_and_a_template_on_its_permission() {
        let result = |evidence: &Evidence, rule| {
            evidence.trace().into_iter().find(|check| check.rule == rule).unwrap().result
        };
        let free = evidence(false, None);
        assert_eq!(result(&free, Rule::Window), CheckResult::Passed);
        assert_eq!(result(&free, Rule::Permission), CheckResult::Skipped);
        assert_eq!(result(&free, Rule::Template), CheckResult::Skipped);
        let mut template = evidence(true, None);
        assert_eq!(result(&template, Rule::Window), CheckResult::Passed);
        template.permission = Some(PermissionUsed {
            receipt: ReceiptId(4),
            topic: None,
            granted_at: Timestamp(1),
            expires_at: None,
        });
        assert_eq!(result(&template, Rule::Window), CheckResult::Skipped);
        assert_eq!(result(&template, Rule::Permission), CheckResult::Passed);
    }

    #[test]
    fn inputs_stand_in_a_fixed_order_with_times_in_microseconds() {
        let trace = evidence(false, Some(Refusal::WindowClosed)).trace();
        let window = trace.iter().find(|check| check.rule == Rule::Window).unwrap();
        let inputs: Vec<_> = window.inputs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(inputs, [("at", "5"), ("window_until", "9"), ("refusal", "window_closed")]);
    }
}

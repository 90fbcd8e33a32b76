//! Under which rules a world lives: switches and numbers for the real engine.

use kurier_policy::rate::Limits;
use kurier_policy::rules::bond::BondRule;
use kurier_policy::rules::budget::BudgetRule;
use kurier_policy::rules::canary::CanaryRule;
use kurier_policy::rules::feedback::FeedbackRule;
use kurier_policy::rules::growth::GrowthRule;
use kurier_policy::rules::in_force::RulesInForce;
use kurier_policy::rules::laundering::LaunderingRule;
use kurier_policy::rules::quality::QualityRule;
use kurier_policy::rules::quiet::QuietHours;
use kurier_policy::rules::wilson::Share;
use kurier_policy::template::quality::QualityRule as TemplateRule;

/// How people come to have allowed a spammer to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grounds {
    /// The business declares it, and that is believed: the receipts of everybody on its list are granted beforehand. Kurier
    /// has no send path without a permission, so this is how a world without that rule is made.
    Declared,
    /// The person allows it herself, because of a trick.
    Receipts,
}

/// Who may have an account. What it costs stands in the limits, as a bond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    /// Everybody may register.
    Open,
    /// The operator looks at every applicant ([`crate::assume::PICKED`]).
    HandPicked,
}

/// One set of rules.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Regime {
    /// Its name on the command line and in JSON.
    pub name: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// The limits given to the store.
    pub limits: Limits,
    /// Whether businesses and templates are judged by how they are received.
    pub judges: bool,
    /// Whether people are asked if they wanted a message.
    pub asks: bool,
    /// Whether people choose their own budgets, and call alarms urgent.
    pub budgets: bool,
    /// How spammers get permissions.
    pub grounds: Grounds,
    /// How they get an account.
    pub identity: Identity,
    /// What a message that reaches a person is worth to them, in euro.
    pub fraud: f64,
}

/// Nothing but the rates of the Cloud API.
const RATES: Limits = Limits {
    budget: None,
    brake: None,
    portfolio: false,
    canary: None,
    links: None,
    campaigns: None,
    lapse: None,
    takeover: None,
    invitations: None,
    rules: None,
    ..Limits::REAL
};
/// What today's platforms are known to do: tiers, and two offers a day from all businesses; what is more is refused.
const PLATFORMS: Limits = Limits {
    budget: Some(BudgetRule {
        week: 14,
        each: 14,
        kept: 0,
        quiet: QuietHours([None; 7]),
        notices: u32::MAX,
        defer_s: 0,
    }),
    portfolio: true,
    ..RATES
};

/// Rules in which everything is what it is in open sign-up, with a bond.
const BONDED: RulesInForce = RulesInForce { bond: BondRule::OPEN, ..RulesInForce::DEFAULT };
/// Nobody's answers count, and nobody is asked.
const UNASKED: RulesInForce = RulesInForce {
    feedback: FeedbackRule { asked_per_thousand: 0, ..FeedbackRule::DEFAULT },
    quality: QualityRule { least_answers: u64::MAX, ..QualityRule::DEFAULT },
    ..BONDED
};
/// A new business may write to as many people as an old one.
const UNBOUND: RulesInForce = RulesInForce {
    growth: GrowthRule { first: u32::MAX, watched: u32::MAX, ..GrowthRule::DEFAULT },
    ..BONDED
};
/// Whatever people say, nothing is paused, closed, or called advertising.
const UNJUDGED: RulesInForce = RulesInForce {
    quality: QualityRule {
        least_reporters: u64::MAX,
        least_answers: u64::MAX,
        yellow_reports: Share::ALL,
        ..QualityRule::DEFAULT
    },
    templates: TemplateRule { least_people: u64::MAX, ..TemplateRule::DEFAULT },
    laundering: LaunderingRule { least_reasons: u64::MAX, ..LaunderingRule::DEFAULT },
    ..BONDED
};

const fn under(rules: &RulesInForce) -> Limits {
    Limits { rules: Some(*rules), ..Limits::REAL }
}

const OPEN: Regime = Regime {
    name: "open",
    title: "no rules but rates",
    limits: RATES,
    judges: false,
    asks: false,
    budgets: false,
    grounds: Grounds::Declared,
    identity: Identity::Open,
    fraud: 2.0,
};
const TODAY: Regime = Regime {
    name: "platforms",
    title: "like today's platforms",
    limits: PLATFORMS,
    judges: true,
    ..OPEN
};
const SIGN_UP: Regime = Regime {
    name: "kurier_open",
    title: "Kurier, open sign-up",
    limits: under(&BONDED),
    judges: true,
    asks: true,
    budgets: true,
    grounds: Grounds::Receipts,
    identity: Identity::Open,
    fraud: 2.0,
};
const PICKED: Regime = Regime {
    name: "kurier",
    title: "Kurier, hand-picked",
    limits: Limits::REAL,
    identity: Identity::HandPicked,
    ..SIGN_UP
};

impl Regime {
    /// Every regime, in the order of the report. Those without one rule are Kurier with open sign-up otherwise.
    pub const ALL: &[Self] = &[
        OPEN,
        TODAY,
        PICKED,
        SIGN_UP,
        Self {
            name: "minus_feedback",
            title: "… without “did you want this?”",
            limits: Limits {
                canary: Some(CanaryRule {
                    answers_least: u64::MAX,
                    notice_answers_least: u64::MAX,
                    ..CanaryRule::DEFAULT
                }),
                ..under(&UNASKED)
            },
            asks: false,
            ..SIGN_UP
        },
        Self {
            name: "minus_receipts",
            title: "… without receipts",
            grounds: Grounds::Declared,
            ..SIGN_UP
        },
        Self {
            name: "minus_budgets",
            title: "… without budgets and the brake",
            limits: Limits { budget: None, brake: None, ..under(&BONDED) },
            budgets: false,
            ..SIGN_UP
        },
        Self {
            name: "minus_canary",
            title: "… without canaries",
            limits: Limits { canary: None, ..under(&BONDED) },
            ..SIGN_UP
        },
        Self {
            name: "minus_takeover",
            title: "… without the takeover guard",
            limits: Limits { takeover: None, ..under(&BONDED) },
            ..SIGN_UP
        },
        Self {
            name: "minus_growth",
            title: "… without growth limits",
            limits: Limits { portfolio: false, ..under(&UNBOUND) },
            ..SIGN_UP
        },
        Self {
            name: "minus_quality",
            title: "… without quality and closing",
            limits: under(&UNJUDGED),
            ..SIGN_UP
        },
        Self { name: "minus_bond", title: "… without a bond", limits: Limits::REAL, ..SIGN_UP },
    ];

    /// The regime of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|regime| regime.name == name).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_regime_is_found_by_its_name_and_differs_from_every_other() {
        for (place, regime) in Regime::ALL.iter().enumerate() {
            assert_eq!(Regime::named(regime.name), Some(*regime));
            let plain = |of: &Regime| Regime { name: "", title: "", ..*of };
            let same = |other: &Regime| plain(other) == plain(regime);
            assert!(!Regime::ALL.iter().take(place).any(same), "{}", regime.name);
        }
        assert_eq!(Regime::named("paradise"), None);
    }
}

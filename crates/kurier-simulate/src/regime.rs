//! Under which rules a world lives: switches and numbers for the real engine.

use kurier_policy::rate::Limits;
use kurier_policy::rules::budget::BudgetRule;
use kurier_policy::rules::quiet::QuietHours;

/// How people come to have allowed a spammer to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grounds {
    /// The business declares it, and that is believed: the receipts of everybody on its list are granted beforehand. Kurier
    /// has no send path without a permission, so this is how a world without that rule is made.
    Declared,
    /// The person allows it herself, because of a trick.
    Receipts,
}

/// What a new account costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Identity {
    /// Nothing; everybody may register.
    Free,
    /// Everybody may register who leaves a bond, in euro, that is lost when the account is closed.
    Bond(f64),
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
    /// Whether templates are judged by how they are received, paused and disabled.
    pub judges: bool,
    /// Whether people choose their own budgets, and call alarms urgent.
    pub budgets: bool,
    /// How spammers get permissions.
    pub grounds: Grounds,
    /// What an account costs them.
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
    ..Limits::REAL
};
/// What today's platforms are known to do: tiers, and two offers a day from all businesses; what is more is refused.
const PLATFORMS: Limits = Limits {
    budget: Some(BudgetRule {
        week: 14,
        each: 14,
        quiet: QuietHours([None; 7]),
        notices: u32::MAX,
        defer_s: 0,
    }),
    portfolio: true,
    ..RATES
};

const OPEN: Regime = Regime {
    name: "open",
    title: "no rules but rates",
    limits: RATES,
    judges: false,
    budgets: false,
    grounds: Grounds::Declared,
    identity: Identity::Free,
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
    limits: Limits::REAL,
    judges: true,
    budgets: true,
    grounds: Grounds::Receipts,
    identity: Identity::Bond(100.0),
    fraud: 2.0,
};
const PICKED: Regime = Regime {
    name: "kurier",
    title: "Kurier, hand-picked",
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
            name: "minus_receipts",
            title: "… without receipts",
            grounds: Grounds::Declared,
            ..SIGN_UP
        },
        Self {
            name: "minus_budgets",
            title: "… without budgets and the brake",
            limits: Limits { budget: None, brake: None, ..Limits::REAL },
            budgets: false,
            ..SIGN_UP
        },
        Self {
            name: "minus_canary",
            title: "… without canaries",
            limits: Limits { canary: None, ..Limits::REAL },
            ..SIGN_UP
        },
        Self {
            name: "minus_growth",
            title: "… without growth limits",
            limits: Limits { portfolio: false, ..Limits::REAL },
            ..SIGN_UP
        },
        Self { name: "minus_quality", title: "… without quality", judges: false, ..SIGN_UP },
        Self {
            name: "minus_bond", title: "… without a bond", identity: Identity::Free, ..SIGN_UP
        },
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

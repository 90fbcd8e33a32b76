//! What everybody may know: how often people report, how fast the operator looks, what it does, and which rules are
//! looser here than they come.

use crate::{Engine, Result};
use kurier_policy::rate::Limits;
use kurier_policy::tally::Granularity;
use kurier_policy::time::Timestamp;
use kurier_store::record::DeskNumbers;
use serde::Serialize;
use serde_json::Value;

/// Months that are shown, with the one that is not over.
const MONTHS: usize = 12;

/// One month of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month {
    /// When it began.
    pub from: Timestamp,
    /// When it ends.
    pub to: Timestamp,
    /// What happened.
    pub numbers: DeskNumbers,
}

/// A rule whose numbers are looser than they come.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LooseRule {
    /// Its name.
    pub rule: &'static str,
    /// Its numbers here.
    pub here: Value,
    /// The numbers it comes with.
    pub default: Value,
}

impl Engine {
    /// The last twelve months, the running one first; months before anything happened are left out at the end.
    pub async fn transparency(&self) -> Result<Vec<Month>> {
        let mut all = Vec::with_capacity(MONTHS);
        let (mut to, mut at) = (self.parts.clock.now(), self.parts.clock.now());
        for _ in 0..MONTHS {
            let from = Granularity::Month.start_of(at);
            let end = if all.is_empty() { Granularity::Month.next(from) } else { to };
            let numbers = self.parts.store.desk_numbers(from, end).await?;
            all.push(Month { from, to: end, numbers });
            (to, at) = (from, from.plus_s(-1));
        }
        while all.len() > 1 && all.last().is_some_and(|it| it.numbers == DeskNumbers::default()) {
            all.pop();
        }
        Ok(all)
    }

    /// The rules that are looser here than they come.
    pub async fn loose_rules(&self) -> Result<Vec<LooseRule>> {
        Ok(loose_rules(&self.parts.store.limits().await?))
    }
}

/// The rules that are looser here than they come; what is lifted has no numbers.
fn loose_rules(here: &Limits) -> Vec<LooseRule> {
    let of = |limits: &Limits| serde_json::to_value(limits).unwrap_or_default();
    let (numbers, own) = (of(here), of(&Limits::REAL));
    let found = |all: &Value, rule: &str| all.get(rule).or(all["rules"].get(rule)).cloned();
    let line = |rule| LooseRule {
        rule,
        here: found(&numbers, rule).unwrap_or_default(),
        default: found(&own, rule).unwrap_or_default(),
    };
    here.looser_than(&Limits::REAL).into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_policy::rules::brake::BrakeRule;
    use kurier_policy::rules::in_force::RulesInForce;

    #[test]
    fn rules_as_they_come_are_not_shown_and_looser_or_lifted_ones_are() {
        assert_eq!(loose_rules(&Limits::REAL), []);
        let brake = Some(BrakeRule { unanswered: 9, ..BrakeRule::DEFAULT });
        let mut rules = RulesInForce::DEFAULT;
        rules.quality.least_reporters = 30;
        let loose = Limits { brake, lapse: None, rules: Some(rules), ..Limits::REAL };
        let shown = loose_rules(&loose);
        let names: Vec<&str> = shown.iter().map(|one| one.rule).collect();
        assert_eq!(names, ["brake", "lapse", "quality"]);
        assert_eq!(
            (&shown[0].here["unanswered"], &shown[0].default["unanswered"]),
            (&9.into(), &4.into())
        );
        assert_eq!(shown[1].here, Value::Null);
        assert_eq!(shown[2].here["least_reporters"], 30);
    }
}

//! What everybody may know: how often people report, how fast the operator looks, what it does, and which rules are
//! looser here than they come.

use crate::{Engine, Result};
use kurier_policy::rules::stop_words::StopWordsRule;
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
}

/// The rules that are looser here than they come. A rule with numbers that an operator may set adds its line here.
pub fn loose_rules(stop_words: StopWordsRule) -> Vec<LooseRule> {
    let own = StopWordsRule::DEFAULT;
    let lines = [line("stop_words", &stop_words, &own, stop_words.is_looser_than(&own))];
    lines.into_iter().flatten().collect()
}

fn line<T: Serialize>(
    rule: &'static str,
    here: &T,
    default: &T,
    is_looser: bool,
) -> Option<LooseRule> {
    let of = |numbers: &T| serde_json::to_value(numbers).unwrap_or_default();
    is_looser.then(|| LooseRule { rule, here: of(here), default: of(default) })
}

//! What the messages before it would have used up, where nothing is sent: a rehearsal of many comes to the same end
//! as sending them one after the other.

use crate::admit::Verdict;
use crate::facts::Facts;
use crate::money::Micros;
use crate::pricing::PriceKind;
use crate::reach::Reach;
use crate::spent::{Spending, SpentNow};
use crate::time::Timestamp;
use crate::window;
use serde::{Deserialize, Serialize};

/// What earlier messages of a rehearsal have used up, of what all people share. What belongs to one person is hers
/// alone, and a campaign sends her one message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ahead {
    /// Money.
    pub reserved: Micros,
    /// Different people outside their windows.
    pub reached: u32,
    /// Free messages of the month: utility, authentication, marketing.
    #[serde(default)]
    pub free: [u32; 3],
}

impl Ahead {
    /// The facts as they would be. The sender's throughput is left out: a campaign is paced below it.
    #[must_use]
    pub fn before<'f>(&self, facts: Facts<'f>) -> Facts<'f> {
        let mut after = facts;
        after.balance = Micros(facts.balance.0.saturating_sub(self.reserved.0));
        after.spent.day = Micros(facts.spent.day.0.saturating_add(self.reserved.0));
        after.spent.month = Micros(facts.spent.month.0.saturating_add(self.reserved.0));
        for (used, ahead) in after.spent.free.iter_mut().zip(self.free) {
            *used = used.saturating_add(ahead);
        }
        after.portfolio.used = facts.portfolio.used.saturating_add(self.reached);
        after.limits.throughput = None;
        after
    }

    /// Adds what an accepted message would use up.
    pub fn add(&mut self, facts: &Facts<'_>, verdict: &Verdict, now: Timestamp) {
        let Ok(accepted) = &verdict.outcome else { return };
        if accepted.hold.is_some() {
            return;
        }
        let price = accepted.price.micros;
        self.reserved = Micros(self.reserved.0.saturating_add(price.0));
        if accepted.price.kind == PriceKind::FreeQuota {
            let free = Some(accepted.price.category);
            let used = SpentNow { free: self.free, ..SpentNow::default() };
            self.free = used.plus(Spending { price: Micros::ZERO, free }).free;
        }
        let Some(relation) = facts.relation else { return };
        let counts_already = relation.counted_at.is_some_and(|was| Reach::counts(was, now));
        let opens_talk =
            verdict.evidence.is_template && !window::is_open(relation.window_until, now);
        if opens_talk && !counts_already {
            self.reached = self.reached.saturating_add(1);
        }
    }
}

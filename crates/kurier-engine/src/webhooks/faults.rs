//! Deliberate faults of delivery, for the sandbox: how does a receiver's program take them?

use super::rates::Rates;
use kurier_policy::id::{BusinessId, EventSeq};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Most faults that may be planned.
const PLANNED_MAX: usize = 1_000;

/// One fault of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// Nothing is sent; the attempt counts as answered with this status.
    Answer {
        /// The status.
        status: u16,
    },
    /// The event is sent, but its answer counts as lost: it will come again.
    Lost,
    /// The event is sent twice in a row.
    Duplicate,
    /// The event is sent later.
    Late {
        /// By how much, in milliseconds.
        ms: u32,
    },
}

/// The planned faults, taken by attempts in order.
#[derive(Debug, Default)]
pub struct Faults {
    planned: Mutex<VecDeque<(Option<BusinessId>, Fault)>>,
    /// What hits attempts without a planned one.
    rates: Mutex<Option<Rates>>,
}

impl Faults {
    /// Plans `fault` for the next `times` attempts, of one business or of any. Answers how many are
    /// planned now; beyond 1,000 nothing is added.
    pub fn plan(&self, business: Option<BusinessId>, fault: Fault, times: u32) -> usize {
        let mut planned = self.lock();
        let room = PLANNED_MAX.saturating_sub(planned.len());
        let times = usize::try_from(times).unwrap_or(room).min(room);
        planned.extend(std::iter::repeat_n((business, fault), times));
        planned.len()
    }

    /// Forgets all planned faults, and hits no more by chance.
    pub fn clear(&self) {
        self.lock().clear();
        self.set_rates(None);
    }

    /// Hits attempts by chance from now on.
    pub fn set_rates(&self, rates: Option<Rates>) {
        *self.rates.lock().unwrap_or_else(PoisonError::into_inner) = rates;
    }

    /// The fault of this attempt.
    pub(super) fn take(
        &self,
        business: BusinessId,
        event: EventSeq,
        number: u32,
    ) -> Option<Fault> {
        let mut planned = self.lock();
        let place = planned.iter().position(|(of, _)| of.is_none_or(|of| of == business));
        if let Some(place) = place {
            return planned.remove(place).map(|(_, fault)| fault);
        }
        drop(planned);
        self.by_chance(business, event, number).map(|(fault, _)| fault)
    }

    /// Whether later events of the conversation pass this one.
    pub(super) fn is_late(&self, business: BusinessId, event: EventSeq, number: u32) -> bool {
        self.by_chance(business, event, number).is_some_and(|(_, is_passed)| is_passed)
    }

    fn by_chance(
        &self,
        business: BusinessId,
        event: EventSeq,
        number: u32,
    ) -> Option<(Fault, bool)> {
        let rates = self.rates.lock().unwrap_or_else(PoisonError::into_inner);
        rates.as_ref()?.hit(business, event, number)
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(Option<BusinessId>, Fault)>> {
        self.planned.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_hit_in_order_and_only_whom_they_are_meant_for() {
        let faults = Faults::default();
        let (one, two) = (BusinessId(1), BusinessId(2));
        faults.plan(Some(two), Fault::Lost, 1);
        faults.plan(None, Fault::Answer { status: 503 }, 2);
        assert_eq!(faults.take(one, EventSeq(1), 1), Some(Fault::Answer { status: 503 }));
        assert_eq!(faults.take(two, EventSeq(1), 1), Some(Fault::Lost));
        assert_eq!(faults.take(two, EventSeq(1), 1), Some(Fault::Answer { status: 503 }));
        assert_eq!(faults.take(one, EventSeq(1), 1), None);
    }

    #[test]
    fn the_plan_is_bounded() {
        let faults = Faults::default();
        assert_eq!(faults.plan(None, Fault::Duplicate, u32::MAX), PLANNED_MAX);
        faults.clear();
        assert_eq!(faults.take(BusinessId(1), EventSeq(1), 1), None);
    }
}

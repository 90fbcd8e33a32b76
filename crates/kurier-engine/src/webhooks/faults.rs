//! Deliberate faults of delivery, for the sandbox: how does a receiver's program take them?

use kurier_policy::id::BusinessId;
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
}

/// The planned faults, taken by attempts in order.
#[derive(Debug, Default)]
pub struct Faults {
    planned: Mutex<VecDeque<(Option<BusinessId>, Fault)>>,
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

    /// Forgets all planned faults.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// The fault of this attempt.
    pub(super) fn take(&self, business: BusinessId) -> Option<Fault> {
        let mut planned = self.lock();
        let place = planned.iter().position(|(of, _)| of.is_none_or(|of| of == business))?;
        planned.remove(place).map(|(_, fault)| fault)
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
        assert_eq!(faults.take(one), Some(Fault::Answer { status: 503 }));
        assert_eq!(faults.take(two), Some(Fault::Lost));
        assert_eq!(faults.take(two), Some(Fault::Answer { status: 503 }));
        assert_eq!(faults.take(one), None);
    }

    #[test]
    fn the_plan_is_bounded() {
        let faults = Faults::default();
        assert_eq!(faults.plan(None, Fault::Duplicate, u32::MAX), PLANNED_MAX);
        faults.clear();
        assert_eq!(faults.take(BusinessId(1)), None);
    }
}

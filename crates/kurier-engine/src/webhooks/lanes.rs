//! One attempt at a time per conversation: "sent" is answered before "delivered" of the same message
//! is posted, while other conversations fly beside it.

use super::round::Job;
use kurier_policy::id::EventSeq;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// The conversations that have an attempt in flight.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    flying: FxHashMap<EventSeq, String>,
}

impl Lanes {
    /// Takes the first job whose conversation is free, and occupies it.
    pub(super) fn next(&mut self, jobs: &mut VecDeque<Job>) -> Option<Job> {
        let place = jobs.iter().position(|job| {
            let conversation = &job.event.person.wa_id;
            !self.flying.values().any(|flying| flying == conversation)
        })?;
        let job = jobs.remove(place)?;
        self.flying.insert(job.event.seq, job.event.person.wa_id.clone());
        Some(job)
    }

    /// The attempt for this event is over.
    pub(super) fn free(&mut self, event: EventSeq) {
        self.flying.remove(&event);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_policy::event::{Event, EventKind, PairIds};
    use kurier_policy::id::{InboxSeq, SenderId};
    use kurier_policy::permission::Purpose;
    use kurier_policy::time::Timestamp;

    fn job(seq: i64, wa_id: &str) -> Job {
        let person =
            PairIds { wa_id: wa_id.to_owned(), user_id: String::new(), name: String::new() };
        let kind = EventKind::Preference {
            purpose: Purpose::Utility,
            topic: None,
            allowed: true,
            signup: None,
            receipt_seq: InboxSeq(1),
        };
        let (seq, at, sender) = (EventSeq(seq), Timestamp(0), SenderId(1));
        Job { event: Event { seq, at, sender, person, kind }, retry: None }
    }

    #[test]
    fn a_conversation_has_one_attempt_in_flight_and_others_pass_it() {
        let mut jobs = VecDeque::from([job(1, "ada"), job(2, "ada"), job(3, "bo"), job(4, "ada")]);
        let mut lanes = Lanes::default();
        let mut next = |lanes: &mut Lanes| lanes.next(&mut jobs).map(|job| job.event.seq.0);
        assert_eq!(
            (next(&mut lanes), next(&mut lanes), next(&mut lanes)),
            (Some(1), Some(3), None)
        );
        lanes.free(EventSeq(1));
        assert_eq!((next(&mut lanes), next(&mut lanes)), (Some(2), None));
        lanes.free(EventSeq(3));
        assert_eq!(next(&mut lanes), None);
        lanes.free(EventSeq(2));
        assert_eq!((next(&mut lanes), next(&mut lanes)), (Some(4), None));
    }
}

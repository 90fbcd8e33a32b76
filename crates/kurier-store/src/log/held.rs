//! Messages that had to wait, and the ids they were answered with.
//!
//! A message that waits has no place in any inbox yet, but its sender was given an id. When it goes, that id is what
//! its statuses bear: it is kept in front of what the business put into `biz_opaque_callback_data`.

use super::row::FullRow;
use crate::record::Admission;
use kurier_policy::event::{Event, EventKind};
use kurier_policy::id::{BusinessId, MessageRef};

/// Begins what is kept of a message that waited. What a business wrote and begins so, too, is kept behind a 0.
const WAITED: char = '\u{1}';

/// What is to be kept of one.
pub(crate) fn opaque(item: &Admission) -> Option<String> {
    let told = item.outbound.opaque.as_deref();
    let number = item.held.filter(|held| held.is_known_by_it).map_or(0, |held| held.number);
    if number == 0 && !told.is_some_and(|told| told.starts_with(WAITED)) {
        return told.map(str::to_owned);
    }
    let told = told.map(|told| format!(":{told}")).unwrap_or_default();
    Some(format!("{WAITED}{number}{told}"))
}

/// The number of the message, if it waited, and what its business put in.
fn read(kept: Option<&str>) -> (Option<i64>, Option<&str>) {
    let Some(waited) = kept.and_then(|kept| kept.strip_prefix(WAITED)) else {
        return (None, kept);
    };
    let (number, told) = match waited.split_once(':') {
        Some((number, told)) => (number, Some(told)),
        None => (waited, None),
    };
    (number.parse().ok().filter(|number| *number > 0), told)
}

/// The id that the sender of a message knows it by.
pub(crate) fn known_as(stored: MessageRef, business: BusinessId, kept: Option<&str>) -> MessageRef {
    read(kept).0.map_or(stored, |number| MessageRef::scheduled(business, number))
}

/// What its business put in.
pub(crate) fn told(kept: Option<&str>) -> Option<String> {
    read(kept).1.map(str::to_owned)
}

/// An event as the business is told it: by the ids it knows. `answered` is what is kept of the answered message.
pub(crate) fn told_event(mut event: Event, of: &FullRow, answered: Option<&str>) -> Event {
    let business = of.row.business;
    match &mut event.kind {
        EventKind::Status { message, opaque, .. } => {
            *message = known_as(*message, business, of.opaque.as_deref());
            *opaque = told(of.opaque.as_deref());
        }
        EventKind::Inbound { reply_to, target, .. } => {
            for message in [reply_to, target].into_iter().flatten() {
                *message = known_as(*message, business, answered);
            }
        }
        EventKind::Preference { .. } | EventKind::Template(_) | EventKind::Notice(_) => {}
    }
    event
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::HeldBefore;
    use kurier_policy::id::{InboxSeq, PersonId, SenderId};
    use kurier_policy::outbound::{Draft, Outbound, Recipient};
    use kurier_policy::time::Timestamp;
    use proptest::prelude::*;

    fn admission(told: Option<String>, held: Option<HeldBefore>) -> Admission {
        let draft = Draft::Text { body: "x".into(), preview_url: false };
        let outbound = Outbound {
            business: BusinessId(1),
            sender: SenderId(2),
            to: Recipient::WaId(3),
            draft,
            files: Vec::new(),
            reply_to: None,
            opaque: told,
        };
        Admission { outbound, idempotency: None, held }
    }

    proptest! {
        #[test]
        fn what_a_business_put_in_comes_back_beside_the_id_it_knows(
            told_by in prop::option::of("[\u{1}:0-9a-z]{0,12}"), number in 0..1_i64 << 39
        ) {
            let since = Timestamp(0);
            let held = (number > 0).then_some(HeldBefore { number, since, is_known_by_it: true, in_campaign: false });
            let kept = opaque(&admission(told_by.clone(), held));
            prop_assert_eq!(told(kept.as_deref()), told_by);
            let stored = MessageRef { person: PersonId(7), seq: InboxSeq(8), hint: 9 };
            let known = known_as(stored, BusinessId(1), kept.as_deref());
            let expected = held.map_or(stored, |_| MessageRef::scheduled(BusinessId(1), number));
            prop_assert_eq!(known, expected);
        }
    }
}

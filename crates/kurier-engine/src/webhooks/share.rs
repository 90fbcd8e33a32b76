//! Which events of the log are for one callback: the most special one gets an event.

use kurier_policy::event::{Event, NO_SENDER};
use kurier_policy::id::SenderId;
use kurier_store::record::{Batch, Scope, Subscription};
use kurier_wire::webhook::field_of;

/// What one callback of a business gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Share {
    scope: Scope,
    /// Whether the business has a callback of its own beside the app's.
    has_business: bool,
    /// Senders with callbacks of their own.
    senders: Vec<SenderId>,
    /// The fields that the app subscribes to; `None` = all.
    fields: Option<Vec<String>>,
    /// Several events in one request.
    pub batch: Option<Batch>,
}

impl Share {
    /// Of `own` among `all` callbacks of its business. A switched-off callback keeps its events: they
    /// wait for it.
    pub(super) fn of(own: &Subscription, all: &[Subscription]) -> Self {
        let senders = all.iter().filter_map(|one| match one.scope {
            Scope::Sender(sender) => Some(sender),
            Scope::App | Scope::Business => None,
        });
        let app = all.iter().find(|one| one.scope == Scope::App);
        Self {
            scope: own.scope,
            has_business: all.iter().any(|one| one.scope == Scope::Business),
            senders: senders.collect(),
            fields: app.and_then(|app| app.options.fields.clone()),
            batch: own.options.batch,
        }
    }

    /// Whether every event is for it: nearly always, and then nothing is looked at.
    pub(super) fn is_all(&self) -> bool {
        let alone = match self.scope {
            Scope::App => !self.has_business && self.senders.is_empty(),
            Scope::Business => self.senders.is_empty(),
            Scope::Sender(_) => false,
        };
        alone && self.fields.is_none()
    }

    /// Whether an event is for it.
    pub(super) fn takes(&self, event: &Event) -> bool {
        if self.is_all() {
            return true;
        }
        let is_wanted = self
            .fields
            .as_ref()
            .is_none_or(|fields| fields.iter().any(|wanted| wanted == field_of(event)));
        is_wanted && self.scope == self.owner(event.sender)
    }

    fn owner(&self, sender: SenderId) -> Scope {
        if sender != NO_SENDER && self.senders.contains(&sender) {
            Scope::Sender(sender)
        } else if self.has_business {
            Scope::Business
        } else {
            Scope::App
        }
    }
}

/// The callback that gets an event, if one does.
pub(crate) fn taker<'a>(all: &'a [Subscription], event: &Event) -> Option<&'a Subscription> {
    all.iter().find(|one| Share::of(one, all).takes(event))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_policy::event::{EventKind, PairIds};
    use kurier_policy::id::{BusinessId, EventSeq, InboxSeq};
    use kurier_policy::notice::{Decision, Notice};
    use kurier_policy::permission::Purpose;
    use kurier_policy::time::Timestamp;
    use kurier_store::record::CallbackOptions;

    const ONE: SenderId = SenderId(101);
    const TWO: SenderId = SenderId(102);

    fn callback(scope: Scope) -> Subscription {
        Subscription {
            business: BusinessId(1),
            id: i64::from(scope),
            callback_url: String::new(),
            verify_token: String::new(),
            cursor: EventSeq(0),
            disabled: false,
            failing_since: None,
            scope,
            options: CallbackOptions::default(),
        }
    }

    fn from(sender: SenderId) -> Event {
        let person = PairIds { wa_id: String::new(), user_id: String::new(), name: String::new() };
        let kind = EventKind::Preference {
            purpose: Purpose::Marketing,
            topic: None,
            allowed: true,
            receipt_seq: InboxSeq(1),
            signup: None,
        };
        Event { seq: EventSeq(1), at: Timestamp(0), sender, person, kind }
    }

    fn notice() -> Event {
        let told = Notice::Review { decision: Decision::Approved };
        Event::of_notice(EventSeq(2), Timestamp(0), told)
    }

    /// Who gets an event, of these callbacks.
    fn takers(all: &[Subscription], event: &Event) -> Vec<Scope> {
        let takes = |one: &&Subscription| Share::of(one, all).takes(event);
        all.iter().filter(takes).map(|one| one.scope).collect()
    }

    #[test]
    fn the_most_special_callback_gets_an_event_and_no_other_does() {
        let all = [Scope::App, Scope::Business, Scope::Sender(ONE)].map(callback);
        assert_eq!(takers(&all, &from(ONE)), [Scope::Sender(ONE)]);
        assert_eq!(takers(&all, &from(TWO)), [Scope::Business]);
        assert_eq!(takers(&all, &notice()), [Scope::Business]);
        let all = [Scope::App, Scope::Sender(ONE)].map(callback);
        assert_eq!(takers(&all, &from(TWO)), [Scope::App]);
        let all = [callback(Scope::Sender(ONE))];
        assert_eq!(takers(&all, &from(TWO)), []);
        assert!(Share::of(&callback(Scope::App), &[callback(Scope::App)]).is_all());
    }

    #[test]
    fn the_apps_fields_hold_for_every_callback() {
        let mut app = callback(Scope::App);
        app.options.fields = Some(vec!["user_preferences".to_owned()]);
        let all = [app, callback(Scope::Sender(ONE))];
        assert_eq!(takers(&all, &from(ONE)), [Scope::Sender(ONE)]);
        assert_eq!(takers(&all, &notice()), []);
    }
}
